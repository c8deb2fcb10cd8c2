import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CompactSign, decodeProtectedHeader } from 'jose';
import { evidenceKeys } from '../../api/secrets/evidence-keys.js';
import { canonicalJson } from '../../consent/crypto/canonical-json.js';
import { signCheckpoint } from '../../consent/ledger/format/checkpoint.js';
import { consistencyPath, inclusionPath, rootFrom } from '../../consent/ledger/format/merkle.js';
import {
  cosignatureVerifier,
  cosigner,
  type NoteSigner,
  noteSigner,
  noteVerifier,
  verifierKey,
} from '../../consent/ledger/format/signed-note.js';
import { formatProof } from '../../consent/ledger/format/tlog-proof.js';
import { TreeInMemory } from '../ledger/format/tree-in-memory.js';
import { testCluster } from '../support/database/database.js';
import { live, sequenced } from '../support/ledger/recorded-life.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { type Evidence, verifyInPage } from '../support/web/page-verifier.js';

/** The pages' own checker (web/verify), against receipts of the real platform and against what a lying platform could make. */
const GOOD = { SIGNED: 'GOOD', LOGGED: 'GOOD', HEAD: 'GOOD', GROWN: 'GOOD', NUMBERS: 'GOOD' };

let platform: Platform;
let use: Evidence;
let grant: Evidence;
let receiptKey: { privateKey: KeyObject; kid: string };

const PROOF =
  'query P($disclosureId: ID, $grantId: ID) { inclusionProof(disclosureId: $disclosureId, grantId: $grantId) }';

beforeAll(async () => {
  platform = await startPlatform();
  const { grantId, disclosureId, receipt } = await live(platform);
  await live(platform);
  await sequenced(platform);
  const text = async (path: string) => (await fetch(platform.url + path)).text();
  const jwks = JSON.parse(await text('/.well-known/jwks.json'));
  const keys = (await text('/log/vkeys')).trim().split('\n');
  const read = 'query G($id: ID!) { grant(id: $id) { artefact commitmentOpening } }';
  const { artefact, commitmentOpening: opening } = (await platform.insurer.run(read, { id: grantId })).grant;
  const proofOf = async (of: Record<string, string>) =>
    (await platform.insurer.run(PROOF, of)).inclusionProof as string;
  use = { receipt, proof: await proofOf({ disclosureId }), jwks, keys, opening };
  grant = { receipt: artefact, proof: await proofOf({ grantId }), jwks, keys, opening };
  const [key] = await evidenceKeys(testCluster().varDir, 'receipt');
  receiptKey = { privateKey: key!.privateKey!, kid: key!.kid };
});
afterAll(() => platform.stop());

const one = async (evidence: Evidence, more: object = {}) =>
  (await verifyInPage([{ evidence, ...more }]))[0]!;

const payloadOf = (jws: string) => JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString());

/** A statement that the platform itself signs. */
const signed = (statement: object, typ = 'assent-receipt+jwt', { privateKey, kid } = receiptKey) =>
  new CompactSign(Buffer.from(canonicalJson(statement)))
    .setProtectedHeader({ alg: 'EdDSA', kid, typ })
    .sign(privateKey);

