import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { signCheckpoint } from '../../../consent/ledger/format/checkpoint.js';
import { inclusionPath, rootFrom } from '../../../consent/ledger/format/merkle.js';
import {
  cosignatureVerifier,
  cosigner,
  noteSigner,
  noteVerifier,
} from '../../../consent/ledger/format/signed-note.js';
import { formatProof, parseProof, verifyProof } from '../../../consent/ledger/format/tlog-proof.js';
import { VerificationError } from '../../../consent/ledger/format/verification-error.js';
import { treeOf } from './tree-in-memory.js';

/** The example of c2sp.org/tlog-proof. The specification abridges its signatures. */
const example = `c2sp.org/tlog-proof@v1
extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=
RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

— example.com/fancylog hI2DJw[...]1roloI=
`;

const origin = 'example.com/fancylog';
const log = generateKeyPairSync('ed25519');
const witness = generateKeyPairSync('ed25519');
const logKeys = [noteVerifier(origin, log.publicKey)];
const witnesses = [cosignatureVerifier('w1', witness.publicKey)];
const tree = treeOf(7);
const signers = [noteSigner(origin, log.privateKey), cosigner('w1', witness.privateKey, () => 17)];
const checkpoint = signCheckpoint({ origin, size: 7, root: rootFrom(7, tree.hashAt) }, signers);
const proofOf = (index: number) =>
  formatProof({ index, path: inclusionPath(index, 7, tree.hashAt), checkpoint });

describe('tlog proofs (c2sp.org/tlog-proof)', () => {
  it('are parsed and formatted like the example of the specification', () => {
    const proof = parseProof(example);
    expect(proof.index).toBe(73_894);
    expect(proof.path).toHaveLength(5);
    expect(proof.path[0]!.toString('base64')).toBe('gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=');
    expect(proof.extra!.toString()).toContain('age-v1.2.1-darwin');
    expect(proof.checkpoint.startsWith('example.com/fancylog\n109482\n')).toBe(true);
    expect(formatProof(proof)).toBe(example);
  });

  it('may lack extra data and hashes', () => {
    const text = 'c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n';
    expect(parseProof(text)).toEqual({ index: 0, path: [], checkpoint: 'checkpoint\n' });
    expect(formatProof({ index: 0, path: [], checkpoint: 'checkpoint\n' })).toBe(text);
  });

  it.each([
    ['another header', example.replace('@v1', '@v2')],
    ['a header with trailing text', example.replace('@v1', '@v1 ')],
    ['no index', example.replace(/index.*\n/, '')],
    ['an index that is not a number', example.replace('73894', 'notanumber')],
    ['a negative index', example.replace('73894', '-5')],
    ['an index with a leading zero', example.replace('73894', '073894')],
    ['extra data after the index', example.replace(/(extra.*\n)(index.*\n)/, '$2$1')],
    ['extra data twice', example.replace(/(extra.*\n)/, '$1$1')],
    ['extra data that is not base64', example.replace('extra YWdl', 'extra YWd!')],
    ['a malformed hash', example.replace('gSKyXoYZ', '!!notbas')],
    ['a hash too long', example.replace(/gSKy.*\n/, `${Buffer.alloc(64).toString('base64')}\n`)],
    ['more hashes than any tree has levels', example.replace(/(gSKy.*\n)/, '$1'.repeat(64))],
    ['no checkpoint', example.slice(0, example.indexOf('\n\n'))],
    ['no content', ''],
  ])('are malformed with %s', (_, text) => {
    expect(() => parseProof(text)).toThrow(VerificationError);
  });

  it('verify for each entry of a log with its key, and tell which witnesses cosigned', () => {
    for (const [index, leaf] of tree.levels[0]!.entries()) {
      const opened = verifyProof(parseProof(proofOf(index)), leaf, logKeys, witnesses);
      expect(opened.checkpoint.size).toBe(7);
      expect(opened.cosignatures).toEqual([{ name: 'w1', keyId: witnesses[0]!.keyId, time: 17 }]);
    }
  });

  it('do not verify with another entry, index, path, checkpoint or log', () => {
    const [leaf, other] = tree.levels[0]!;
    const proof = parseProof(proofOf(0));
    const unproven = (changed: Partial<typeof proof>, hash = leaf!, keys = logKeys) =>
      expect(() => verifyProof({ ...proof, ...changed }, hash, keys)).toThrow(VerificationError);
    unproven({}, other);
    unproven({ index: 1 });
    unproven({ index: 7 });
    unproven({ path: proof.path.slice(1) });
    unproven({ path: [...proof.path, leaf!] });
    unproven({ checkpoint: checkpoint.replace('\n7\n', '\n6\n') });
    unproven({ checkpoint: signCheckpoint({ origin, size: 6, root: rootFrom(6, tree.hashAt) }, signers) });
    unproven({}, leaf, [noteVerifier(origin, witness.publicKey)]);
    unproven({}, leaf, [noteVerifier('example.com/other', log.publicKey)]);
  });
});
