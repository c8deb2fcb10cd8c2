import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  cosignatureVerifier,
  cosigner,
  noteSigner,
  noteVerifier,
  openNote,
  parseVerifierKey,
  signNote,
  verifierKey,
} from '../../../consent/ledger/format/signed-note.js';
import { VerificationError } from '../../../consent/ledger/format/verification-error.js';
import { fixture } from '../../support/fixture.js';

interface Vector {
  readonly name: string;
  readonly vkey: string;
  readonly note: string;
}

const vectors = fixture('signed-note');
const notes: Vector[] = vectors.notes;
const [, peter, enoch] = notes as [Vector, Vector, Vector];
const text = peter.note.split('\n\n')[0]!.concat('\n');
const lineOf = ({ note }: Vector) => note.slice(note.indexOf('—'));

/** The private key PRIVATE+KEY+PeterNeumann+c74f20a3+AYEK... of the same source, without its leading type byte. */
const peterKey = createPrivateKey({
  key: {
    kty: 'OKP',
    crv: 'Ed25519',
    d: Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64')
      .subarray(1)
      .toString('base64url'),
    x: Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64')
      .subarray(1)
      .toString('base64url'),
  },
  format: 'jwk',
});

describe('signed notes (c2sp.org/signed-note)', () => {
  it.each(notes)('open with their key: $name', ({ vkey, note }) => {
    const opened = openNote(note, [parseVerifierKey(vkey)]);
    expect(opened.text).toBe(note.slice(0, note.indexOf('\n\n') + 1));
    expect(opened.signatures).toEqual([{ name: vkey.split('+')[0], keyId: vkey.split('+')[1], time: null }]);
  });

  it('are signed byte for byte as golang.org/x/mod/sumdb/note signs them', () => {
    expect(signNote(text, [noteSigner('PeterNeumann', peterKey)])).toBe(peter.note);
    expect(verifierKey(noteVerifier('PeterNeumann', createPublicKey(peterKey)))).toBe(peter.vkey);
  });

  it.each([...notes.map(({ vkey }) => vkey), vectors.cosignatureKey])(
    'have verifier keys that survive parsing and formatting: %s',
    (vkey) => {
      expect(verifierKey(parseVerifierKey(vkey))).toBe(vkey);
    },
  );

  it('do not accept a verifier key that lacks a part or has one character changed', () => {
    const { vkey } = peter;
    for (let from = 0; from <= vkey.length; from++)
      for (let to = from + 1; to <= vkey.length; to++)
        if (from !== 0 || to !== vkey.length)
          expect(() => parseVerifierKey(vkey.slice(from, to))).toThrow(VerificationError);
    for (let at = 0; at < vkey.length; at++) {
      const next = String.fromCharCode(vkey.charCodeAt(at) + 1);
      expect(() => parseVerifierKey(vkey.slice(0, at) + next + vkey.slice(at + 1))).toThrow(
        VerificationError,
      );
    }
  });

  it('do not accept a verifier key of the wrong length or of an unknown type, even with the right id', () => {
    const wrong = [
      'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
      'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    ];
    for (const vkey of wrong) expect(() => parseVerifierKey(vkey)).toThrow(VerificationError);
  });

  it('open despite further signatures by unknown keys', () => {
    const both = `${text}\n${lineOf(peter)}${lineOf(enoch)}`;
    const names = (...keys: Vector[]) =>
      openNote(
        both,
        keys.map(({ vkey }) => parseVerifierKey(vkey)),
      ).signatures.map(({ name }) => name);
    expect(names(peter)).toEqual(['PeterNeumann']);
    expect(names(enoch)).toEqual(['EnochRoot']);
    expect(names(enoch, peter)).toEqual(['PeterNeumann', 'EnochRoot']);
    expect(() => openNote(both, [])).toThrow('not signed by any');
    expect(() => openNote(enoch.note, [parseVerifierKey(peter.vkey)])).toThrow('not signed by any');
  });

  it('count a repeated signature once', () => {
    const twice = `${text}\n${lineOf(peter)}${lineOf(peter)}`;
    expect(openNote(twice, [parseVerifierKey(peter.vkey)]).signatures).toHaveLength(1);
  });

  it('do not open with an invalid signature of a known key, even beside a valid one', () => {
    const forged = lineOf(peter).replace('x08go/ZJ', 'x08go/ZK');
    const known = [peter, enoch].map(({ vkey }) => parseVerifierKey(vkey));
    expect(() => openNote(`${text}\n${forged}`, known)).toThrow('wrong');
    expect(() => openNote(`${text}\n${lineOf(enoch)}${forged}`, known)).toThrow('wrong');
    expect(() => openNote(`${text}\n${lineOf(peter)}${forged}`, known)).toThrow('wrong');
    expect(() => openNote(peter.note.replace('answer', 'Answer'), known)).toThrow('wrong');
  });

  it.each([
    ['no signature', text],
    ['no signature after the blank line', `${text}\n`],
    ['no newline at the end', peter.note.slice(0, -1)],
    ['a control character', `\u0001${peter.note}`],
    ['a tab', peter.note.replace('think', 'think\t')],
    ['a carriage return', peter.note.replaceAll('\n', '\r\n')],
    ['a lone surrogate', `\ud800${peter.note}`],
    ['a name with a space', peter.note.replace('— PeterNeumann', '— Peter Neumann')],
    ['a name with another kind of space', peter.note.replace('— PeterNeumann', '— Peter\u00a0Neumann')],
    ['a name with a plus', peter.note.replace('— PeterNeumann', '— Peter+Neumann')],
    ['no name', peter.note.replace('— PeterNeumann', '— ')],
    ['a hyphen for the dash', peter.note.replace('—', '-')],
    ['a further line', `${peter.note}Unexpected line.\n`],
    ['base64 without padding', peter.note.replace('nAM=', 'nAM')],
    ['base64 with stray bits', peter.note.replace('nAM=', 'nAN=')],
    ['a signature of no bytes', `${text}\n— PeterNeumann x08gow==\n`],
    ['too many signatures', `${text}\n${lineOf(peter).repeat(101)}`],
  ])('are malformed with %s', (_, note) => {
    expect(() => openNote(note, [parseVerifierKey(peter.vkey)])).toThrow(VerificationError);
  });

  it('can not be signed if the result would be malformed', () => {
    const signer = noteSigner('PeterNeumann', peterKey);
    for (const bad of ['no newline', 'a\u0000\n', '\ud800\n'])
      expect(() => signNote(bad, [signer])).toThrow(RangeError);
    for (const name of ['', 'a b', 'a+b', 'a\u2003b'])
      expect(() => noteSigner(name, peterKey)).toThrow(RangeError);
    expect(() => noteSigner('a', generateKeyPairSync('ed448').privateKey)).toThrow(RangeError);
  });
});

describe('cosignatures (c2sp.org/tlog-cosignature)', () => {
  const body = vectors.cosigned.slice(0, vectors.cosigned.indexOf('\n\n') + 1);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const time = 1_679_315_147;
  const witness = cosigner('witness.example.com/w1', privateKey, () => time);
  const verifier = cosignatureVerifier('witness.example.com/w1', publicKey);

  it('sign the message of the specification byte for byte', () => {
    const message = `cosignature/v1\ntime 1679315147\n${body}`;
    const expected = Buffer.concat([
      Buffer.from('000000006418' + '50cb', 'hex'),
      sign(null, Buffer.from(message), privateKey),
    ]);
    expect(witness.sign(body)).toEqual(expected);
    // The example of the specification has the same timestamp at the same position.
    const example = Buffer.from(vectors.cosigned.trimEnd().split(' ').at(-1)!, 'base64');
    expect(example.subarray(4, 12)).toEqual(expected.subarray(0, 8));
    expect(example).toHaveLength(4 + expected.length);
  });

  it('open with their timestamp', () => {
    const note = signNote(body, [noteSigner('example.com/behind-the-sofa', peterKey), witness]);
    expect(openNote(note, [verifier])).toEqual({
      text: body,
      signatures: [{ name: 'witness.example.com/w1', keyId: verifier.keyId, time }],
    });
  });

  it('do not verify with another timestamp, text or key type', () => {
    const note = signNote(body, [witness]);
    const [head, encoded] = [
      note.slice(0, note.lastIndexOf(' ') + 1),
      note.slice(note.lastIndexOf(' ') + 1, -1),
    ];
    for (let byte = 4; byte < 4 + 8 + 64; byte++) {
      const forged = Buffer.from(encoded, 'base64');
      forged[byte]! ^= 1;
      expect(() => openNote(`${head}${forged.toString('base64')}\n`, [verifier])).toThrow('wrong');
    }
    expect(() => openNote(note.replace('20852163', '20852164'), [verifier])).toThrow('wrong');
    expect(() => openNote(note, [noteVerifier('witness.example.com/w1', publicKey)])).toThrow(
      'not signed by any',
    );
    const short = Buffer.from(encoded, 'base64').subarray(0, 12);
    expect(() => openNote(`${head}${short.toString('base64')}\n`, [verifier])).toThrow('wrong');
  });
});
