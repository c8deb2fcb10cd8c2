import type { TreeHead } from './integrate.js';

/** Asks witnesses to cosign a checkpoint. @returns the note with the cosignatures that they gave */
export type Cosign = (note: string, stopping: AbortSignal) => Promise<string>;

interface SignedHead {
  readonly head: TreeHead;
  readonly note: string;
}

/**
 * Sends checkpoints to witnesses while the sequencer goes on. It sends one checkpoint at a time. If the sequencer signs
 * several meanwhile, the queue keeps only the newest.
 */
export class CosigningQueue {
  private isRunning = false;
  private pending: SignedHead | null = null;
  private cosigned: SignedHead | null = null;

  constructor(
    private readonly cosign: Cosign | undefined,
    private readonly stopping: AbortSignal,
  ) {}

  submit(signed: SignedHead): void {
    this.pending = signed;
    if (this.cosign && !this.isRunning) void this.run(this.cosign);
  }

  /** Returns the last checkpoint that came back with cosignatures, once; null if there is no new one. */
  takeCosigned(): SignedHead | null {
    const { cosigned } = this;
    this.cosigned = null;
    return cosigned;
  }

  private async run(cosign: Cosign): Promise<void> {
    this.isRunning = true;
    while (this.pending && !this.stopping.aborted) {
      const { head, note } = this.pending;
      this.pending = null;
      const answered = await cosign(note, this.stopping).catch(() => note);
      if (answered !== note) this.cosigned = { head, note: answered };
    }
    this.isRunning = false;
  }
}
