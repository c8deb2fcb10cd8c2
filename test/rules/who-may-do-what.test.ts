import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MEMBER_ROLES } from '../../consent/onboarding/member.js';
import { approving, COUNTER, evidenceOf } from '../../examples/clients/counter.js';
import type { Answer, GraphqlClient } from '../../examples/clients/graphql-client.js';
import { PersonClient } from '../../examples/clients/person-client.js';
import { nobodysCertNo } from '../../examples/clients/staff-client.js';
import { ASK, ENROLLED, freshKey } from '../support/clients/consent.js';
import { APPLICATION, newUscc } from '../support/people/institutions.js';
import { enrolled } from '../support/people/members.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import {
  CALLERS,
  type Parties,
  personParties,
  providerParties,
  type Scene,
  sceneOf,
  type Who,
} from '../support/platform/scene.js';

/**
 * Who may do what with a grant of "the person" to "the recipient". `yes`: permitted; `own`: permitted for the caller's own
 * data; `null`: answered as if the object did not exist; otherwise the code of the refusal. Denying comes last, because
 * the recipient can't ask for the same purpose again after it.
 */
const TABLE = `
                        | anonymous       | the person | another person | the recipient | another recipient
  catalogue             | yes             | yes        | yes            | yes           | yes
  purposes              | yes             | yes        | yes            | yes           | yes
  openData              | yes             | yes        | yes            | yes           | yes
  products              | yes             | yes        | yes            | yes           | yes
  recipients            | yes             | yes        | yes            | yes           | yes
  recipientOf           | yes             | yes        | yes            | yes           | yes
  me                    | UNAUTHENTICATED | own        | own            | FORBIDDEN     | FORBIDDEN
  recipient             | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | own           | own
  grant                 | UNAUTHENTICATED | yes        | null           | yes           | null
  consentRequest        | UNAUTHENTICATED | yes        | null           | yes           | null
  disclosure            | UNAUTHENTICATED | yes        | null           | yes           | null
  disclosure with data  | UNAUTHENTICATED | FORBIDDEN  | null           | yes           | null
  requestConsent        | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | yes           | yes
  cancelConsentRequest  | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | yes           | NOT_FOUND
  previewApproval       | UNAUTHENTICATED | yes        | NOT_FOUND      | FORBIDDEN     | FORBIDDEN
  approveConsentRequest | UNAUTHENTICATED | yes        | NOT_FOUND      | FORBIDDEN     | FORBIDDEN
  revokeGrant           | UNAUTHENTICATED | yes        | NOT_FOUND      | FORBIDDEN     | FORBIDDEN
  revokeGrants          | UNAUTHENTICATED | yes        | NOT_FOUND      | FORBIDDEN     | FORBIDDEN
  redeemGrant           | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | yes           | NOT_FOUND
  logCheckpoint         | yes             | yes        | yes            | yes           | yes
  consistencyProof      | yes             | yes        | yes            | yes           | yes
  inclusionProof        | UNAUTHENTICATED | yes        | NOT_FOUND      | yes           | NOT_FOUND
  ledgerEntry           | UNAUTHENTICATED | yes        | NOT_FOUND      | yes           | NOT_FOUND
  grantExport           | UNAUTHENTICATED | yes        | NOT_FOUND      | yes           | NOT_FOUND
  disclosureExport      | UNAUTHENTICATED | yes        | NOT_FOUND      | yes           | NOT_FOUND
  confirmGrantItems     | UNAUTHENTICATED | BAD_USER_INPUT | NOT_FOUND  | FORBIDDEN     | FORBIDDEN
  openCounterSession    | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  counterSession        | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  closeCounterSession   | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  approveAtCounter      | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  counterApproval       | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  confirmAtCounter      | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  revokeAtCounter       | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  denyAtCounter         | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  confirmItemsAtCounter | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  returnAtCounter       | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  pendingCounterApprovals | UNAUTHENTICATED | FORBIDDEN | FORBIDDEN     | FORBIDDEN     | FORBIDDEN
  counterSessions       | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  officerActs           | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  proposeAct            | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  confirmAct            | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  withdrawAct           | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  actImpact             | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  application           | UNAUTHENTICATED | yes        | null           | null          | null
  applications          | UNAUTHENTICATED | yes        | yes            | FORBIDDEN     | FORBIDDEN
  startApplication      | UNAUTHENTICATED | yes        | yes            | FORBIDDEN     | FORBIDDEN
  editApplication       | UNAUTHENTICATED | yes        | NOT_FOUND      | FORBIDDEN     | FORBIDDEN
  submitApplication     | UNAUTHENTICATED | APPLICATION_INCOMPLETE | NOT_FOUND | FORBIDDEN | FORBIDDEN
  withdrawApplication   | UNAUTHENTICATED | yes        | NOT_FOUND      | FORBIDDEN     | FORBIDDEN
  takeApplication       | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  returnApplication     | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  refuseApplication     | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  draftProduct          | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  fileObjection         | UNAUTHENTICATED | yes        | NOT_FOUND      | FORBIDDEN     | FORBIDDEN
  openObjections        | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  answerObjectionOfPerson | UNAUTHENTICATED | FORBIDDEN | FORBIDDEN     | FORBIDDEN     | FORBIDDEN
  exportMyData          | UNAUTHENTICATED | yes        | yes            | FORBIDDEN     | FORBIDDEN
  member                | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  inviteMember          | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  joinInstitution       | UNAUTHENTICATED | NOT_FOUND  | NOT_FOUND      | FORBIDDEN     | FORBIDDEN
  setMemberRoles        | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  disableMember         | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  registerSoftware      | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  confirmSoftware       | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  retireSoftware        | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  keyChallenge          | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  registerKey           | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  confirmKey            | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  retireKey             | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | FORBIDDEN     | FORBIDDEN
  markSeen              | UNAUTHENTICATED | yes        | yes            | FORBIDDEN     | FORBIDDEN
  denyConsentRequest    | UNAUTHENTICATED | yes        | NOT_FOUND      | FORBIDDEN     | FORBIDDEN
`;

