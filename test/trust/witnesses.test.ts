import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify from 'fastify';
import { sequencerSettings } from '../../api/background/sequencer/settings.js';
import { readConfig } from '../../api/config.js';
import { healthRoutes } from '../../api/http/routes/health.js';
import { evidenceKeys } from '../../api/secrets/evidence-keys.js';
import { signCheckpoint } from '../../consent/ledger/format/checkpoint.js';
import { leafHash, rootOf } from '../../consent/ledger/format/merkle.js';
import { cosigner, noteSigner, noteVerifier } from '../../consent/ledger/format/signed-note.js';
import { type Cosigned, CosigningWitness } from '../../consent/ledger/witness/add-checkpoint.js';

const origin = 'log.example.org/assent';
const log = generateKeyPairSync('ed25519');
const rootOfEntries = (...entries: string[]) => rootOf(entries.map((entry) => leafHash(Buffer.from(entry))));
const request = (from: number, size: number, root: Buffer, path: readonly Buffer[] = []) =>
  [
    `old ${from}`,
    ...path.map((hash) => hash.toString('base64')),
    '',
    signCheckpoint({ origin, size, root }, [noteSigner(origin, log.privateKey)]),
  ].join('\n');

describe('a witness', () => {
  const newWitness = () => {
    const known = new Map<string, Cosigned>();
    const logs = {
      last: (name: string) => known.get(name) ?? null,
      store: (name: string, cosigned: Cosigned) => void known.set(name, cosigned),
    };
    const signer = cosigner('w1', generateKeyPairSync('ed25519').privateKey, () => 1);
    return { known, witness: new CosigningWitness([noteVerifier(origin, log.publicKey)], logs, signer) };
  };

  it('never cosigns two trees of one size', () => {
    const { witness, known } = newWitness();
    expect(witness.addCheckpoint(request(0, 1, rootOfEntries('a'))).status).toBe(200);
    expect(witness.addCheckpoint(request(1, 1, rootOfEntries('b')))).toEqual({ status: 409, body: '1\n' });
    expect(witness.addCheckpoint(request(0, 1, rootOfEntries('b')))).toEqual({ status: 409, body: '1\n' });
    expect(known.get(origin)!.root.equals(rootOfEntries('a'))).toBe(true);
    expect(witness.addCheckpoint(request(1, 1, rootOfEntries('a'))).status).toBe(200);
  });

  it('cosigns a larger tree only with a proof that it continues the one before', () => {
    const { witness } = newWitness();
    witness.addCheckpoint(request(0, 1, rootOfEntries('a')));
    const b = leafHash(Buffer.from('b'));
    expect(witness.addCheckpoint(request(1, 2, rootOfEntries('a', 'b'))).status).toBe(422);
    expect(witness.addCheckpoint(request(1, 2, rootOfEntries('x', 'b'), [b])).status).toBe(422);
    expect(witness.addCheckpoint(request(1, 2, rootOfEntries('a', 'b'), [b])).status).toBe(200);
    expect(witness.addCheckpoint(request(2, 1, rootOfEntries('a'))).status).toBe(400);
  });

  it.each(['', 'old 0', 'old -1\n\nnote', 'old 0\nno base64\n\nnote', `old 0\n${'AAAA\n'.repeat(64)}\nnote`])(
    'refuses a malformed request: %j',
    (body) => {
      expect(newWitness().witness.addCheckpoint(body).status).toBe(400);
    },
  );
});

describe('a platform whose log nobody witnesses', () => {
  it('says so where its readiness is asked', async () => {
    const app = Fastify();
    healthRoutes(app, async () => [], ['NO_WITNESS']);
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready', warnings: ['NO_WITNESS'] });
    await app.close();
  });
});

describe('a host that holds the public part of the log’s key alone', () => {
  let varDir: string;
  beforeEach(() => {
    varDir = mkdtempSync(join(tmpdir(), 'assent-log-key-'));
    mkdirSync(join(varDir, 'secrets'));
    const { kty, crv, x } = log.publicKey.export({ format: 'jwk' });
    const path = join(varDir, 'secrets', 'log.1.jwk.json');
    writeFileSync(path, JSON.stringify({ kty, crv, x }), { mode: 0o600 });
  });
  afterEach(() => rmSync(varDir, { recursive: true, force: true }));

  it('verifies the log, and refuses to sequence it', async () => {
    const keys = await evidenceKeys(varDir, 'log');
    expect(keys.map(({ privateKey }) => privateKey)).toEqual([null]);
    expect(() => sequencerSettings(readConfig({}), keys, 'postgres://ledger')).toThrow('SEQUENCER=off');
  });
});
