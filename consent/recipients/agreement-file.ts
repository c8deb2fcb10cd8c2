import * as v from 'valibot';
import { checkInput, fields, nonEmptyText } from '../kernel/checked-input.js';
import { publicJwk } from '../kernel/public-jwk.js';
import { deliveryIn, type Purpose } from '../purposes/purpose.js';
import { findPurpose } from '../purposes/registry.js';
import { RECIPIENT_KINDS } from './recipient.js';

const RATE = 'must be a positive whole number';
const isPositive = (value: number) => Number.isInteger(value) && value > 0;

const recipient = fields({
  code: nonEmptyText(40),
  name: nonEmptyText(200),
  kind: v.picklist(RECIPIENT_KINDS, `must be one of ${RECIPIENT_KINDS.join(', ')}`),
  clientId: nonEmptyText(100),
  /** The public keys of the recipient's client assertions. */
  jwks: fields({
    keys: v.pipe(
      v.array(publicJwk, 'must be a list of public keys'),
      v.nonEmpty('must hold at least one public key'),
    ),
  }),
  /** How a person can contact the recipient. Every request shows it. */
  contact: v.optional(nonEmptyText(200)),
  maxRequestsPerSecond: v.optional(v.pipe(v.number(RATE), v.check(isPositive, RATE))),
});

const itemsOutside = (purpose: Purpose | undefined, items: readonly string[] | null): string[] =>
  purpose === undefined || items === null ? [] : items.filter((item) => deliveryIn(purpose, item) === null);

const agreedPurpose = v.pipe(
  fields({
    code: v.pipe(
      v.string('must be the code of a purpose'),
      v.check(
        (code) => findPurpose(code) !== undefined,
        ({ input }) => `there is no purpose ${input}`,
      ),
    ),
    /** null means all items of the purpose. */
    items: v.optional(
      v.nullable(v.array(v.string('must be the code of an item'), 'must be a list of item codes')),
      null,
    ),
    /** the impact assessment (PIPL 55). The agreement can't permit the purpose without one. */
    impactAssessment: nonEmptyText(100),
  }),
  v.forward(
    v.check(
      ({ code, items }) => itemsOutside(findPurpose(code), items).length === 0,
      ({ input: { code, items } }) =>
        `not in the purpose: ${itemsOutside(findPurpose(code), items).join(', ')}`,
    ),
    ['items'],
  ),
);

const agreementFile = v.pipe(
  fields({
    recipient,
    purposes: v.pipe(
      v.array(agreedPurpose, 'must be a list of purposes'),
      v.nonEmpty('must name at least one purpose'),
    ),
    /** The last day in force. */
    validUntil: v.optional(
      v.nullable(v.pipe(v.string('must be YYYY-MM-DD'), v.isoDate('must be YYYY-MM-DD'))),
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { recipient, purposes } = dataset.value;
    for (const purpose of purposes.flatMap(({ code }) => findPurpose(code) ?? []))
      if (!purpose.consentRequired || !purpose.requesters.includes(recipient.kind))
        addIssue({ message: `purposes: ${purpose.code} is not open to a ${recipient.kind}` });
  }),
);

/** The file of an agreement: which recipient, with which public keys, for which purposes and items. */
export type AgreementFile = v.InferInput<typeof agreementFile>;

/** A fault in an agreement file, and where it is. */
export class AgreementError extends Error {
  override readonly name = 'AgreementError';
}

/** @throws AgreementError that names every fault */
export const checkAgreement = (file: unknown): AgreementFile =>
  checkInput(agreementFile, file, (problems) => new AgreementError(problems));