describe('a receipt of the platform', () => {
  it('passes all five checks, and so does the artefact of a grant', async () => {
    const [ofUse, ofGrant] = await verifyInPage([{ evidence: use }, { evidence: grant }]);
    expect(ofUse!.outcomes).toEqual(GOOD);
    expect(ofGrant!.outcomes).toEqual(GOOD);
    expect(ofUse!.findings).toEqual(
      expect.arrayContaining([
        { check: 'GROWN', outcome: 'GOOD', since: null },
        { check: 'NUMBERS', outcome: 'GOOD', useNumber: 1, maxUses: 3 },
      ]),
    );
  });

  it('passes them in a browser whose WebCrypto has no Ed25519, where a changed one fails as well', async () => {
    const changed = { ...use, receipt: use.receipt.replace(/.(?=.{5}$)/, (c) => (c === 'A' ? 'B' : 'A')) };
    const [good, bad] = await verifyInPage([{ evidence: use }, { evidence: changed }], {
      withoutEd25519: true,
    });
    expect(good!.outcomes).toEqual(GOOD);
    expect(bad!.outcomes.SIGNED).toBe('WRONG');
  });

  it('passes without the opening and without a network, but for what needs them', async () => {
    const { opening: _, ...public_ } = use;
    expect((await one(public_)).outcomes).toEqual(GOOD);
    const { remembered } = await one(use);
    const older = JSON.stringify({ ...JSON.parse(remembered!), size: 1 });
    expect((await one(use, { remembered: older })).outcomes).toEqual({ ...GOOD, GROWN: 'UNKNOWN' });
  });

  it('is not the one of another use, grant or log', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const vkey = verifierKey(noteVerifier(use.keys[0]!.split('+')[0]!, publicKey));
    const cases = [
      { ...use, proof: grant.proof },
      { ...grant, proof: use.proof },
      { ...use, keys: [vkey] },
      { ...use, jwks: { keys: [] } },
      {
        ...use,
        receipt: await signed(payloadOf(use.receipt), 'assent-receipt+jwt', { ...receiptKey, privateKey }),
      },
      { ...use, receipt: await signed(payloadOf(use.receipt), 'at+jwt') },
    ];
    const found = await verifyInPage(cases.map((evidence) => ({ evidence })));
    expect(
      found.map(({ outcomes }) => Object.keys(outcomes).find((check) => outcomes[check] === 'WRONG')),
    ).toEqual(['LOGGED', 'LOGGED', 'HEAD', 'SIGNED', 'SIGNED', 'SIGNED']);
  });
});

/** A generator of numbers that is the same each time (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=. \n—';
const KINDS: readonly ((text: string, at: number, random: (below: number) => number) => string)[] = [
  (text, at, random) => text.slice(0, at) + ALPHABET[random(ALPHABET.length)] + text.slice(at + 1),
  (text, at) => text.slice(0, at) + text.slice(at + 1),
  (text, at, random) => text.slice(0, at) + ALPHABET[random(ALPHABET.length)] + text.slice(at),
  (text, at) => text.slice(0, at) + (text[at + 1] ?? '') + text[at] + text.slice(at + 2),
  (text, at) => text.slice(0, at),
  (text, at) => text.slice(at + 1),
  (text, at) => text.slice(0, at) + text[at]!.toUpperCase() + text.slice(at + 1),
  (text, at) => text.slice(0, at) + text[at]!.toLowerCase() + text.slice(at + 1),
  (text, at) => text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1),
  (text, at, random) =>
    text.slice(0, at) +
    text
      .slice(at, at + 1 + random(40))
      .split('')
      .reverse()
      .join('') +
    text.slice(at + 1),
];

describe('a changed receipt or proof', () => {
  it('is refused, 1,000 times of 1,000', async () => {
    const random = numbers(1);
    const changed: Evidence[] = [];
    while (changed.length < 1000) {
      const evidence = random(2) === 0 ? use : grant;
      const part = random(2) === 0 ? 'receipt' : 'proof';
      const old = evidence[part];
      const text = KINDS[random(KINDS.length)]!(old, random(old.length), random);
      if (text !== old) changed.push({ ...evidence, [part]: text });
    }
    const found = await verifyInPage(changed.map((evidence) => ({ evidence })));
    const passed = found.flatMap(({ outcomes }, i) =>
      Object.values(outcomes).includes('WRONG') ? [] : [changed[i]!.receipt + changed[i]!.proof],
    );
    expect(passed).toEqual([]);
  });

  it('is refused when the platform itself signs another value of any field than the log has', async () => {
    for (const evidence of [use, grant]) {
      const { typ } = decodeProtectedHeader(evidence.receipt);
      const statement = payloadOf(evidence.receipt);
      const forged = await Promise.all(
        Object.keys(statement.entry).map(async (field) => {
          const value = statement.entry[field];
          const other = typeof value === 'number' ? value + 1 : value === null ? 1 : null;
          const entry = { ...statement.entry, [field]: other };
          return { ...evidence, receipt: await signed({ ...statement, entry }, typ) };
        }),
      );
      expect(forged.length).toBeGreaterThan(10);
      for (const { outcomes } of await verifyInPage(forged.map((one) => ({ evidence: one }))))
        expect(outcomes.LOGGED).toBe('WRONG');
    }
  });

  it('is refused when the platform signs an id or a time that is not behind the handle', async () => {
    const statement = payloadOf(use.receipt);
    for (const field of ['grant', 'disclosure', 'moment']) {
      const opens = {
        ...statement.opens,
        [field]: statement.opens[field].replace(/\d(?=\D*$)/, (d: string) => (d === '1' ? '2' : '1')),
      };
      const { outcomes } = await one({ ...use, receipt: await signed({ ...statement, opens }) });
      expect({ field, outcome: outcomes.SIGNED }).toEqual({ field, outcome: 'WRONG' });
    }
  });
});

/** A log that somebody who holds all its keys can write as they like. */
class AnyLog {
  readonly origin = 'log.example.org';
  private readonly log = generateKeyPairSync('ed25519');
  private readonly witness = generateKeyPairSync('ed25519');
  readonly keys = [
    verifierKey(noteVerifier(this.origin, this.log.publicKey)),
    verifierKey(cosignatureVerifier('witness.example.org', this.witness.publicKey)),
  ];

