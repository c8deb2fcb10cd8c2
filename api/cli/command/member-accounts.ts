import { BlindIndex } from '../../../consent/crypto/blind-index.js';
import { FieldEncryption } from '../../../consent/crypto/field-encryption.js';
import { Seals } from '../../../consent/crypto/seal.js';
import type { Executor } from '../../../consent/database/executor.js';
import { disableByOperator, enrolMember } from '../../../consent/onboarding/enrol.js';
import type { MemberFile } from '../../../consent/onboarding/member-file.js';
import { loadKeys } from '../../secrets/keyring.js';
import { inTransaction } from './as-owner.js';

/** Runs work on accounts of members as the owner of the database, whole or not at all. */
export const onMembers = <T>(ownerUrl: string, work: (database: Executor) => Promise<T>): Promise<T> =>
  inTransaction(ownerUrl, 'assent member', work);

/** Enrols one member. @returns the code of the account @throws MemberError */
export async function enrolMemberAccount(
  ownerUrl: string,
  varDir: string,
  file: MemberFile,
  officers: readonly [string, string],
): Promise<string> {
  const { blindIndexKey, sealKeys, masterKeys } = await loadKeys(varDir);
  const enrolling = {
    seals: new Seals(sealKeys),
    blindIndex: new BlindIndex(blindIndexKey),
    encryption: new FieldEncryption(masterKeys),
  };
  return onMembers(ownerUrl, (tx) => enrolMember(tx, enrolling, file, officers));
}

/** Disables one account. @throws MemberError when there is no such active account */
export async function disableMemberAccount(
  ownerUrl: string,
  varDir: string,
  code: string,
  reason: string,
): Promise<void> {
  const seals = new Seals((await loadKeys(varDir)).sealKeys);
  await onMembers(ownerUrl, (tx) => disableByOperator(tx, seals, code, reason));
}
