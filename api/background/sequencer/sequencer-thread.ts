import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { logReport } from './report.js';
import type { SequencerSettings } from './settings.js';

/**
 * The sequencer of this process, in a thread of its own: what it hashes for a second's entries at once would hold up
 * every answer for as long.
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
    // A defect of ours: as anywhere else in the process, it ends it, and the next start begins anew.
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
