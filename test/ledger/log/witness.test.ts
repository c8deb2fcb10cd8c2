import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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

  /** Starts a witness in its own process. After a restart it still knows what it cosigned. */
  async function start(name: string, log = verifierKey(logKey)): Promise<Witness> {
    const listen = ['witness', '--listen', '127.0.0.1:0', '--name', name];
    const of = ['--state', stateOf(name), '--log', log];
    const program = startProgram([join(projectRoot, 'dist/api/cli/assent.js'), ...listen, ...of]);
    programs.push(program);
    return addressOf(program);
  }

  async function addressOf(program: Program): Promise<Witness> {
    const [, line] = await program.says(/^witness (.*)$/m);
    return parseWitness(line!);
  }

  async function stop(): Promise<void> {
    const program = programs.pop()!;
    program.signal('SIGKILL');
    await program.ended;
  }

  /** Starts a witness that answers as the test says. */
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

  it('cosign each checkpoint that is consistent with the previous one', async () => {
    const [w1, w2] = [await start('w1'), await start('w2')];
    const witnesses = new Witnesses([w1, w2], proveIn(tree));
    for (const size of [0, 1, 2, 255, 256, 257, 257, 600]) {
      const { note, failures } = await witnesses.cosign(checkpointOf(size));
      expect(failures).toEqual([]);
      expect(openedBy(note, w1, w2)).toEqual(['w1', 'w2']);
    }
    const { size, root } = JSON.parse(readFileSync(stateOf('w1'), 'utf8')).logs[origin];
    expect([size, root]).toEqual([600, rootFrom(600, tree.hashAt).toString('base64')]);
  });

  it('tell which size they know after a restart of either side', async () => {
    await new Witnesses([await start('w1')], proveIn(tree)).cosign(checkpointOf(300));
    await stop();
    const again = await start('w1');
    const { note, failures } = await new Witnesses([again], proveIn(tree)).cosign(checkpointOf(500));
    expect(failures).toEqual([]);
    expect(openedBy(note, again)).toEqual(['w1']);
  });

  it('do not cosign a forked log, and the log reports this while other witnesses cosign', async () => {
    const [w1, w2] = [await start('w1'), await start('w2')];
    await new Witnesses([w1], proveIn(tree)).cosign(checkpointOf(300));
    const other = treeOf(600);
    other.levels[0]![7] = Buffer.alloc(32, 7);
    const forked = treeOf(0);
    for (const leaf of other.levels[0]!) forked.append(leaf);
    const { note, failures } = await new Witnesses([w1, w2], proveIn(forked)).cosign(
      checkpointOf(400, forked),
    );
    expect(failures).toEqual([{ witness: 'w1', reason: 'it answers 422' }]);
    expect(openedBy(note, w1, w2)).toEqual(['w2']);
    const older = await new Witnesses([w1], proveIn(tree)).cosign(checkpointOf(299));
    expect(older.failures).toEqual([
      { witness: 'w1', reason: 'it has cosigned 300 entries and was offered 299' },
    ]);
  });

  it('do not cosign a checkpoint of another log or a checkpoint that the log has not signed', async () => {
    const w1 = await start('w1');
    const stranger = generateKeyPairSync('ed25519');
    const witnesses = new Witnesses([w1], proveIn(tree));
    expect((await witnesses.cosign(checkpointOf(3, tree, stranger))).failures[0]!.reason).toBe(
      'it answers 403',
    );
    const elsewhere = signCheckpoint({ origin: 'other', size: 3, root: rootFrom(3, tree.hashAt) }, [
      noteSigner('other', stranger.privateKey),
    ]);
    expect((await witnesses.cosign(elsewhere)).failures[0]!.reason).toBe('it answers 404');
    expect((await witnesses.cosign(checkpointOf(3))).failures).toEqual([]);
  });

  it('delay nothing while they are down, and cosign when they are back', async () => {
    const [w1, w2] = [await start('w1'), await start('w2')];
    const witnesses = new Witnesses([w1, w2], proveIn(tree));
    await witnesses.cosign(checkpointOf(10));
    await stop();
    const { note, failures } = await witnesses.cosign(checkpointOf(20));
    expect(openedBy(note, w1)).toEqual(['w1']);
    expect(failures).toEqual([{ witness: 'w2', reason: 'fetch failed: ECONNREFUSED' }]);
    const back = await start('w2');
    const all = await new Witnesses([w1, back], proveIn(tree)).cosign(checkpointOf(30));
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

  describe('beside a strange one', () => {
    let home: string;
    let program: Program;
    let honest: Witness;
    beforeAll(async () => {
      home = mkdtempSync(join(tmpdir(), 'assent-witness-'));
      const listen = ['witness', '--listen', '127.0.0.1:0', '--name', 'w1', '--log', verifierKey(logKey)];
      program = startProgram([
        join(projectRoot, 'dist/api/cli/assent.js'),
        ...listen,
        '--state',
        join(home, 'w1.json'),
      ]);
      honest = await addressOf(program);
    });
    afterAll(async () => {
      program.signal('SIGKILL');
      await program.ended;
      rmSync(home, { recursive: true, force: true });
    });

    it.each<[string, RequestListener, RegExp]>([
      ['refuses', answering(500, ''), /answers 500/],
      ['redirects', (_, response) => response.writeHead(302, { location: '/x' }).end(), /fetch failed/],
      ['never answers', () => {}, /aborted due to timeout/],
      ['closes the connection', (request) => request.socket.destroy(), /fetch failed/],
      ['sends an empty answer', answering(200, ''), /malformed/],
      ['answers without a signature', answering(200, 'well done\n'), /malformed/],
      ['never stops answering', answering(200, 'x'.repeat(100_000)), /too much/],
      ['claims to know a malformed size', answering(409, 'much\n'), /not a whole number/],
      ['claims each time to know a smaller size', answering(409, '1\n'), /answers 409/],
      ['claims to know a larger size', answering(409, '99\n'), /has cosigned 99/],
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
    ])('delay nothing and are reported if one %s', async (_, answer, reason) => {
      const odd = await strange(answer);
      const { note, failures } = await new Witnesses([odd, honest], proveIn(tree), 1_500).cosign(
        checkpointOf(50),
      );
      expect(openedBy(note, honest, odd)).toEqual(['w1']);
      expect(failures).toEqual([{ witness: 'strange', reason: expect.stringMatching(reason) }]);
    });
  });

  it('are reported if a cosignature is invalid, and the checkpoint leaves that out', async () => {
    const key = cosignatureVerifier('strange', forged.publicKey);
    const wrong = await strange(
      answering(200, () =>
        signatureLine(
          'another text\n',
          cosigner('strange', forged.privateKey, () => 1),
        ),
      ),
    );
    const { note, failures } = await new Witnesses([{ ...wrong, key }], proveIn(tree)).cosign(
      checkpointOf(50),
    );
    expect(failures).toEqual([{ witness: 'strange', reason: 'the signature by strange is wrong' }]);
    expect(note).toBe(checkpointOf(50));
  });

  it('get the same requests as litewitness and answer like it, byte for byte', async () => {
    const vectors = fixture('add-checkpoint');
    const x = Buffer.from(vectors.logKey, 'hex').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    const sigsum = vectors.requests[0].body.split('\n')[2];
    const { url } = await start('litewitness', verifierKey(noteVerifier(sigsum, key)));
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
    // For an unknown log litewitness answers 403, but the current specification demands 404.
    const expected = vectors.requests.map(({ status }: { status: number }, i: number) =>
      i === 2 ? 404 : status,
    );
    expect(statuses).toEqual(expected);
  });

  it('are configured by a verifier key and a URL', () => {
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
