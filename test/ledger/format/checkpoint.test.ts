import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  type Checkpoint,
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from '../../../consent/ledger/format/checkpoint.js';
import { verifyConsistency } from '../../../consent/ledger/format/merkle.js';
import {
  cosignatureVerifier,
  cosigner,
  noteSigner,
  noteVerifier,
} from '../../../consent/ledger/format/signed-note.js';
import { VerificationError } from '../../../consent/ledger/format/verification-error.js';
import { fixture } from '../../support/fixture.js';

const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
const BODY = `example.com/behind-the-sofa\n20852163\n${ROOT}\n`;
const checkpoint: Checkpoint = {
  origin: 'example.com/behind-the-sofa',
  size: 20_852_163,
  root: Buffer.from(ROOT, 'base64'),
};
const log = generateKeyPairSync('ed25519');
const witness = generateKeyPairSync('ed25519');

describe('checkpoints (c2sp.org/tlog-checkpoint)', () => {
  it('are formatted and parsed like the example of the specification', () => {
    expect(formatCheckpoint(checkpoint)).toBe(BODY);
    expect(parseCheckpoint(BODY)).toEqual(checkpoint);
  });

  it('may have extension lines', () => {
    const extended = { ...checkpoint, extensions: ['one', 'two'] };
    expect(formatCheckpoint(extended)).toBe(`${BODY}one\ntwo\n`);
    expect(parseCheckpoint(`${BODY}one\ntwo\n`)).toEqual(extended);
  });

  it.each([
    ['too few lines', `example.com/behind-the-sofa\n20852163\n`],
    ['no newline at the end', BODY.slice(0, -1)],
    ['no origin', BODY.slice(BODY.indexOf('\n'))],
    ['an empty line', `${BODY}\n`],
    ['an empty extension line', `${BODY}one\n\ntwo\n`],
    ['no size', `a\n\n${ROOT}\n`],
    ['a size with a leading zero', `a\n01\n${ROOT}\n`],
    ['a negative size', `a\n-34\n${ROOT}\n`],
    ['a size with a sign', `a\n+1\n${ROOT}\n`],
    ['a size in hexadecimal', `a\n0xabc\n${ROOT}\n`],
    ['a size without digits', `a\nbananas\n${ROOT}\n`],
    ['a size above the largest safe integer', `a\n9007199254740992\n${ROOT}\n`],
    ['a root that is not base64', `a\n1\nThisIsn'tBase64\n`],
    ['a root too short', `a\n1\nYmFuYW5hcw==\n`],
    ['a root without padding', `a\n1\n${ROOT.slice(0, -1)}\n`],
    ['a root with stray bits', `a\n1\n${ROOT.replace('2I=', '2J=')}\n`],
    ['a root with spaces', `a\n1\n ${ROOT}\n`],
  ])('are malformed with %s', (_, text) => {
    expect(() => parseCheckpoint(text)).toThrow(VerificationError);
  });

  it('open with a key of the log, and tell which witnesses cosigned', () => {
    const note = signCheckpoint(checkpoint, [
      noteSigner(checkpoint.origin, log.privateKey),
      cosigner('w1', witness.privateKey, () => 17),
    ]);
    const logKeys = [noteVerifier(checkpoint.origin, log.publicKey)];
    expect(openCheckpoint(note, logKeys)).toEqual({ checkpoint, cosignatures: [] });
    const known = cosignatureVerifier('w1', witness.publicKey);
    expect(openCheckpoint(note, logKeys, [known])).toEqual({
      checkpoint,
      cosignatures: [{ name: 'w1', keyId: known.keyId, time: 17 }],
    });
    expect(() => openCheckpoint(note, [], [known])).toThrow('not signed by this log');
  });

  it('do not open as checkpoints of another log whose key is known', () => {
    const note = signCheckpoint({ ...checkpoint, origin: 'example.com/other' }, [
      noteSigner(checkpoint.origin, log.privateKey),
    ]);
    expect(() => openCheckpoint(note, [noteVerifier(checkpoint.origin, log.publicKey)])).toThrow('other');
  });

  it('open if another implementation, litewitness, made them, and so do its consistency proofs', () => {
    const { logKey, requests } = fixture('add-checkpoint');
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(logKey, 'hex').toString('base64url') };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const kept = { size: 0, root: Buffer.alloc(0) };
    const verdicts = requests.map(({ body }: { body: string }) => {
      const [head, note] = [body.slice(0, body.indexOf('\n\n')), body.slice(body.indexOf('\n\n') + 2)];
      const [old, ...path] = head.split('\n');
      try {
        const origin = note.slice(0, note.indexOf('\n')).replace('e563', 'e562');
        const opened = openCheckpoint(note, [noteVerifier(origin, key)]).checkpoint;
        const from = Number(old!.slice('old '.length));
        if (from !== kept.size) return 409;
        const hashes = path.map((line) => Buffer.from(line, 'base64'));
        if (from > 0 && !verifyConsistency(from, opened.size, hashes, kept.root, opened.root)) return 422;
        Object.assign(kept, opened);
        return 200;
      } catch {
        return 403;
      }
    });
    expect(verdicts).toEqual(requests.map(({ status }: { status: number }) => status));
  });
});