/** The same for staff without a counter session with the person and without a proposed act. */
const STAFF_TABLE = `
                        | a clerk               | a reviewer | an officer
  catalogue             | yes                   | yes        | yes
  purposes              | yes                   | yes        | yes
  openData              | yes                   | yes        | yes
  products              | yes                   | yes        | yes
  recipients            | yes                   | yes        | yes
  recipientOf           | yes                   | yes        | yes
  me                    | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  recipient             | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  grant                 | null                  | null       | yes
  consentRequest        | null                  | null       | null
  disclosure            | null                  | null       | null
  disclosure with data  | null                  | null       | null
  requestConsent        | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  cancelConsentRequest  | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  previewApproval       | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  approveConsentRequest | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  revokeGrant           | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  revokeGrants          | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  redeemGrant           | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  logCheckpoint         | yes                   | yes        | yes
  consistencyProof      | yes                   | yes        | yes
  inclusionProof        | NOT_FOUND             | NOT_FOUND  | yes
  ledgerEntry           | NOT_FOUND             | NOT_FOUND  | yes
  grantExport           | NOT_FOUND             | NOT_FOUND  | yes
  disclosureExport      | NOT_FOUND             | NOT_FOUND  | yes
  confirmGrantItems     | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  openCounterSession    | AUTHENTICATION_FAILED | FORBIDDEN  | FORBIDDEN
  counterSession        | NOT_FOUND             | FORBIDDEN  | FORBIDDEN
  closeCounterSession   | NOT_FOUND             | FORBIDDEN  | FORBIDDEN
  approveAtCounter      | NOT_FOUND             | FORBIDDEN  | FORBIDDEN
  counterApproval       | null                  | null       | FORBIDDEN
  confirmAtCounter      | FORBIDDEN             | NOT_FOUND  | FORBIDDEN
  revokeAtCounter       | NOT_FOUND             | FORBIDDEN  | FORBIDDEN
  denyAtCounter         | NOT_FOUND             | FORBIDDEN  | FORBIDDEN
  confirmItemsAtCounter | NOT_FOUND             | FORBIDDEN  | FORBIDDEN
  returnAtCounter       | FORBIDDEN             | NOT_FOUND  | FORBIDDEN
  pendingCounterApprovals | FORBIDDEN           | yes        | FORBIDDEN
  counterSessions       | yes                   | FORBIDDEN  | FORBIDDEN
  officerActs           | FORBIDDEN             | FORBIDDEN  | yes
  proposeAct            | FORBIDDEN             | FORBIDDEN  | NOT_FOUND
  confirmAct            | FORBIDDEN             | FORBIDDEN  | NOT_FOUND
  withdrawAct           | FORBIDDEN             | FORBIDDEN  | NOT_FOUND
  actImpact             | FORBIDDEN             | FORBIDDEN  | yes
  application           | null                  | null       | null
  applications          | FORBIDDEN             | FORBIDDEN  | yes
  startApplication      | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  editApplication       | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  submitApplication     | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  withdrawApplication   | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  takeApplication       | FORBIDDEN             | FORBIDDEN  | NOT_FOUND
  returnApplication     | FORBIDDEN             | FORBIDDEN  | NOT_FOUND
  refuseApplication     | FORBIDDEN             | FORBIDDEN  | NOT_FOUND
  draftProduct          | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  fileObjection         | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  openObjections        | FORBIDDEN             | FORBIDDEN  | yes
  answerObjectionOfPerson | FORBIDDEN           | FORBIDDEN  | NOT_FOUND
  exportMyData          | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  member                | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  inviteMember          | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  joinInstitution       | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  setMemberRoles        | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  disableMember         | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  registerSoftware      | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  confirmSoftware       | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  retireSoftware        | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  keyChallenge          | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  registerKey           | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  confirmKey            | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  retireKey             | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  markSeen              | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
  denyConsentRequest    | FORBIDDEN             | FORBIDDEN  | FORBIDDEN
`;

