import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { run } from '../../../api/cli/main.js';
import { type Lived, live, sequenced } from '../../support/ledger/recorded-life.js';
import { ServedLog } from '../../support/ledger/served-log.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';

let platform: Platform;
let directory: string;
let one: Lived;
let other: Lived;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'assent-receipt-'));
  platform = await startPlatform();
  [one, other] = [await live(platform), await live(platform)];
  await sequenced(platform);
});
afterAll(async () => {
  await platform.stop();
  rmSync(directory, { recursive: true, force: true });
});

const text = async (path: string) => (await fetch(platform.url + path)).text();

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** The files that the holder of a receipt has. The verifier needs no connection. */
async function files(receipt: string, of: Record<string, string>) {
  const query = `query Proof($disclosureId: ID, $grantId: ID) { inclusionProof(disclosureId: $disclosureId, grantId: $grantId) }`;
  return {
    receipt: file('receipt.jws', receipt),
    jwks: file('jwks.json', await text('/.well-known/jwks.json')),
    proof: file('proof.tlog-proof', (await platform.insurer.run(query, of)).inclusionProof),
    vkey: (await text('/log/vkey')).trim(),
  };
}

async function verify({ receipt, ...options }: Record<string, string>) {
  let output = '';
  const stream = { write: (line: string) => (output += line) };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return { code: await run(['verify', 'receipt', receipt!, ...args], { out: stream, err: stream }), output };
}

const rewritten = (path: string, change: (text: string) => string, content: string) =>
  file(path, change(content));

describe('assent verify receipt', () => {
  it('verifies the receipt of a disclosure from files alone, and shows what it records', async () => {
    const { code, output } = await verify(await files(one.receipt, { disclosureId: one.disclosureId }));
    expect(output).toMatch(/^验证通过 verified\n/);
    expect(output).toContain(one.disclosureId);
    expect(output).toMatch(/use +1 of 3\n/);
    expect(code).toBe(0);
  });

  it('verifies the artefact of a grant', async () => {
    const query = 'query G($id: ID!) { grant(id: $id) { artefact } }';
    const { grant } = await platform.insurer.run(query, { id: one.grantId });
    const { code, output } = await verify(await files(grant.artefact, { grantId: one.grantId }));
    expect(output).toMatch(/kind +GRANT_GIVEN\n/);
    expect(code).toBe(0);
  });

  describe('rejects', () => {
    let right: Awaited<ReturnType<typeof files>>;
    beforeAll(async () => {
      right = await files(one.receipt, { disclosureId: one.disclosureId });
    });
    const finds = async (changed: Partial<Record<string, string>>, reason: RegExp) => {
      const { code, output } = await verify({ ...right, ...(changed as Record<string, string>) });
      expect(output).toMatch(/^验证不通过 NOT VERIFIED\n/);
      expect(output).toMatch(reason);
      expect(code).toBe(1);
    };

    it('a receipt with any one character changed', async () => {
      const { receipt } = one;
      for (let at = 0; at < receipt.length; at += 7) {
        if (receipt[at] === '.') continue;
        const changed = receipt.slice(0, at) + (receipt[at] === 'A' ? 'B' : 'A') + receipt.slice(at + 1);
        await finds({ receipt: file('changed.jws', changed) }, /receipt: /);
      }
    });

    it('a receipt that another key or no key signed', async () => {
      await finds({ jwks: file('empty.json', '{"keys":[]}') }, /receipt: no applicable key/);
      const [, payload] = one.receipt.split('.');
      const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
      await finds({ receipt: file('unsigned.jws', unsigned) }, /receipt: /);
      await finds({ receipt: file('none.jws', 'nothing') }, /receipt: /);
    });

    it('a token of the platform that is not a receipt', async () => {
      const signedIn = await platform.person(platform.someone()).signIn();
      const token = (signedIn as unknown as { token: string }).token;
      await finds({ receipt: file('token.jws', token) }, /receipt: /);
    });

    it('a receipt with the proof of another disclosure or of the grant', async () => {
      const theirs = await files(one.receipt, { disclosureId: other.disclosureId });
      await finds({ proof: theirs.proof }, /proof: it is of another entry than the receipt: .*disclosure/);
      const granted = await files(one.receipt, { grantId: one.grantId });
      await finds({ proof: granted.proof }, /proof: it is of another entry than the receipt: .*kind/);
      right = await files(one.receipt, { disclosureId: one.disclosureId });
    });

    it('a receipt whose proof was changed or lacks the entry', async () => {
      const { inclusionProof } = await platform.insurer.run(
        'query P($id: ID!) { inclusionProof(disclosureId: $id) }',
        { id: one.disclosureId },
      );
      const proof = (change: (text: string) => string) => ({
        proof: rewritten('changed.tlog-proof', change, inclusionProof),
      });
      await finds(
        proof((old) => old.replace(/^index \d+/m, 'index 0')),
        /proof: /,
      );
      await finds(
        proof((old) => old.replace(/^extra .*\n/m, '')),
        /proof: it does not carry the entry/,
      );
      await finds(
        proof((old) => old.replace(/^(index .*\n).*\n/m, '$1')),
        /proof: /,
      );
      await finds(
        proof((old) => old.replace(/^(extra .{20})(.)/m, (_, head, at) => head + (at === 'A' ? 'B' : 'A'))),
        /proof: /,
      );
      await finds(
        proof((old) => `${old.slice(0, -4)}A=\n`),
        /proof: /,
      );
      await finds(
        proof(() => ''),
        /proof: it is malformed|proof: the proof is malformed/,
      );
    });

    it('a receipt under the key of another log', async () => {
      await finds({ vkey: new ServedLog().vkey }, /proof: the note is not signed by any of the given keys/);
    });
  });

  it('exits with 2 for wrong arguments', async () => {
    const right = await files(one.receipt, { disclosureId: one.disclosureId });
    for (const option of ['jwks', 'proof', 'vkey']) {
      const { [option]: _, ...fewer } = right as Record<string, string>;
      const { code, output } = await verify(fewer);
      expect(output).toMatch(new RegExp(`required option '--${option} <.*>' not specified`));
      expect(code).toBe(2);
    }
    expect((await verify({ ...right, receipt: '' })).code).toBe(2);
    expect((await verify({ ...right, receipt: join(directory, 'nowhere') })).code).toBe(2);
    expect((await verify({ ...right, jwks: right.receipt })).code).toBe(2);
  });
});
