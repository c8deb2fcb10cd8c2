import type { Io } from '../io.js';

const BAR_WIDTH = 24;
const REDRAW_MS = 100;
const LINE_EVERY_MS = 10_000;
const CLEAR_LINE = '\r\x1b[K';

export const thousands = (value: number): string => Math.round(value).toLocaleString('en');

/** Shows progress as a bar on a terminal, and elsewhere as a line every few seconds. */
export class Progress {
  private readonly terminal: boolean;
  private readonly totalBytes: number;
  private bytes = 0;
  private rows = 0;
  private shown = performance.now();

  constructor(
    private readonly io: Io,
    files: readonly { readonly bytes: number }[],
  ) {
    this.terminal = io.out.isTTY === true;
    this.totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 1);
  }

  advance(name: string, bytes: number, rows: number): void {
    this.bytes += bytes;
    this.rows += rows;
    const now = performance.now();
    if (now - this.shown < (this.terminal ? REDRAW_MS : LINE_EVERY_MS)) return;
    this.shown = now;
    const share = this.bytes / this.totalBytes;
    const told = `${`${Math.floor(share * 100)} %`.padStart(5)}  ${name}  ${thousands(this.rows)} rows`;
    const full = Math.floor(share * BAR_WIDTH);
    const bar = `${CLEAR_LINE}${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}${told}`;
    this.io.out.write(this.terminal ? bar : `${told}\n`);
  }

  line(text: string): void {
    this.io.out.write(`${this.terminal ? CLEAR_LINE : ''}${text}\n`);
  }
}
