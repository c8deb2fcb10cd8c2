import { connect } from 'node:net';

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * A keep-alive HTTP/1.1 connection that sends prepared bytes, one request at a time. It does less than an HTTP client, so
 * that it uses less of the machine that it shares with the measured server.
 */
export class HttpConnection {
  #socket;
  #pending = null;
  #received = null;

  static open({ hostname, port }) {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new HttpConnection(socket)));
    });
  }

  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#pending?.reject(error));
    socket.on('close', () => this.#pending?.reject(new Error('The server closed the connection.')));
  }

  /** @returns {Promise<{ status: number, body: Buffer }>} */
  send(request) {
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close() {
    this.#pending = null;
    this.#socket.destroy();
  }

  #receive(chunk) {
    const received = this.#received ? Buffer.concat([this.#received, chunk]) : chunk;
    const end = received.indexOf(END_OF_HEAD);
    const length = end < 0 ? null : /content-length: (\d+)/i.exec(received.latin1Slice(0, end));
    if (end >= 0 && !length)
      return this.#pending.reject(new Error(`No length: ${received.latin1Slice(0, end)}`));
    if (!length || received.length < end + 4 + Number(length[1])) {
      this.#received = received;
      return;
    }
    this.#received = null;
    const { resolve } = this.#pending;
    this.#pending = null;
    resolve({ status: Number(received.latin1Slice(9, 12)), body: received.subarray(end + 4) });
  }
}
