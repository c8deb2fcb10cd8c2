import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openCheckpoint, signCheckpoint } from '../../../consent/ledger/format/checkpoint.js';
import { consistencyPath, rootFrom } from '../../../consent/ledger/format/merkle.js';
import {
  cosignatureVerifier,
  cosigner,
  noteSigner,
  noteVerifier,
  signatureLine,
  splitNote,
  verifierKey,
} from '../../../consent/ledger/format/signed-note.js';
import {
  addCheckpointRequest,
  parseWitness,
  type Witness,
  Witnesses,
} from '../../../consent/ledger/log/witness.js';
import { fixture } from '../../support/fixture.js';
import { type Program, startProgram } from '../../support/processes/program.js';
import { projectRoot } from '../../support/project.js';
import { type TreeInMemory, treeOf } from '../format/tree-in-memory.js';

const origin = 'log.example.org/assent';
const log = generateKeyPairSync('ed25519');
const logKey = noteVerifier(origin, log.publicKey);
const tree = treeOf(600);

const checkpointOf = (size: number, of: TreeInMemory = tree, by = log) =>
  signCheckpoint({ origin, size, root: rootFrom(size, of.hashAt) }, [noteSigner(origin, by.privateKey)]);
const proveIn = (of: TreeInMemory) => async (from: number, to: number) =>
  consistencyPath(from, to, of.hashAt);
const openedBy = (note: string, ...witnesses: Witness[]) =>
  openCheckpoint(
    note,
    [logKey],
    witnesses.map(({ key }) => key),
  ).cosignatures.map(({ name }) => name);

