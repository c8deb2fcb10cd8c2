import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { chromiumExecutable } from './browser-executable.js';

type Reply = { id?: number; method?: string; sessionId?: string; result?: any; error?: { message: string } };

/** A headless browser, controlled by the Chrome DevTools Protocol over a pipe. It ends when the pipe closes. */
export class Browser {
  static async start(): Promise<Browser> {
    const { path, environment } = await chromiumExecutable();
    const profile = mkdtempSync(join(tmpdir(), 'assent-browser-'));
    const child = spawn(
      path,
      [
        '--headless',
        // Its sandbox needs privileges that a container does not have.
        '--no-sandbox',
        '--no-zygote',
        '--disable-gpu',
        '--remote-debugging-pipe',
        `--user-data-dir=${profile}`,
        'about:blank',
      ],
      {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...environment },
      },
    );
    await once(child, 'spawn');
    return new Browser(child, profile);
  }

  private readonly waiting = new Map<number, (reply: Reply) => void>();
  private readonly listening = new Map<string, () => void>();
  private sent = 0;
  private received = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
  ) {
    (child.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => this.receive(chunk));
  }

  async page(url: string): Promise<Page> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId);
    await page.go(url);
    return page;
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<any> {
    const id = ++this.sent;
    (this.child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) =>
      this.waiting.set(id, ({ result, error }) => {
        this.waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result);
      }),
    );
  }

  /** Resolves when the event occurs next. */
  next(method: string, sessionId: string): Promise<void> {
    return new Promise((resolve) => this.listening.set(`${sessionId} ${method}`, resolve));
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    await this.send('Browser.close');
    await ended;
    rmSync(this.profile, { recursive: true, force: true });
  }

  /** Messages end with a NUL. */
  private receive(chunk: string): void {
    const messages = (this.received + chunk).split('\0');
    this.received = messages.pop()!;
    for (const message of messages) {
      const reply = JSON.parse(message) as Reply;
      if (reply.id !== undefined) this.waiting.get(reply.id)?.(reply);
      else this.listening.get(`${reply.sessionId} ${reply.method}`)?.();
    }
  }
}

export class Page {
  constructor(
    private readonly browser: Browser,
    private readonly sessionId: string,
  ) {}

  async go(url: string): Promise<void> {
    await this.send('Page.enable');
    const loaded = this.browser.next('Page.loadEventFired', this.sessionId);
    const { errorText } = await this.send('Page.navigate', { url });
    if (errorText) throw new Error(`${url}: ${errorText}`);
    await loaded;
  }

  send(method: string, params: object = {}): Promise<any> {
    return this.browser.send(method, params, this.sessionId);
  }

  /** The awaited value of an expression in the page. */
  async evaluate(expression: string): Promise<any> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
}