  constructor(readonly entries: readonly object[]) {}

  tree(size = this.entries.length): TreeInMemory {
    return new TreeInMemory(this.entries.slice(0, size).map((entry) => Buffer.from(canonicalJson(entry))));
  }

  /** The same log, from some entry on with others. */
  rewritten(entries: readonly object[]): AnyLog {
    return Object.assign(Object.create(AnyLog.prototype), this, { entries });
  }

  head(size = this.entries.length, cosigner_?: NoteSigner): string {
    const tree = this.tree(size);
    const head = { origin: this.origin, size, root: rootFrom(size, tree.hashAt) };
    return signCheckpoint(head, [
      noteSigner(this.origin, this.log.privateKey),
      ...(cosigner_ ? [cosigner_] : []),
    ]);
  }

  cosigner(name = 'witness.example.org'): NoteSigner {
    return cosigner(name, this.witness.privateKey, () => 1_800_000_000);
  }

  async evidence(index: number, checkpoint = this.head(), more: object = {}): Promise<Evidence> {
    const entry = this.entries[index] as Record<string, unknown>;
    const { previousUse: _, ...stated } = entry;
    const tree = this.tree();
    const path = inclusionPath(index, tree.size, tree.hashAt);
    const proof = formatProof({ extra: Buffer.from(canonicalJson(entry)), index, path, checkpoint });
    const receipt = await signed({ entry: stated, opens: { moment: '2026-11-01T08:00:30.000001Z' } });
    return { receipt, proof, jwks: use.jwks, keys: this.keys, ...more };
  }

  consistencyProof(from: number): string {
    const tree = this.tree();
    return consistencyPath(from, tree.size, tree.hashAt)
      .map((hash) => `${hash.toString('base64')}\n`)
      .join('');
  }
}

const USE = {
  v: 2,
  kind: 'DISCLOSURE',
  at: '2026-11-01T08:00Z',
  mode: 'LIMITED',
  maxUses: 3,
  useNumber: 1,
  previousUse: null,
};
const entries = (count: number, mark = 'entry') =>
  Array.from({ length: count }, (_, i) => ({ ...USE, mark: `${mark} ${i}` }));

