import { Pool } from 'pg';
import { loadKeys } from '../../api/callers/keys.js';
import { readConfig } from '../../api/config.js';
import { createLogger } from '../../api/logger.js';
import { createSequencer } from '../../api/sequencer.js';
import { executorOf } from '../../consent/executor.js';
import { Log } from '../../consent/ledger/log.js';

/** A sequencer in a process of its own, which a test may kill: `node sequencer-process.js LEDGER_URL`. */
const config = readConfig();
const { log } = await loadKeys(config.varDir);
const published = new Log(executorOf(new Pool({ connectionString: process.argv[2]!, max: 1 })));
createSequencer(config, log, process.argv[2]!, published, createLogger(config)).start();
// It waits on timers that keep no process alive.
setInterval(() => undefined, 60_000);