/** The same for a bank and a provider, where "the person" is the provider's legal representative. */
const PROVIDER_TABLE = `
                        | anonymous       | the person | another person | the recipient | another recipient
  grant                 | UNAUTHENTICATED | yes        | null           | yes           | null
  consentRequest        | UNAUTHENTICATED | yes        | null           | yes           | null
  disclosure            | UNAUTHENTICATED | yes        | null           | yes           | null
  cancelConsentRequest  | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | yes           | NOT_FOUND
  previewApproval       | UNAUTHENTICATED | yes        | NOT_FOUND      | FORBIDDEN     | FORBIDDEN
  approveConsentRequest | UNAUTHENTICATED | yes        | NOT_FOUND      | FORBIDDEN     | FORBIDDEN
  revokeGrant           | UNAUTHENTICATED | yes        | NOT_FOUND      | FORBIDDEN     | FORBIDDEN
  redeemGrant           | UNAUTHENTICATED | FORBIDDEN  | FORBIDDEN      | yes           | NOT_FOUND
  denyConsentRequest    | UNAUTHENTICATED | yes        | NOT_FOUND      | FORBIDDEN     | FORBIDDEN
`;

/** The same for members of an institution that is the recipient of the grant. */
const MEMBER_TABLE = `
                        | an OWNER | a DEVELOPER | a HANDLER | an AUDITOR
  catalogue             | yes      | yes         | yes       | yes
  purposes              | yes      | yes         | yes       | yes
  openData              | yes      | yes         | yes       | yes
  products              | yes      | yes         | yes       | yes
  recipients            | yes      | yes         | yes       | yes
  recipientOf           | yes      | yes         | yes       | yes
  me                    | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  recipient             | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  grant                 | yes | null | yes | yes
  consentRequest        | yes | null | yes | yes
  disclosure            | yes | null | yes | yes
  disclosure with data  | FORBIDDEN | null | FORBIDDEN | FORBIDDEN
  requestConsent        | FORBIDDEN | FORBIDDEN | yes | FORBIDDEN
  cancelConsentRequest  | FORBIDDEN | FORBIDDEN | yes | FORBIDDEN
  previewApproval       | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  approveConsentRequest | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  revokeGrant           | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  revokeGrants          | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  redeemGrant           | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  logCheckpoint         | yes      | yes         | yes       | yes
  consistencyProof      | yes      | yes         | yes       | yes
  inclusionProof        | yes | NOT_FOUND | yes | yes
  ledgerEntry           | yes | NOT_FOUND | yes | yes
  grantExport           | yes | NOT_FOUND | yes | yes
  disclosureExport      | yes | NOT_FOUND | yes | yes
  confirmGrantItems     | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  openCounterSession    | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  counterSession        | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  closeCounterSession   | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  approveAtCounter      | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  counterApproval       | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  confirmAtCounter      | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  revokeAtCounter       | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  denyAtCounter         | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  confirmItemsAtCounter | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  returnAtCounter       | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  pendingCounterApprovals| FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  counterSessions       | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  officerActs           | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  proposeAct            | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  confirmAct            | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  withdrawAct           | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  actImpact             | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  application           | null | null | null | null
  applications          | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  startApplication      | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  editApplication       | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  submitApplication     | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  withdrawApplication   | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  takeApplication       | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  returnApplication     | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  refuseApplication     | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  draftProduct          | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  fileObjection         | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  openObjections        | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  answerObjectionOfPerson| FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  exportMyData          | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  member                | yes      | FORBIDDEN   | FORBIDDEN | yes
  inviteMember          | yes      | FORBIDDEN   | FORBIDDEN | FORBIDDEN
  joinInstitution       | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  setMemberRoles        | NOT_FOUND| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  disableMember         | NOT_FOUND| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  registerSoftware      | FORBIDDEN| yes         | FORBIDDEN | FORBIDDEN
  confirmSoftware       | NOT_FOUND| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  retireSoftware        | NOT_FOUND| NOT_FOUND   | FORBIDDEN | FORBIDDEN
  keyChallenge          | FORBIDDEN| NOT_FOUND   | FORBIDDEN | FORBIDDEN
  registerKey           | FORBIDDEN| NOT_FOUND   | FORBIDDEN | FORBIDDEN
  confirmKey            | NOT_FOUND| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  retireKey             | NOT_FOUND| NOT_FOUND   | FORBIDDEN | FORBIDDEN
  markSeen              | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
  denyConsentRequest    | FORBIDDEN| FORBIDDEN   | FORBIDDEN | FORBIDDEN
`;

