import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compactVerify, createLocalJWKSet } from 'jose';
import { addEvidenceKey, evidenceKeys, retireEvidenceKey } from '../../../api/secrets/evidence-keys.js';
import { loadKeys } from '../../../api/secrets/keyring.js';
import { ReceiptSigner } from '../../../consent/ledger/entries/receipt.js';
import { openCheckpoint, signCheckpoint } from '../../../consent/ledger/format/checkpoint.js';
import { EMPTY_ROOT } from '../../../consent/ledger/format/merkle.js';
import { noteSigner, noteVerifier } from '../../../consent/ledger/format/signed-note.js';
import { withDirectory } from '../../support/keys-on-disk.js';

const ORIGIN = 'rotation.example/log';
const ENTRY = {
  entry: { v: 2, kind: 'DISCLOSURE', at: '2026-11-22T00:00Z', recipient: 'INS-ANXIN', disclosure: 'd' },
  opens: { disclosure: 'd' },
};

describe('the evidence keys', () => {
  it('are separate: the key of receipts signs neither tokens nor checkpoints', () =>
    withDirectory(async (varDir) => {
      const { accessTokenKey, receipt, log } = await loadKeys(varDir);
      expect(new Set([accessTokenKey.kid, receipt[0]!.kid, log[0]!.kid]).size).toBe(3);
    }));

  it('can be rotated: older receipts and checkpoints still verify after the old private key is gone', () =>
    withDirectory(async (varDir) => {
      const signerOf = async () => {
        const [key] = await evidenceKeys(varDir, 'receipt');
        return new ReceiptSigner(() => 'https://assent.example', {
          kid: key!.kid,
          privateKey: key!.privateKey!,
        });
      };
      const logSigners = async () =>
        (await evidenceKeys(varDir, 'log')).flatMap(({ privateKey }) =>
          privateKey ? [noteSigner(ORIGIN, privateKey)] : [],
        );
      const head = { origin: ORIGIN, size: 0, root: EMPTY_ROOT };
      const oldReceipt = await (await signerOf()).receipt(ENTRY);
      const oldCheckpoint = signCheckpoint(head, await logSigners());
      expect([await addEvidenceKey(varDir, 'receipt'), await addEvidenceKey(varDir, 'log')]).toEqual([2, 2]);
      // A verifier that knows only the older key can go on until that key is retired.
      const [, older] = (await evidenceKeys(varDir, 'log')).map(({ publicKey }) =>
        noteVerifier(ORIGIN, publicKey),
      );
      const both = signCheckpoint(head, await logSigners());
      expect(openCheckpoint(both, [older!]).checkpoint.size).toBe(0);
      for (const use of ['receipt', 'log'] as const) {
        await retireEvidenceKey(varDir, use, 1);
        const [newest, retired] = await evidenceKeys(varDir, use);
        expect([newest!.privateKey !== null, retired!.privateKey]).toEqual([true, null]);
        expect((await stat(join(varDir, 'secrets', `${use}.1.jwk.json`))).mode & 0o777).toBe(0o600);
      }
      const { receipt, log } = await loadKeys(varDir);
      const jwks = createLocalJWKSet({ keys: receipt.map(({ publicJwk }) => ({ ...publicJwk })) });
      const newReceipt = await (await signerOf()).receipt(ENTRY);
      expect(newReceipt).not.toBe(oldReceipt);
      for (const one of [oldReceipt, newReceipt]) await compactVerify(one, jwks);
      const verifiers = log.map(({ publicKey }) => noteVerifier(ORIGIN, publicKey));
      expect(openCheckpoint(oldCheckpoint, verifiers).checkpoint.size).toBe(0);
      expect(() => openCheckpoint(signCheckpoint(head, []), verifiers)).toThrow();
      await expect(logSigners()).resolves.toHaveLength(1);
    }));

  it('can not be retired while they are the newest', () =>
    withDirectory(async (varDir) => {
      await loadKeys(varDir);
      await expect(retireEvidenceKey(varDir, 'log', 1)).rejects.toThrow('Add the next one first');
      await expect(retireEvidenceKey(varDir, 'log', 7)).rejects.toThrow('There is no log key 7');
    }));
});
