import * as v from 'valibot';
import { calendarDay, checkInput, fields, nonEmptyText, repeated } from '../kernel/checked-input.js';
import { cityDay } from '../kernel/city-time.js';
import { LIMITS } from '../kernel/limits.js';
import { publicJwk } from '../kernel/public-jwk.js';
import { deliveryIn, type Purpose } from '../purposes/purpose.js';
import { findPurpose } from '../purposes/registry.js';
import { offeredBy, productFields } from './product.js';
import { RECIPIENT_KINDS } from './recipient.js';
import { isRedirectUri } from './redirect-uri.js';
import { registeredOperations } from './registered-documents.js';

const RATE_MAX = 1_000_000;
const RATE = `must be a whole number from 1 to ${RATE_MAX}`;
const isRate = (value: number) => Number.isInteger(value) && value > 0 && value <= RATE_MAX;
/** As the ledger names recipients. */
const CODE = 'must be a capital letter and up to 39 more, digits, hyphens and underscores';
const JWKS_URI = 'must be a URL of at most 500 characters';
const HOST = 'must be the name of a host in small letters, as app.insurer.example';
const HOSTS = 'must be a list of at most 20 hosts';
const CLIENT_ID = 'must be 1 to 100 characters of ASCII without spaces';

const REDIRECT = 'must be an https address of at most 500 characters, without fragment, user or wildcard';
const redirectUri = v.pipe(
  v.string(REDIRECT),
  v.check((text) => isRedirectUri(text), REDIRECT),
);

const recipientFields = fields({
  code: v.pipe(v.string(CODE), v.regex(/^[A-Z][A-Z0-9_-]{0,39}$/, CODE)),
  name: nonEmptyText(200),
  kind: v.picklist(RECIPIENT_KINDS, `must be one of ${RECIPIENT_KINDS.join(', ')}`),
  clientId: v.pipe(v.string(CLIENT_ID), v.regex(/^[\x21-\x7e]{1,100}$/, CLIENT_ID)),
  /** The public keys of the recipient's client assertions. */
  jwks: v.optional(
    fields({
      keys: v.pipe(
        v.array(publicJwk, 'must be a list of public keys'),
        v.nonEmpty('must hold at least one public key'),
        v.check((keys) => repeated(keys.map(materialOf)).length === 0, 'holds a key twice'),
        v.maxLength(LIMITS.signingKeys, `holds more than ${LIMITS.signingKeys} keys`),
      ),
    }),
  ),
  /** Where the recipient publishes them itself. They are fetched from there, and a key that it takes away dies in minutes. */
  jwksUri: v.optional(
    v.pipe(
      v.string(JWKS_URI),
      v.check((text) => text.length <= 500 && URL.canParse(text), JWKS_URI),
    ),
  ),
  /** Where people who decide on its requests are sent back to. Without any, nobody can come from its app. */
  redirectUris: v.optional(
    v.pipe(
      v.array(redirectUri, 'must be a list of addresses'),
      v.maxLength(10, 'has more than 10 addresses'),
      v.check((uris) => repeated(uris).length === 0, 'holds an address twice'),
    ),
  ),
  /** How a person can contact the recipient. Every request shows it. */
  contact: v.optional(nonEmptyText(200)),
  /** Hosts of the recipient: addresses that its members name for software must be there. */
  hosts: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.string(HOST),
          v.regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*$/, HOST),
        ),
        HOSTS,
      ),
      v.maxLength(20, HOSTS),
      v.check((hosts) => repeated(hosts).length === 0, 'names a host twice'),
    ),
  ),
  maxRequestsPerSecond: v.optional(v.pipe(v.number(RATE), v.check(isRate, RATE))),
});

const recipient = v.pipe(
  recipientFields,
  v.check(
    ({ jwks, jwksUri }) => (jwks === undefined) !== (jwksUri === undefined),
    'must have either jwks or jwksUri',
  ),
);

/** What two JWKs of one key have in common. */
const materialOf = ({ kty, crv, x, y, n, e }: Readonly<Record<string, unknown>>) =>
  JSON.stringify([kty, crv, x, y, n, e]);

const itemsOutside = (purpose: Purpose | undefined, items: readonly string[] | null): string[] =>
  purpose === undefined || items === null ? [] : items.filter((item) => deliveryIn(purpose, item) === null);