const NO_ID = '00000000-0000-7000-8000-000000000000';
const MEMBER_COLUMNS = ['an OWNER', 'a DEVELOPER', 'a HANDLER', 'an AUDITOR'] as const;
const STAFF = ['a clerk', 'a reviewer', 'an officer'] as const;

const rowsOf = <Column extends string = Who>(
  table: string,
  columns: readonly Column[] = CALLERS as readonly string[] as readonly Column[],
): [operation: string, outcomes: Record<Column, string>][] =>
  table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([operation, ...cells]) => [
      operation!,
      Object.fromEntries(columns.map((who, at) => [who, cells[at]])) as Record<Column, string>,
    ]);

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const byId =
  (kind: string, operation: string, selection = '{ id }') =>
  (id: (scene: Scene) => string) =>
  (caller: GraphqlClient, scene: Scene) =>
    caller.send(`${kind} ($id: ID!) { ${operation}(id: $id) ${selection} }`, { id: id(scene) });

/** The draft that this person has begun; the same one as long as it is open. */
async function draftOf(person: GraphqlClient): Promise<string> {
  const { nodes } = (await person.run(APPLICATION.LIST, { status: 'DRAFT' })).applications;
  if (nodes.length > 0) return nodes[0].id;
  const input = { uscc: newUscc(), name: '示例机构', kind: 'COMMERCIAL_INSURER' };
  return (await person.run(APPLICATION.START, { input })).startApplication.id;
}

