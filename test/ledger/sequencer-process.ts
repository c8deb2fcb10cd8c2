import { loadKeys } from '../../api/callers/keys.js';
import { readConfig } from '../../api/config.js';
import { createLogger } from '../../api/logger.js';
import { SequencerThread } from '../../api/sequencer/sequencer-thread.js';
import { sequencerSettings } from '../../api/sequencer/settings.js';

/** A sequencer in a process of its own, which a test may kill: `node sequencer-process.js LEDGER_URL`. */
const config = readConfig();
const { log } = await loadKeys(config.varDir);
new SequencerThread(sequencerSettings(config, log, process.argv[2]!), createLogger(config)).start();
// The thread keeps no process alive.
setInterval(() => undefined, 60_000);
