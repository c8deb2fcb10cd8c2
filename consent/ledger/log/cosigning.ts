import type { Head } from './integrate.js';

/** @returns the note with the cosignatures that were given */
export type Offer = (note: string, stopping: AbortSignal) => Promise<string>;

interface Signed {
  readonly head: Head;
  readonly note: string;
}

/**
 * Checkpoints on their way to witnesses and back. Whoever signs them goes on meanwhile: one is offered at a time, then
 * the newest that was signed in between, and what comes back is there to be fetched.
 */
export class Offers {
  private underWay = false;
  private next: Signed | null = null;
  private cosigned: Signed | null = null;

  constructor(
    private readonly offer: Offer | undefined,
    private readonly stopping: AbortSignal,
  ) {}

  begin(signed: Signed): void {
    this.next = signed;
    if (this.offer && !this.underWay) void this.run(this.offer);
  }

  /** A checkpoint that has come back with cosignatures; each is told once. */
  take(): Signed | null {
    const { cosigned } = this;
    this.cosigned = null;
    return cosigned;
  }

  private async run(offer: Offer): Promise<void> {
    this.underWay = true;
    while (this.next && !this.stopping.aborted) {
      const { head, note } = this.next;
      this.next = null;
      const answered = await offer(note, this.stopping).catch(() => note);
      if (answered !== note) this.cosigned = { head, note: answered };
    }
    this.underWay = false;
  }
}