const OPERATIONS: Record<string, (caller: GraphqlClient, scene: Scene) => Promise<Answer>> = {
  catalogue: (caller) => caller.send('{ catalogue { version } }'),
  purposes: (caller) => caller.send('{ purposes { code } }'),
  openData: (caller) => caller.send('{ openData { item { code } recipients } }'),
  products: (caller) => caller.send('{ products { nodes { code recipient { name } } } }'),
  recipients: (caller) => caller.send('{ recipients { nodes { code standing agreement { validUntil } } } }'),
  recipientOf: (caller) => caller.send('{ recipientOf(code: "INS-ANXIN") { name contact standing } }'),
  me: (caller) =>
    caller.send('{ me { person { basicIdentity { certNo personNo } } grants { nodes { id } } } }'),
  recipient: (caller) => caller.send('{ recipient { code grants { nodes { id recipient { code } } } } }'),
  grant: byId('query', 'grant')(({ grantId }) => grantId),
  consentRequest: byId('query', 'consentRequest')(({ requestId }) => requestId),
  disclosure: byId('query', 'disclosure')(({ disclosureId }) => disclosureId),
  'disclosure with data': byId('query', 'disclosure', `{ ${ENROLLED} }`)(({ disclosureId }) => disclosureId),
  requestConsent: (caller, { terms }) => caller.send(ASK, { input: terms }),
  cancelConsentRequest: byId('mutation', 'cancelConsentRequest')(({ pendingId }) => pendingId),
  approveConsentRequest: async (caller, scene) =>
    caller.send(
      'mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id } }',
      {
        input: {
          id: scene.pendingId,
          authentication: await scene.parties['the person'].prove('FACE', 'APPROVE', scene.pendingId),
          sensitiveConfirmed: true,
        },
      },
    ),
  previewApproval: (caller, { pendingId }) =>
    caller.send('query ($input: PreviewApprovalInput!) { previewApproval(input: $input) { mode } }', {
      input: { id: pendingId, items: [] },
    }),
  denyConsentRequest: byId('mutation', 'denyConsentRequest')(({ pendingId }) => pendingId),
  revokeGrant: byId('mutation', 'revokeGrant')(({ grantId }) => grantId),
  revokeGrants: (caller, { grantId, parties }) =>
    caller.send(
      'mutation ($recipient: ID!, $ids: [ID!]!) { revokeGrants(recipient: $recipient, ids: $ids) { id } }',
      {
        recipient: (parties['the recipient'] as typeof platform.insurer).identity.code,
        ids: [grantId],
      },
    ),
  redeemGrant: (caller, { grantId, selection }) =>
    caller.send(`mutation ($input: RedeemGrantInput!) { redeemGrant(input: $input) { ${selection} } }`, {
      input: { grantId, idempotencyKey: freshKey() },
    }),
  logCheckpoint: (caller) => caller.send('{ logCheckpoint }'),
  consistencyProof: (caller) => caller.send('{ consistencyProof(from: 0, to: 0) }'),
  inclusionProof: (caller, { grantId }) =>
    caller.send('query ($id: ID!) { inclusionProof(grantId: $id) }', { id: grantId }),
  ledgerEntry: (caller, { disclosureId }) =>
    caller.send('query ($id: ID!) { ledgerEntry(disclosureId: $id) }', { id: disclosureId }),
  grantExport: (caller, { grantId }) =>
    caller.send('query ($id: ID!) { grantExport(id: $id, format: FHIR) }', { id: grantId }),
  disclosureExport: (caller, { disclosureId }) =>
    caller.send('query ($id: ID!) { disclosureExport(id: $id, format: FHIR) }', { id: disclosureId }),
  confirmGrantItems: (caller, { grantId }) =>
    caller.send('mutation ($input: ConfirmGrantItemsInput!) { confirmGrantItems(input: $input) { id } }', {
      input: { id: grantId, authentication: grantId },
    }),
  openCounterSession: (caller) =>
    caller.send(COUNTER.OPEN, { input: { identity: { card: 'x' }, counter: 'YT-01-05' } }),
  counterSession: byId('query', 'counterSession')(({ grantId }) => grantId),
  closeCounterSession: byId('mutation', 'closeCounterSession')(({ grantId }) => grantId),
  approveAtCounter: (caller, { pendingId }) =>
    caller.send(COUNTER.APPROVE, approving(pendingId, { id: pendingId, notice: '告知' })),
  counterApproval: byId('query', 'counterApproval')(({ pendingId }) => pendingId),
  confirmAtCounter: byId('mutation', 'confirmAtCounter')(({ pendingId }) => pendingId),
  revokeAtCounter: (caller, { grantId }) => caller.send(COUNTER.REVOKE, { sessionId: grantId, grantId }),
  denyAtCounter: (caller, { grantId, pendingId }) =>
    caller.send(COUNTER.DENY, { sessionId: grantId, id: pendingId }),
  confirmItemsAtCounter: (caller, { grantId }) =>
    caller.send(COUNTER.CONFIRM_ITEMS, {
      input: { sessionId: grantId, grantId, evidence: evidenceOf('告知') },
    }),
  returnAtCounter: (caller, { pendingId }) =>
    caller.send(COUNTER.RETURN, { id: pendingId, reason: '材料不全' }),
  pendingCounterApprovals: (caller) => caller.send('{ pendingCounterApprovals(counter: "YT-01") { id } }'),
  counterSessions: (caller) => caller.send('{ counterSessions(day: "2026-01-05") { id } }'),
  officerActs: (caller) => caller.send('{ officerActs { id } }'),
  proposeAct: (caller) =>
    caller.send('mutation ($input: ProposeActInput!) { proposeAct(input: $input) { id } }', {
      input: { kind: 'SUSPEND_RECIPIENT', recipient: 'NOBODY', reason: '依规定' },
    }),
  application: async (caller, { parties }) =>
    caller.send(APPLICATION.READ, { id: await draftOf(parties['the person']) }),
  applications: (caller) => caller.send(APPLICATION.LIST),
  startApplication: async (caller) => {
    const input = { uscc: newUscc(), name: '示例机构', kind: 'COMMERCIAL_INSURER' };
    const answer = await caller.send(APPLICATION.START, { input });
    const id = answer.data?.startApplication?.id;
    // One person may have a few open applications only.
    if (id) await caller.run(APPLICATION.WITHDRAW, { id });
    return answer;
  },
  editApplication: async (caller, { parties }) =>
    caller.send(APPLICATION.EDIT, { input: { id: await draftOf(parties['the person']), contact: '客服' } }),
  submitApplication: async (caller, { parties }) =>
    caller.send(APPLICATION.SUBMIT, { id: await draftOf(parties['the person']) }),
  withdrawApplication: async (caller, { parties }) =>
    caller.send(APPLICATION.WITHDRAW, { id: await draftOf(parties['the person']) }),
  takeApplication: (caller, { grantId }) => caller.send(APPLICATION.TAKE, { id: grantId }),
  returnApplication: (caller, { grantId }) =>
    caller.send(APPLICATION.RETURN, {
      input: { id: grantId, lines: [{ field: 'contact', message: '请写' }] },
    }),
  refuseApplication: (caller, { grantId }) =>
    caller.send(APPLICATION.REFUSE, { id: grantId, reason: '不符合要求' }),
  draftProduct: (caller) =>
    caller.send('mutation ($input: DraftProductInput!) { draftProduct(input: $input) { code } }', {
      input: { code: 'P-1', name: '示例', kind: 'MEDICAL', filingNo: '1', purposes: ['CLAIM_DIRECT_PAY'] },
    }),
  fileObjection: (caller, { grantId }) =>
    caller.send('mutation ($input: FileObjectionInput!) { fileObjection(input: $input) { id } }', {
      input: { about: 'GRANT', target: grantId, text: '不是我给的' },
    }),
  openObjections: (caller) => caller.send('{ openObjections { nodes { id } } }'),
  answerObjectionOfPerson: (caller, { grantId }) =>
    caller.send('mutation ($id: ID!) { answerObjectionOfPerson(id: $id, answer: "已核实") { id } }', {
      id: grantId,
    }),
  exportMyData: async (caller) =>
    caller.send('mutation ($authentication: ID) { exportMyData(authentication: $authentication) { url } }', {
      authentication: caller instanceof PersonClient ? await caller.fresh('EXPORT') : null,
    }),
  markSeen: (caller) => caller.send('mutation { markSeen }'),
  member: (caller) => caller.send('{ member { code institution { members { nodes { code } } } } }'),
  inviteMember: (caller) =>
    caller.send('mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { code } }', {
      input: { name: '某人', certNo: nobodysCertNo(990), roles: ['AUDITOR'] },
    }),
  joinInstitution: (caller) =>
    caller.send(`mutation { joinInstitution(invitation: "${'x'.repeat(43)}") { code } }`),
  setMemberRoles: (caller) =>
    caller.send('mutation { setMemberRoles(code: "M-NOBODY", roles: [AUDITOR]) { code } }'),
  disableMember: (caller) =>
    caller.send('mutation { disableMember(code: "M-NOBODY", reason: "离职") { code } }'),
  registerSoftware: (caller) =>
    caller.send('mutation { registerSoftware(input: { name: "理赔系统" }) { id } }'),
  confirmSoftware: (caller) => caller.send(`mutation { confirmSoftware(id: "${NO_ID}") { id } }`),
  retireSoftware: (caller) => caller.send(`mutation { retireSoftware(id: "${NO_ID}") { id } }`),
  keyChallenge: (caller) => caller.send(`mutation { keyChallenge(software: "${NO_ID}") }`),
  registerKey: (caller) =>
    caller.send(`mutation { registerKey(input: { software: "${NO_ID}", jwk: "{}", proof: "x" }) { kid } }`),
  confirmKey: (caller) => caller.send(`mutation { confirmKey(software: "${NO_ID}", kid: "k") { kid } }`),
  retireKey: (caller) =>
    caller.send(`mutation { retireKey(software: "${NO_ID}", kid: "k", reason: "换钥") { kid } }`),
  confirmAct: byId('mutation', 'confirmAct')(({ grantId }) => grantId),
  withdrawAct: byId('mutation', 'withdrawAct')(({ grantId }) => grantId),
  actImpact: (caller) =>
    caller.send('query ($input: ProposeActInput!) { actImpact(input: $input) { grants } }', {
      input: { kind: 'SUSPEND_RECIPIENT', recipient: platform.insurer.identity.code, reason: '' },
    }),
};

