import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadKeys } from '../../../api/secrets/keyring.js';
import { withDirectory } from '../../support/keys-on-disk.js';

describe('the platform’s keys', () => {
  it('are created at the first start and do not change afterwards', () =>
    withDirectory(async (varDir) => {
      const [first, second] = [await loadKeys(varDir), await loadKeys(varDir)];
      expect(second.accessTokenKey.publicJwk).toEqual(first.accessTokenKey.publicJwk);
      expect(second.blindIndexKey).toEqual(first.blindIndexKey);
      expect(second.cursorKey).toEqual(first.cursorKey);
      expect(first.cursorKey).not.toEqual(first.blindIndexKey);
    }));

  it('are the same for processes that start at once', () =>
    withDirectory(async (varDir) => {
      const all = await Promise.all(Array.from({ length: 8 }, () => loadKeys(varDir)));
      expect(new Set(all.map(({ accessTokenKey }) => accessTokenKey.kid)).size).toBe(1);
      expect(new Set(all.map(({ blindIndexKey }) => Buffer.from(blindIndexKey).toString('hex'))).size).toBe(
        1,
      );
      expect(new Set(all.map(({ masterKeys }) => Buffer.from(masterKeys.get(1)!).toString('hex'))).size).toBe(
        1,
      );
      expect(await readdir(join(varDir, 'secrets'))).toHaveLength(8);
    }));

  it('are not quoted by the error about a damaged file', () =>
    withDirectory(async (varDir) => {
      await loadKeys(varDir);
      for (const name of ['access-token.jwk.json', 'log.1.jwk.json']) {
        const path = join(varDir, 'secrets', name);
        const content = await readFile(path, 'utf8');
        for (const damaged of [content.slice(1), '{"kty":"OKP","crv":"X25519","x":"x","d":"d"}', '[]']) {
          await writeFile(path, damaged);
          await expect(loadKeys(varDir)).rejects.toThrow(new Error(`${path} holds no Ed25519 key.`));
        }
        await writeFile(path, content);
      }
    }));

  it('can be read by their owner only', () =>
    withDirectory(async (varDir) => {
      await loadKeys(varDir);
      const secrets = join(varDir, 'secrets');
      expect((await stat(secrets)).mode & 0o777).toBe(0o700);
      for (const name of await readdir(secrets))
        expect((await stat(join(secrets, name))).mode & 0o777).toBe(0o600);
    }));

  it.each([0o640, 0o604, 0o660])('are refused when others have rights to a file (%o)', (mode) =>
    withDirectory(async (varDir) => {
      await loadKeys(varDir);
      await chmod(join(varDir, 'secrets', 'cursor.key'), mode);
      await expect(loadKeys(varDir)).rejects.toThrow(/cursor\.key may be read by others/);
    }),
  );

  it('are refused when a file holds something else', () =>
    withDirectory(async (varDir) => {
      await loadKeys(varDir);
      await writeFile(join(varDir, 'secrets', 'blind-index.key'), 'short');
      await expect(loadKeys(varDir)).rejects.toThrow(/32 bytes/);
      await writeFile(join(varDir, 'secrets', 'access-token.jwk.json'), '{"kty":"oct","k":"AAAA"}');
      await expect(loadKeys(varDir)).rejects.toThrow(/no Ed25519 key/);
    }));

  it('do not publish what is private', () =>
    withDirectory(async (varDir) => {
      const { accessTokenKey } = await loadKeys(varDir);
      expect(Object.keys(accessTokenKey.publicJwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    }));
});
