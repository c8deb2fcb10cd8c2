import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const file = (name) => join(import.meta.dirname, name);
const exited = (child) => new Promise((resolve) => child.once('exit', resolve));

/** Starts a server of servers/. @returns its address and a function that stops it */
export async function startServer(name, environment, execArgv = []) {
  const child = fork(file(`servers/${name}.js`), {
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    execArgv,
  });
  const died = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${name} ended with ${code}.`)));
  died.catch(() => undefined);
  const [{ url }] = await Promise.race([once(child, 'message'), died]);
  return {
    url,
    pid: child.pid,
    async stop() {
      const end = exited(child);
      child.send('stop');
      await end;
    },
  };
}

/** A load generator in a separate process. */
export class Load {
  #child = fork(file('load.js'));

  async #ask(message) {
    this.#child.send(message);
    const [{ result, error }] = await once(this.#child, 'message');
    if (error) throw new Error(error);
    return result;
  }

  prepare(job) {
    return this.#ask({ type: 'prepare', job });
  }

  go() {
    return this.#ask({ type: 'go' });
  }

  stop() {
    this.#child.disconnect();
  }
}
