import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, type JWK } from 'jose';
import { recipientClient } from '../../examples/integrator/recipient.js';
import { ENROLLED, freshKey, newGrant } from '../support/clients/consent.js';
import { type Lived, live, sequenced } from '../support/ledger/recorded-life.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { projectFile, projectRoot } from '../support/project.js';

let platform: Platform;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'assent-integrator-'));
  platform = await startPlatform();
});
afterAll(async () => {
  await platform.stop();
  rmSync(directory, { recursive: true });
});

const run = (command: string, args: readonly string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(command, args, { cwd: directory }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });

describe('the example of a recipient’s client', () => {
  it('has less than sixty lines', () => {
    expect(projectFile('examples/integrator/recipient.ts').split('\n').length).toBeLessThan(60);
  });

  it('redeems a grant, and tells a refusal in Chinese', async () => {
    const { identity, key } = platform.insurer;
    const send = await recipientClient(
      platform.url,
      identity.clientId,
      (await exportJWK(key.privateKey as never)) as JWK,
    );
    const { grant } = await newGrant(platform);
    const redeem = `mutation ($input: RedeemGrantInput!) { redeemGrant(input: $input) { ${ENROLLED} } }`;
    const input = { grantId: grant.id, idempotencyKey: freshKey() };
    expect((await send(redeem, { input })).redeemGrant).toBeTruthy();
    await expect(send('{ me { sessions { id } } }')).rejects.toThrow(/^FORBIDDEN: \p{Script=Han}/u);
  });
});

describe('the example with curl', () => {
  it('asks for what is public, and shows an error', async () => {
    const { code, out, err } = await run('bash', [
      join(projectRoot, 'examples/integrator/public.sh'),
      platform.url,
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [purposes, catalogue, error, discovery, vkey] = out.trim().split('\n').filter(Boolean);
    expect(JSON.parse(purposes!).data.purposes.length).toBeGreaterThan(5);
    expect(JSON.parse(catalogue!).data.catalogue.version).toBe(1);
    expect(JSON.parse(error!).errors[0].message).toMatch(/\p{Script=Han}/u);
    expect(JSON.parse(discovery!).issuer).toBe(platform.url);
    expect(vkey).toMatch(/^\S+\+[0-9a-f]{8}\+\S+$/);
  });
});

describe('the verifier of receipts, in a directory of its own with nothing installed', () => {
  let one: Lived;
  let paths: string[];
  const text = async (path: string) => (await fetch(platform.url + path)).text();
  const file = (name: string, content: string) => {
    writeFileSync(join(directory, name), content);
    return name;
  };
  const verify = (changed: Record<number, string> = {}) =>
    run(process.execPath, ['verify-receipt.mjs', ...paths.map((path, i) => changed[i] ?? path)]);

  beforeAll(async () => {
    copyFileSync(
      join(projectRoot, 'examples/receipt-verifier/verify-receipt.mjs'),
      join(directory, 'verify-receipt.mjs'),
    );
    one = await live(platform);
    const two = await live(platform);
    await sequenced(platform);
    const proofOf = async (disclosureId: string) =>
      (
        await platform.insurer.run(
          'query P($disclosureId: ID) { inclusionProof(disclosureId: $disclosureId) }',
          { disclosureId },
        )
      ).inclusionProof as string;
    paths = [
      file('receipt', one.receipt),
      file('jwks', await text('/.well-known/jwks.json')),
      file('proof', await proofOf(one.disclosureId)),
      file('vkey', await text('/log/vkey')),
    ];
    file('proof of another', await proofOf(two.disclosureId));
    const [header, payload, signature] = one.receipt.split('.');
    const states = JSON.parse(Buffer.from(payload!, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...states, aud: 'X' })).toString('base64url');
    file('receipt that was changed', [header, changed, signature].join('.'));
    file(
      'proof that was moved',
      (await proofOf(one.disclosureId)).replace(/^index (\d+)$/m, (_, n) => `index ${Number(n) + 1}`),
    );
    file('vkey of another', (await text('/log/vkey')).replace(/\+[0-9a-f]{8}\+/, '+00000000+'));
    file('no keys', '{"keys": []}');
  });

  it('finds a receipt true, and shows what it records', async () => {
    const { code, out, err } = await verify();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^True: DISCLOSURE is leaf \d+ of \d+\./);
    expect(out).toContain(one.disclosureId);
  });

  it.each<[string, Record<number, string>, RegExp]>([
    ['that was changed', { 0: 'receipt that was changed' }, /signature of the receipt/],
    ['of a key that the platform does not have', { 1: 'no keys' }, /no such key/],
    ['with the proof of another', { 2: 'proof of another' }, /another entry/],
    [
      'with a proof that was moved',
      { 2: 'proof that was moved' },
      /no such leaf|does not lead|too (long|short)/,
    ],
    ['with the key of another log', { 3: 'vkey of another' }, /id of the log’s key/],
  ])('finds a receipt %s not true', async (_, changed, reason) => {
    const { code, err } = await verify(changed);
    expect(err).toMatch(/^Not true: /);
    expect(err).toMatch(reason);
    expect(code).toBe(1);
  });

  it('says how it is called', async () => {
    expect(await run(process.execPath, ['verify-receipt.mjs'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('RECEIPT JWKS PROOF VKEY'),
    });
  });
});