const outcomeOf = (operation: string, { data, errors }: Answer): string => {
  if (errors.length > 0) return errors[0]!.extensions.code;
  if (data[operation.split(' ')[0]!] === null) return 'null';
  return operation === 'me' || operation === 'recipient' ? 'own' : 'yes';
};

/** Callers who are refused come first, so that the operation has not been done yet. */
async function outcomes(operation: string, expected: Record<Who, string>, scene: Scene) {
  const order = [...CALLERS].sort((a, b) => Number(expected[a] === 'yes') - Number(expected[b] === 'yes'));
  const found: Partial<Record<Who, string>> = {};
  for (const who of order)
    found[who] = outcomeOf(operation, await OPERATIONS[operation]!(scene.parties[who], scene));
  // Only so many requests may wait for one person.
  await OPERATIONS.cancelConsentRequest!(scene.parties['the recipient'], scene);
  return found;
}

describe('the permissions on a person’s data', () => {
  let parties: Parties;
  beforeAll(async () => {
    parties = await personParties(platform);
  });

  it.each(rowsOf(TABLE))('are as listed for %s', async (operation, expected) => {
    expect(await outcomes(operation, expected, await sceneOf(parties))).toEqual(expected);
  });

  it('cover every operation of the API except authentication, redirects and the operations of families, which have their own tests', async () => {
    const { __schema } = await platform.anonymous.run(
      '{ __schema { queryType { fields { name } } mutationType { fields { name } } } }',
    );
    const all = [...__schema.queryType.fields, ...__schema.mutationType.fields].map(({ name }: any) => name);
    const covered = new Set(rowsOf(TABLE).map(([operation]) => operation.split(' ')[0]));
    expect(all.filter((name) => !covered.has(name)).sort()).toEqual([
      'applyAsRelative',
      'arrangeAfterDeath',
      'bindInteraction',
      'challengeState',
      'completeAuthentication',
      'completePasskeyRegistration',
      'completeProviderSignIn',
      'confirmGrantForWard',
      'endAllSessions',
      'endSession',
      'finishInteraction',
      'interaction',
      'pendingRelativeApplications',
      'readDeceasedRecord',
      'relativeApplication',
      'removePasskey',
      'reviewRelativeApplication',
      'signInMember',
      'signInStaff',
      'startAuthentication',
      'startPasskeyRegistration',
    ]);
  });
});

