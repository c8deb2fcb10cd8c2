import { Writable } from 'node:stream';

/** A log that is kept, for startPlatform(): everything that the platform has said so far. */
export class HeardLog extends Writable {
  said = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.said += chunk.toString();
    done();
  }
}
