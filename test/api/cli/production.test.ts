import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createBareDatabase } from '../../support/database/bare-database.js';
import { assent } from '../../support/processes/command.js';
import { type Program, startProgram } from '../../support/processes/program.js';
import { projectRoot } from '../../support/project.js';

const THUMBPRINT = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs';

describe('assent serve in production', () => {
  let directory: string;
  let database: Awaited<ReturnType<typeof createBareDatabase>>;
  let complete: Record<string, string>;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'assent-in-production-'));
    database = await createBareDatabase();
    const keys = join(directory, 'face-keys.json');
    writeFileSync(
      keys,
      JSON.stringify({
        keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'jZxpbknxxMFz4G_ESAuaXJ3rKbirKGH6bHg-XFWYZdM', kid: '1' }],
      }),
    );
    complete = {
      PUBLIC_URL: 'https://assent.test',
      SMS_GATEWAY_URL: 'https://sms.test',
      EVOUCHER_URL: 'https://evoucher.test',
      EVOUCHER_KEYS: THUMBPRINT,
      FACE_URL: 'https://face.test',
      FACE_KEYS: keys,
      CARD_READER_URL: 'https://cards.test',
      CARD_READER_KEYS: `${THUMBPRINT}, ${THUMBPRINT}`,
      DATABASE_URL: database.url,
      ASSENT_TRUST_PROXY: 'none',
      LOG_ORIGIN: 'assent.test/log',
    };
  });
  afterAll(async () => {
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  const environment = (settings: Record<string, string | undefined>) => ({
    ...Object.fromEntries(Object.keys(complete).map((name) => [name, undefined])),
    NODE_ENV: 'production',
    ASSENT_VAR: join(directory, 'var'),
    PORT: '0',
    LOG_LEVEL: 'info',
    ...settings,
  });
  const start = (settings: Record<string, string | undefined>): Program =>
    startProgram([join(projectRoot, 'dist/api/cli/assent.js'), 'serve'], environment(settings));
  /** The settings that a refusal names. */
  async function refused(settings: Record<string, string | undefined>): Promise<string[]> {
    const { code, output } = await assent(['serve'], environment(settings));
    expect(code).toBe(1);
    expect(output).toMatch(/生产环境.*平台不启动/);
    expect(output).not.toMatch(/^\s+at /m);
    return [...output.matchAll(/^ {2}([A-Z_]+): [^\n]*\p{Script=Han}[^\n]* must /gmu)].map(
      ([, name]) => name!,
    );
  }

  it('starts if every required setting is there, and names the recommended ones that are missing', async () => {
    const program = start(complete);
    await program.says(/"msg":"listening"/);
    await program.says(/\/metrics is served nowhere/);
    await program.says(/no witness cosigns the log/);
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
  });

  it('refuses to start without settings, and names all that are missing at once in Chinese and English', async () => {
    expect((await refused({})).sort()).toEqual(Object.keys(complete).sort());
  });

  it.each([
    'PUBLIC_URL',
    'SMS_GATEWAY_URL',
    'EVOUCHER_URL',
    'EVOUCHER_KEYS',
    'FACE_URL',
    'FACE_KEYS',
    'CARD_READER_URL',
    'CARD_READER_KEYS',
    'DATABASE_URL',
    'ASSENT_TRUST_PROXY',
    'LOG_ORIGIN',
  ])('refuses to start without %s', async (name) => {
    expect(Object.keys(complete)).toContain(name);
    expect(await refused({ ...complete, [name]: undefined })).toEqual([name]);
  });

  it('refuses services and an identity provider that are reached by http, on the loopback too', async () => {
    const insecure = {
      PUBLIC_URL: 'http://assent.test',
      FACE_URL: 'http://127.0.0.1:4010',
      ASSENT_OIDC_ISSUER: 'http://id.test',
      ASSENT_OIDC_CLIENT_ID: 'assent',
      ASSENT_OIDC_CLIENT_SECRET_FILE: '/nowhere',
      ASSENT_OIDC_CLAIM: 'cert_no',
      ASSENT_OIDC_ACR: 'face=FACE',
    };
    expect((await refused({ ...complete, ...insecure })).sort()).toEqual([
      'ASSENT_OIDC_ISSUER',
      'FACE_URL',
      'PUBLIC_URL',
    ]);
  });

  it('accepts http on the loopback address only if a setting allows it, and nowhere else', async () => {
    const local = { ...complete, ALLOW_LOOPBACK_HTTP: 'on', FACE_URL: 'http://127.0.0.1:4010' };
    expect(await refused({ ...local, SMS_GATEWAY_URL: 'http://127.0.0.1.evil.test' })).toEqual([
      'SMS_GATEWAY_URL',
    ]);
    const program = start(local);
    await program.says(/"msg":"listening"/);
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
  });

  it.each([
    ['without TLS', ''],
    ['with TLS that is optional', '?sslmode=prefer'],
    ['with a certificate that is not verified', '?sslmode=no-verify'],
    ['with a certificate of any name', '?uselibpqcompat=true&sslmode=verify-ca&sslrootcert=/etc/hostname'],
    ['by a host that a parameter names', '?host=db.test'],
    ['with the verification taken back by a later parameter', '?sslmode=verify-full&sslmode=no-verify'],
  ])('refuses a database on another machine that is reached %s', async (_, query) => {
    const host = query.includes('host=') ? '127.0.0.1' : 'db.test';
    const DATABASE_URL = `postgresql://assent:secret@${host}/assent${query}`;
    expect(await refused({ ...complete, DATABASE_URL, FACE_URL: undefined })).toEqual([
      'FACE_URL',
      'DATABASE_URL',
    ]);
    const { code, output } = await assent(['migrate'], environment({ ...complete, DATABASE_URL }));
    expect(code).toBe(1);
    expect(output).toMatch(/DATABASE_URL: 生产环境.* In production/);
    expect(output).not.toContain('secret');
  });

  it('asks for nothing more where the certificate is verified, or there is no network between', async () => {
    for (const DATABASE_URL of [
      'postgresql://assent@db.invalid/assent?sslmode=verify-full',
      'postgresql:///assent?host=/nowhere',
      'postgresql://assent@[::1]:9/assent',
    ]) {
      const { code, output } = await assent(
        ['serve'],
        environment({ ...complete, DATABASE_URL, LOG_LEVEL: 'silent' }),
      );
      expect(code).toBe(1);
      expect(output).toContain('There is no connection to the database');
    }
  });

  it('does not use the embedded database, and neither does any other command', async () => {
    const { code, output } = await assent(['migrate'], environment({ ...complete, DATABASE_URL: undefined }));
    expect(code).toBe(1);
    expect(output).toMatch(/DATABASE_URL: 生产环境.* In production/);
  });
});