/** Required items of the purpose that the agreement leaves out: then nobody could ever ask for it. */
const requiredOutside = (purpose: Purpose | undefined, items: readonly string[] | null): string[] =>
  purpose === undefined || items === null || items.length === 0 || itemsOutside(purpose, items).length > 0
    ? []
    : purpose.required.map(({ item }) => item).filter((item) => !items.includes(item));

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
      v.nullable(
        v.pipe(
          v.array(v.string('must be the code of an item'), 'must be a list of item codes, or null for all'),
          v.nonEmpty('permits nothing: name items, or null for all'),
          v.check(
            (items) => repeated(items).length === 0,
            ({ input }) => `named twice: ${repeated(input).join(', ')}`,
          ),
        ),
      ),
      null,
    ),
    /** the impact assessment (PIPL 55). The agreement can't permit the purpose without one. */
    impactAssessment: nonEmptyText(100),
    /** The GraphQL documents that the recipient's software runs for it. */
    operations: v.optional(registeredOperations),
    /** Whether each use must say who asks, by the recipient's own staff number. */
    operatorRequired: v.optional(v.boolean('must be true or false')),
  }),
  v.forward(
    v.check(
      ({ code, items }) => itemsOutside(findPurpose(code), items).length === 0,
      ({ input: { code, items } }) =>
        `not in the purpose: ${itemsOutside(findPurpose(code), items).join(', ')}`,
    ),
    ['items'],
  ),
  v.forward(
    v.check(
      ({ code, items }) => requiredOutside(findPurpose(code), items).length === 0,
      ({ input: { code, items } }) =>
        `lacks what the purpose can't be without: ${requiredOutside(findPurpose(code), items).join(', ')}`,
    ),
    ['items'],
  ),
);

const agreementFile = v.pipe(
  fields({
    recipient,
    /** Whether the recipient sends those documents and no other. */
    strict: v.optional(v.boolean('must be true or false')),
    purposes: v.pipe(
      v.array(agreedPurpose, 'must be a list of purposes'),
      v.nonEmpty('must name at least one purpose'),
      v.check(
        (purposes) => repeated(purposes.map(({ code }) => code)).length === 0,
        ({ input }) => `named twice: ${repeated(input.map(({ code }) => code)).join(', ')}`,
      ),
    ),
    /** The products under whose names people are asked. Those that a file leaves out end; without a list nothing changes. */
    products: v.optional(
      v.pipe(
        v.array(productFields, 'must be a list of products'),
        v.check(
          (products) => repeated(products.map(({ code }) => code)).length === 0,
          ({ input }) => `named twice: ${repeated(input.map(({ code }) => code)).join(', ')}`,
        ),
      ),
    ),
    /** The last day in force, in the city. */
    validUntil: v.optional(
      v.nullable(
        v.pipe(
          calendarDay(),
          v.check(
            (day) => day >= cityDay(new Date()),
            'is in the past: to end an agreement, run assent agreement end',
          ),
        ),
      ),
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { recipient, purposes } = dataset.value;
    for (const purpose of purposes.flatMap(({ code }) => findPurpose(code) ?? []))
      if (!purpose.consentRequired || !purpose.requesters.includes(recipient.kind))
        addIssue({ message: `purposes: ${purpose.code} is not open to a ${recipient.kind}` });
    const operations = purposes.reduce((sum, one) => sum + (one.operations?.length ?? 0), 0);
    if (operations > LIMITS.registeredOperations)
      addIssue({ message: `purposes: at most ${LIMITS.registeredOperations} operations in one agreement` });
    if (dataset.value.strict && operations === 0)
      addIssue({ message: 'strict: names no operation, so the recipient could do nothing at all' });
    const agreed = purposes.map(({ code }) => code);
    for (const { code, kind, purposes: under } of dataset.value.products ?? []) {
      if (offeredBy(kind) !== recipient.kind)
        addIssue({ message: `products: ${code} is of a kind that no ${recipient.kind} offers` });
      for (const purpose of under.filter((one) => !agreed.includes(one)))
        addIssue({ message: `products: ${code} names ${purpose}, for which the agreement has no purpose` });
    }
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