describe('witnesses (c2sp.org/tlog-witness)', () => {
  let directory: string;
  const programs: Program[] = [];
  const closing: (() => void)[] = [];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'assent-witness-'));
  });
  afterEach(async () => {
    for (const program of programs.splice(0)) {
      program.signal('SIGKILL');
      await program.ended;
    }
    for (const close of closing.splice(0)) close();
    rmSync(directory, { recursive: true, force: true });
  });

  const stateOf = (name: string) => join(directory, `${name}.json`);

  /** A witness in a process of its own; started again it knows what it knew. */
  async function start(name: string): Promise<Witness> {
    const script = join(projectRoot, 'dist/test/support/processes/witness-process.js');
    const program = startProgram([script, name, stateOf(name), verifierKey(logKey)]);
    programs.push(program);
    const [, line] = await program.says(/^witness (.*)$/m);
    return parseWitness(line!);
  }

  async function stop(): Promise<void> {
    const program = programs.pop()!;
    program.signal('SIGKILL');
    await program.ended;
  }

  /** One that behaves as it is told. */
  async function strange(answer: RequestListener): Promise<Witness> {
    const server = createServer(answer);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const { publicKey } = generateKeyPairSync('ed25519');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url, key: cosignatureVerifier('strange', publicKey) };
  }

  it('cosign each checkpoint that goes on from the one before', async () => {
    const [w1, w2] = [await start('w1'), await start('w2')];
    const witnesses = new Witnesses([w1, w2], proveIn(tree));
    for (const size of [0, 1, 2, 255, 256, 257, 257, 600]) {
      const { note, withheld } = await witnesses.offer(checkpointOf(size));
      expect(withheld).toEqual([]);
      expect(openedBy(note, w1, w2)).toEqual(['w1', 'w2']);
    }
    const { size, root } = JSON.parse(readFileSync(stateOf('w1'), 'utf8'));
    expect([size, root]).toEqual([600, rootFrom(600, tree.hashAt).toString('base64')]);
  });

  it('are asked what they know after a restart of either side', async () => {
    await new Witnesses([await start('w1')], proveIn(tree)).offer(checkpointOf(300));
    await stop();
    const again = await start('w1');
    const { note, withheld } = await new Witnesses([again], proveIn(tree)).offer(checkpointOf(500));
    expect(withheld).toEqual([]);
    expect(openedBy(note, again)).toEqual(['w1']);
  });

  it('do not cosign a second history, and are reported, while the others cosign', async () => {
    const [w1, w2] = [await start('w1'), await start('w2')];
    await new Witnesses([w1], proveIn(tree)).offer(checkpointOf(300));
    const other = treeOf(600);
    other.levels[0]![7] = Buffer.alloc(32, 7);
    const forked = treeOf(0);
    for (const leaf of other.levels[0]!) forked.append(leaf);
    const { note, withheld } = await new Witnesses([w1, w2], proveIn(forked)).offer(
      checkpointOf(400, forked),
    );
    expect(withheld).toEqual([{ witness: 'w1', reason: 'it answers 422' }]);
    expect(openedBy(note, w1, w2)).toEqual(['w2']);
    const older = await new Witnesses([w1], proveIn(tree)).offer(checkpointOf(299));
    expect(older.withheld).toEqual([
      { witness: 'w1', reason: 'it has cosigned 300 entries and was offered 299' },
    ]);
  });

  it('do not cosign for another log, nor what the log has not signed', async () => {
    const w1 = await start('w1');
    const stranger = generateKeyPairSync('ed25519');
    const witnesses = new Witnesses([w1], proveIn(tree));
    expect((await witnesses.offer(checkpointOf(3, tree, stranger))).withheld[0]!.reason).toBe(
      'it answers 403',
    );
    const elsewhere = signCheckpoint({ origin: 'other', size: 3, root: rootFrom(3, tree.hashAt) }, [
      noteSigner('other', stranger.privateKey),
    ]);
    expect((await witnesses.offer(elsewhere)).withheld[0]!.reason).toBe('it answers 404');
    expect((await witnesses.offer(checkpointOf(3))).withheld).toEqual([]);
  });

  it('that are down hold up nothing, and cosign when they are back', async () => {
    const [w1, w2] = [await start('w1'), await start('w2')];
    const witnesses = new Witnesses([w1, w2], proveIn(tree));
    await witnesses.offer(checkpointOf(10));
    await stop();
    const { note, withheld } = await witnesses.offer(checkpointOf(20));
    expect(openedBy(note, w1)).toEqual(['w1']);
    expect(withheld).toEqual([{ witness: 'w2', reason: 'fetch failed: ECONNREFUSED' }]);
    const back = await start('w2');
    const all = await new Witnesses([w1, back], proveIn(tree)).offer(checkpointOf(30));
    expect(openedBy(all.note, w1, back)).toEqual(['w1', 'w2']);
  });

  const answering = (status: number, text: string | ((note: string) => string)): RequestListener =>
    async function answer(request, response) {
      let body = '';
      for await (const chunk of request) body += chunk;
      const note = body.slice(body.indexOf('\n\n') + 2);
      response.writeHead(status).end(typeof text === 'string' ? text : text(note));
    };
  const forged = generateKeyPairSync('ed25519');

  it.each<[string, RequestListener, RegExp]>([
    ['refuses', answering(500, ''), /answers 500/],
    ['sends elsewhere', (_, response) => response.writeHead(302, { location: '/x' }).end(), /fetch failed/],
    ['never answers', () => {}, /aborted due to timeout/],
    ['hangs up', (request) => request.socket.destroy(), /fetch failed/],
    ['answers nothing', answering(200, ''), /malformed/],
    ['answers no signature', answering(200, 'well done\n'), /malformed/],
    ['never stops answering', answering(200, 'x'.repeat(100_000)), /too much/],
    ['says it knows nonsense', answering(409, 'much\n'), /no whole number/],
    ['says again and again that it knows less', answering(409, '1\n'), /answers 409/],
    ['says it knows more', answering(409, '99\n'), /has cosigned 99/],
    [
      'cosigns with another key',
      answering(200, (note) =>
        signatureLine(
          splitNote(note).text,
          cosigner('strange', forged.privateKey, () => 1),
        ),
      ),
      /without a cosignature of its own/,
    ],
  ])('that %s hold up nothing and are reported', async (_, answer, reason) => {
    const [w1, odd] = [await start('w1'), await strange(answer)];
    const { note, withheld } = await new Witnesses([odd, w1], proveIn(tree), 1_500).offer(checkpointOf(50));
    expect(openedBy(note, w1, odd)).toEqual(['w1']);
    expect(withheld).toEqual([{ witness: 'strange', reason: expect.stringMatching(reason) }]);
  });

  it('whose cosignature is wrong are reported, and it is left out', async () => {
    const key = cosignatureVerifier('strange', forged.publicKey);
    const wrong = await strange(
      answering(200, () =>
        signatureLine(
          'another text\n',
          cosigner('strange', forged.privateKey, () => 1),
        ),
      ),
    );
    const { note, withheld } = await new Witnesses([{ ...wrong, key }], proveIn(tree)).offer(
      checkpointOf(50),
    );
    expect(withheld).toEqual([{ witness: 'strange', reason: 'the signature by strange is wrong' }]);
    expect(note).toBe(checkpointOf(50));
  });

  it('are asked byte for byte as litewitness is, and answer as it does', async () => {
    const vectors = fixture('add-checkpoint');
    const x = Buffer.from(vectors.logKey, 'hex').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    const sigsum = vectors.requests[0].body.split('\n')[2];
    const script = join(projectRoot, 'dist/test/support/processes/witness-process.js');
    const vkey = verifierKey(noteVerifier(sigsum, key));
    const program = startProgram([script, 'w', stateOf('litewitness'), vkey]);
    programs.push(program);
    const { url } = parseWitness((await program.says(/^witness (.*)$/m))[1]!);
    const statuses: number[] = [];
    for (const { body } of vectors.requests) {
      const [head, note] = [body.slice(0, body.indexOf('\n\n')), body.slice(body.indexOf('\n\n') + 2)];
      const [old, ...path] = head.split('\n');
      const hashes = path.map((line: string) => Buffer.from(line, 'base64'));
      expect(addCheckpointRequest(Number(old.slice(4)), hashes, note)).toBe(body);
      const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
      await response.text();
      statuses.push(response.status);
    }
    // litewitness answers 403 for a log that it does not know, the specification now asks for 404.
    const expected = vectors.requests.map(({ status }: { status: number }, i: number) =>
      i === 2 ? 404 : status,
    );
    expect(statuses).toEqual(expected);
  });

  it('are configured as a verifier key and a URL', () => {
    const vkey = verifierKey(cosignatureVerifier('w', forged.publicKey));
    expect(parseWitness(` ${vkey}  https://w.example.org/log/ `).url).toBe('https://w.example.org/log');
    for (const wrong of [
      vkey,
      `${vkey} nowhere`,
      `x https://w.example.org`,
      `${vkey} https://w.example.org more`,
    ])
      expect(() => parseWitness(wrong)).toThrow();
  });
});