describe('the head that a device remembers', () => {
  it('is proved to be the beginning of every longer log, and the longer head is remembered from then on', async () => {
    const grown = new AnyLog(entries(70));
    for (const from of [1, 2, 3, 7, 8, 33, 64, 69, 70]) {
      const { remembered } = await one(await grown.rewritten(entries(from)).evidence(0));
      const evidence = await grown.evidence(5);
      const after = await one(evidence, { remembered, consistencyProof: grown.consistencyProof(from) });
      expect({ from, outcomes: after.outcomes }).toEqual({ from, outcomes: GOOD });
      expect(JSON.parse(after.remembered!)).toMatchObject({ size: 70, since: '2026-11-01T00:00:00.000Z' });
    }
  });

  it('stays when an older proof is verified, which is proved to be a beginning of it', async () => {
    const log = new AnyLog(entries(70));
    const { remembered } = await one(await log.evidence(0));
    const older = await log.rewritten(entries(20)).evidence(5);
    const after = await one(older, { remembered, consistencyProof: log.consistencyProof(20) });
    expect(after.outcomes).toEqual(GOOD);
    expect(after.remembered).toBe(remembered);
  });

  it('shows that the log was rewritten behind it, whatever proof the platform gives', async () => {
    const log = new AnyLog(entries(20));
    for (const at of [0, 7, 19]) {
      const { remembered } = await one(await log.evidence(at));
      for (const length of [20, 21, 40]) {
        const other = log.rewritten(
          entries(length).map((entry, i) => (i === at ? { ...entry, mark: 'another' } : entry)),
        );
        const proofs =
          length === 20
            ? ['']
            : [other.consistencyProof(20), log.rewritten(entries(length)).consistencyProof(20), ''];
        for (const consistencyProof of proofs) {
          const { outcomes, remembered: kept } = await one(await other.evidence(1), {
            remembered,
            consistencyProof,
          });
          expect({ at, length, outcomes }).toEqual({ at, length, outcomes: { ...GOOD, GROWN: 'WRONG' } });
          expect(kept).toBe(remembered);
        }
      }
    }
  });

  it('shows a log that shrank, and one that took another name', async () => {
    const log = new AnyLog(entries(20));
    const { remembered } = await one(await log.evidence(0));
    const shrunk = log.rewritten(entries(10, 'another'));
    expect((await one(await shrunk.evidence(0), { remembered, consistencyProof: '' })).outcomes.GROWN).toBe(
      'WRONG',
    );
    const renamed = JSON.stringify({ ...JSON.parse(remembered!), origin: 'other.example.org' });
    expect((await one(await log.evidence(0), { remembered: renamed })).outcomes.GROWN).toBe('WRONG');
  });
});

describe('the numbers of a use that is signed and in the log', () => {
  const found = async (entry: object, more: object = {}) => {
    const log = new AnyLog([...entries(2), { ...USE, ...entry }]);
    return (await one(await log.evidence(2, log.head(), more))).outcomes;
  };

  it.each([
    ['is above the limit', { useNumber: 4, previousUse: 'a'.repeat(64) }],
    ['is the second without a first', { useNumber: 2, previousUse: null }],
    ['is a first after another', { useNumber: 1, previousUse: 'a'.repeat(64) }],
    ['is no number', { useNumber: 0 }],
    ['is one of many of a grant for one', { mode: 'ONE_TIME', maxUses: 2 }],
    ['has no limit where the grant has one', { maxUses: null }],
    ['is of another minute than its receipt', { at: '2026-11-01T08:01Z' }],
    ['is no use', { kind: 'REFUSAL' }],
  ])('are wrong where it %s', async (_, entry) => {
    expect(await found(entry)).toEqual({ ...GOOD, NUMBERS: 'WRONG' });
  });

  it('are wrong where it comes after the grant was revoked, and right before', async () => {
    expect(await found({}, { stoppedAt: '2026-11-01T08:00:29Z' })).toEqual({ ...GOOD, NUMBERS: 'WRONG' });
    expect(await found({}, { stoppedAt: '2026-11-01T08:00:31Z' })).toEqual(GOOD);
    expect(
      await found({ mode: 'MULTI_USE', maxUses: null, useNumber: 99, previousUse: 'b'.repeat(64) }),
    ).toEqual(GOOD);
  });
});

describe('the head of the log', () => {
  it('tells which witnesses signed it, and is wrong with a signature of theirs that does not fit', async () => {
    const log = new AnyLog(entries(5));
    const witnessed = await one(await log.evidence(0, log.head(5, log.cosigner())));
    expect(witnessed.findings).toContainEqual({
      check: 'HEAD',
      outcome: 'GOOD',
      witnesses: ['witness.example.org'],
    });
    const ofAnother = log.rewritten(entries(4)).head(4, log.cosigner()).split('\n').at(-2);
    const forged = `${log.head()}${ofAnother}\n`;
    expect((await one(await log.evidence(0, forged))).outcomes.HEAD).toBe('WRONG');
  });

  it('is not signed by a witness alone', async () => {
    const log = new AnyLog(entries(5));
    const [text, signatures] = log.head(5, log.cosigner()).split('\n\n');
    const alone = `${text}\n\n${signatures!.split('\n').slice(1).join('\n')}`;
    expect((await one(await log.evidence(0, alone))).outcomes.HEAD).toBe('WRONG');
  });
});
