import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectRoot } from '../project.js';

/** What a page has of one receipt, and what its device remembers. */
export interface Evidence {
  readonly receipt: string;
  readonly proof: string;
  readonly jwks: { readonly keys: readonly object[] };
  readonly keys: readonly string[];
  readonly opening?: string;
  readonly stoppedAt?: string;
}

export interface Case {
  readonly evidence: Evidence;
  readonly remembered?: string | null;
  /** The platform's proof that its log only grew. Without one the platform can't be reached. */
  readonly consistencyProof?: string;
}

export interface Verified {
  /** The outcome of each check. */
  readonly outcomes: Readonly<Record<string, string>>;
  readonly findings: readonly Readonly<Record<string, unknown>>[];
  readonly remembered: string | null;
}

/** Runs the pages' own checker, from its sources, which Node runs as they are. */
const PROGRAM = (withoutEd25519: boolean) => `
import { text } from 'node:stream/consumers';
import { verify } from ${JSON.stringify(join(projectRoot, 'web/verify/verify.ts'))};
const { importKey } = SubtleCrypto.prototype;
if (${withoutEd25519}) SubtleCrypto.prototype.importKey = function (format, key, algorithm, ...more) {
  return algorithm === 'Ed25519'
    ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
    : importKey.call(this, format, key, algorithm, ...more);
};
const answers = [];
for (const { evidence, remembered = null, consistencyProof } of JSON.parse(await text(process.stdin))) {
  let kept = remembered;
  const world = {
    memory: { read: () => kept, write: (text) => (kept = text) },
    now: () => new Date('2026-11-01T00:00:00Z'),
    consistencyProof: async () => consistencyProof ?? Promise.reject(new Error('No network.')),
  };
  const findings = await Array.fromAsync(verify(evidence, world));
  const outcomes = Object.fromEntries(findings.map(({ check, outcome }) => [check, outcome]));
  answers.push({ outcomes, findings, remembered: kept });
}
process.stdout.write(JSON.stringify(answers));
`;

/** @param withoutEd25519 as in browsers whose WebCrypto does not know it */
export async function verifyInPage(
  cases: readonly Case[],
  { withoutEd25519 = false } = {},
): Promise<Verified[]> {
  const args = ['--no-warnings', '--input-type=module', '-e', PROGRAM(withoutEd25519)];
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(cases));
  const [answers] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(answers) as Verified[];
}
