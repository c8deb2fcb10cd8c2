import type { Io } from '../io.js';

const BAR_WIDTH = 24;
const REDRAW_MS = 100;
const LINE_EVERY_MS = 10_000;

const count = (value: number): string => Math.round(value).toLocaleString('en');

/** A bar on a terminal; elsewhere a line now and then. */
export class Progress {
  private shown = performance.now();

  constructor(
    private readonly io: Io,
    private readonly totalBytes: number,
  ) {}

  show(name: string, bytes: number, rows: number): void {
    const now = performance.now();
    const terminal = this.io.out.isTTY === true;
    if (now - this.shown < (terminal ? REDRAW_MS : LINE_EVERY_MS)) return;
    this.shown = now;
    const share = this.totalBytes === 0 ? 1 : bytes / this.totalBytes;
    const percent = `${Math.floor(share * 100)} %`.padStart(5);
    const full = Math.floor(share * BAR_WIDTH);
    const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
    this.io.out.write(terminal ? `\r\x1b[K${bar}${percent}  ${name}  ${count(rows)} rows` : `${percent}  ${name}  ${count(rows)} rows\n`);
  }

  line(text: string): void {
    this.io.out.write(`${this.io.out.isTTY ? '\r\x1b[K' : ''}${text}\n`);
  }
}

export { count as countText };