describe('R-16: the permissions of staff on a person’s data', () => {
  it.each(rowsOf(STAFF_TABLE, STAFF))('are as listed for %s', async (operation, expected) => {
    const scene = await staffScene;
    for (const [index, who] of STAFF.entries()) {
      const { [index]: caller } = await staff;
      expect([who, outcomeOf(operation, await OPERATIONS[operation]!(caller!, scene))]).toEqual([
        who,
        expected[who],
      ]);
    }
  });

  let staff: Promise<GraphqlClient[]>;
  let staffScene: Promise<Scene>;
  beforeAll(() => {
    staff = Promise.all((['CLERK', 'REVIEWER', 'OFFICER'] as const).map((role) => platform.staff(role)));
    staffScene = personParties(platform).then(sceneOf);
  });

  it('cover every operation of the table for people and recipients', () => {
    expect(rowsOf(STAFF_TABLE, STAFF).map(([operation]) => operation)).toEqual(
      rowsOf(TABLE).map(([operation]) => operation),
    );
  });
});

describe('the permissions of members of the recipient on a person’s data', () => {
  let members: Promise<GraphqlClient[]>;
  let scene: Promise<Scene>;
  beforeAll(() => {
    members = Promise.all(MEMBER_ROLES.map((role) => enrolled(platform, [role])));
    scene = personParties(platform).then(sceneOf);
  });

  it.each(rowsOf(MEMBER_TABLE, MEMBER_COLUMNS))('are as listed for %s', async (operation, expected) => {
    const callers = await members;
    for (const [index, who] of MEMBER_COLUMNS.entries())
      expect([who, outcomeOf(operation, await OPERATIONS[operation]!(callers[index]!, await scene))]).toEqual(
        [who, expected[who]],
      );
  });

  it('cover every operation of the table for people and recipients', () => {
    expect(rowsOf(MEMBER_TABLE, MEMBER_COLUMNS).map(([operation]) => operation)).toEqual(
      rowsOf(TABLE).map(([operation]) => operation),
    );
  });
});

describe('the permissions on a provider’s data', () => {
  let parties: Parties;
  beforeAll(async () => {
    parties = await providerParties(platform);
  });

  it.each(rowsOf(PROVIDER_TABLE))('are as listed for %s', async (operation, expected) => {
    expect(await outcomes(operation, expected, await sceneOf(parties))).toEqual(expected);
  });
});
