import { SequencerThread } from '../../../api/background/sequencer/sequencer-thread.js';
import { sequencerSettings } from '../../../api/background/sequencer/settings.js';
import { readConfig } from '../../../api/config.js';
import { createLogger } from '../../../api/logger.js';
import { loadKeys } from '../../../api/secrets/keyring.js';

/** A sequencer in a process that a test may kill: `node sequencer-process.js LEDGER_URL`. */
const config = readConfig();
const { log } = await loadKeys(config.varDir);
new SequencerThread(sequencerSettings(config, log, process.argv[2]!), createLogger(config)).start();
// The sequencer's thread does not keep the process alive.
setInterval(() => undefined, 60_000);
