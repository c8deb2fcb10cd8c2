import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { logReport } from './report.js';
import type { SequencerSettings } from './settings.js';

/**
 * Runs the sequencer in a thread of its own: hashing the entries of a second in the main thread would delay every answer
 * by that time.
 */
export class SequencerThread {
  private running: { readonly worker: Worker; readonly ended: Promise<unknown> } | null = null;

  constructor(
    private readonly settings: SequencerSettings,
    private readonly log: Logger,
  ) {}

  start(): void {
    const worker = new Worker(new URL('./thread.js', import.meta.url), { workerData: this.settings });
    this.running = { worker, ended: new Promise((resolve) => worker.once('exit', resolve)) };
    worker.on('message', (report) => logReport(this.log, report));
    // An error that escapes the sequencer is a bug. It ends the process, as anywhere else; the next start recovers.
    worker.on('error', (error) => {
      throw error;
    });
    worker.unref();
  }

  async stop(): Promise<void> {
    if (this.running === null) return;
    const { worker, ended } = this.running;
    worker.ref();
    worker.postMessage('stop');
    await ended;
  }
}
