import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { checkInput, fields, nonEmptyText } from '../../../consent/kernel/checked-input.js';
import { HASH_BYTES } from '../../../consent/ledger/format/merkle.js';
import type { Cosigned, CosignedLogs } from '../../../consent/ledger/witness/add-checkpoint.js';

const OWNER_ONLY = 0o600;

const ROOT = 'must be the root of a tree in base64';
const contents = fields({
  name: nonEmptyText(200),
  /** PKCS #8 in PEM form. */
  privateKey: v.string('must be a private key in PEM form'),
  logs: v.record(
    v.string(),
    fields({
      size: v.pipe(
        v.number('must be a number'),
        v.safeInteger('must be whole'),
        v.minValue(0, 'must not be below 0'),
      ),
      root: v.pipe(
        v.string(ROOT),
        v.check((text) => Buffer.from(text, 'base64').length === HASH_BYTES, ROOT),
      ),
    }),
    'must be an object',
  ),
});
type Contents = v.InferOutput<typeof contents>;

/**
 * The file of a witness: its name, its key, and the last checkpoint of each log that it cosigned. A witness that loses
 * the file begins anew, with another key.
 */
export class WitnessState implements CosignedLogs {
  readonly privateKey: KeyObject;

  private constructor(
    private readonly path: string,
    private state: Contents,
  ) {
    this.privateKey = privateKeyOf(path, state.privateKey);
  }

  /** Opens the file, or makes it under this name. @throws Error if the file belongs to a witness of another name */
  static open(path: string, name: string | undefined, defaultName: string): WitnessState {
    const text = read(path);
    if (text === null) {
      const { privateKey } = generateKeyPairSync('ed25519');
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      write(path, { name: name ?? defaultName, privateKey: pem, logs: {} });
      return WitnessState.open(path, name, defaultName);
    }
    const state = parseContents(path, text);
    if (name !== undefined && name !== state.name)
      throw new Error(`${path} belongs to the witness ${state.name}, not to ${name}.`);
    return new WitnessState(path, state);
  }

  get name(): string {
    return this.state.name;
  }

  last(origin: string): Cosigned | null {
    const known = Object.hasOwn(this.state.logs, origin) ? this.state.logs[origin]! : null;
    return known && { size: known.size, root: Buffer.from(known.root, 'base64') };
  }

  store(origin: string, { size, root }: Cosigned): void {
    const logs = { ...this.state.logs, [origin]: { size, root: root.toString('base64') } };
    this.state = { ...this.state, logs };
    write(this.path, this.state);
  }
}

/** The message never quotes the file: it holds a private key. */
function parseContents(path: string, text: string): Contents {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(`${path} is not JSON. If it is lost, the witness begins anew under another name.`);
  }
  return checkInput(contents, json, (problems) => new Error(`${path}: ${problems}`));
}

function privateKeyOf(path: string, pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // The error of the parser says no more.
  }
  throw new Error(`${path}: privateKey: must be an Ed25519 key in PEM form`);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Written beside and moved into place, so that a crash leaves the old state or the new one. */
function write(path: string, state: Contents): void {
  const beside = openSync(`${path}.new`, 'w', OWNER_ONLY);
  try {
    writeSync(beside, `${JSON.stringify(state)}\n`);
    fsyncSync(beside);
  } finally {
    closeSync(beside);
  }
  renameSync(`${path}.new`, path);
  const directory = openSync(dirname(path), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
