import { keyThumbprint } from '../../crypto/key-thumbprint.js';
import type { Transaction } from '../../database/transaction.js';
import { badInput, refuse } from '../../kernel/refusal.js';
import { keyOfAgreement, newSoftwareRow } from '../../recipients/agreement-software.js';
import { newKeyRow, rowList } from '../../recipients/key-record.js';
import { agreedBy, agreementDiff, withApplied } from '../agreement-diff.js';
import { putInForce, sealedApproval, standingTerms } from '../agreement-versions.js';
import {
  type Application,
  assertStatus,
  changeApplication,
  lockApplication,
  recipientCodeOf,
} from '../application.js';
import { documentsOf } from '../documents.js';
import { gapsOf } from '../gaps.js';
import { checkValidity, type Effect, type EffectiveAct } from './effect.js';

/** The digest of the agreement on paper. @throws Refusal APPLICATION_INCOMPLETE if anything is missing by now */
async function completeDocument(tx: Transaction, application: Application): Promise<string> {
  const documents = await documentsOf(tx, application.id);
  const sealed = documents.find(({ kind }) => kind === 'SEALED_AGREEMENT');
  const gaps = await gapsOf(tx, application, documents, await tx.now());
  const fields = [...gaps.map(({ field }) => field), ...(sealed ? [] : ['documents.SEALED_AGREEMENT'])];
  if (fields.length > 0)
    refuse(
      'APPLICATION_INCOMPLETE',
      {
        en: `It can’t be approved as it is: ${fields.join(', ')}. Return it, or ask the applicant for the sealed agreement.`,
        zh: `目前不能批准：${fields.join('、')}。请退回补正，或请申请机构上传用印协议。`,
      },
      { fields },
    );
  return sealed!.digest;
}

const newRecipient = (tx: Transaction, code: string, { name, kind, contact }: Application): string =>
  tx.seals.sealed('recipient', {
    code,
    name,
    kind,
    contact,
    hosts: [],
    suspended_at: null,
    activated_at: null,
  });

/** The software of a new recipient, and its keys, where the application brings any. */
async function newSoftware(tx: Transaction, code: string, { name, keys }: Application) {
  if (keys === null) return { software: null, keys: '[]' };
  const now = await tx.now();
  const software = newSoftwareRow({ code, clientId: code, name, at: now });
  return {
    software: tx.seals.sealed('software', software),
    keys: rowList(keys.map((jwk) => newKeyRow(tx.seals, keyOfAgreement(software.id, jwk), now))),
  };
}

/** APPROVE_APPLICATION: gives the agreement its next version, and makes a recipient of an institution that is none. */
export async function approveEffect(tx: Transaction, act: EffectiveAct): Promise<Effect> {
  if (act.subject === null)
    throw badInput('subject', { en: 'Name the application.', zh: '请填写申请的编号。' });
  const application = await lockApplication(tx, { kind: 'OFFICER' }, act.subject);
  assertStatus(application, 'IN_REVIEW');
  if (act.recipient !== null && act.recipient !== application.recipientCode)
    throw badInput('recipient', {
      en: 'The application is not of this recipient. Leave recipient out.',
      zh: '该申请不属于这一机构。请不要填写 recipient。',
    });
  const document = await completeDocument(tx, application);
  const { recipientCode, keys } = application;
  const code = recipientCode ?? recipientCodeOf(application.uscc);
  const before = recipientCode === null ? null : await standingTerms(tx, recipientCode);
  const validity = await checkValidity(tx, act.terms);
  const purposes = withApplied(before?.purposes ?? [], agreedBy(application.id, application.purposes));
  const thumbprints = (keys ?? []).map((key) => keyThumbprint(key).toString('hex'));
  const approved = { recipientCode: code, applicationId: application.id, purposes, ...validity };
  const { name, kind, contact } = application;
  return {
    recipient: recipientCode,
    terms: validity,
    diff: agreementDiff(before, { purposes, ...validity }),
    does: { ...approved, document, name, kind, contact, thumbprints, before: before?.purposes ?? null },
    carryOut: async (inner, actId, founding) => {
      const { software, keys: given } = await newSoftware(inner, code, application);
      const [row] = await inner.query(
        'SELECT assent.approve_agreement($1::jsonb, $2::jsonb, $3::jsonb, $4::jsonb) AS taken',
        [
          await sealedApproval(inner, actId, { ...approved, documentDigest: document }),
          recipientCode === null ? newRecipient(inner, code, application) : null,
          software,
          given,
        ],
      );
      if (row!.taken !== null)
        refuse('FORBIDDEN', {
          en: 'A key of the application was used before. Return it: the institution makes a new key.',
          zh: '申请中的公钥曾被使用过。请退回补正，由机构换一个新密钥。',
        });
      await changeApplication(inner, application, {
        status: 'APPROVED',
        recipient_code: code,
        act_id: actId,
        decided_at: (await inner.now()).toISOString(),
      });
      await founding.of(inner, application, code);
      await putInForce(inner, code);
    },
  };
}
