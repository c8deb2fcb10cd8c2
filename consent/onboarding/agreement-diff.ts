import { covers, type Delivery } from '../kernel/delivery.js';
import { GRANT_MODES, type GrantMode } from '../kernel/grant-mode.js';
import { deliveryIn, itemsOf } from '../purposes/purpose.js';
import { findPurpose, purposeOf } from '../purposes/registry.js';
import { type AgreedPurpose, isStrict, purposeUnder } from '../recipients/agreement.js';
import type { AppliedPurpose } from './application.js';

/** One difference between what an agreement says and what it is to say. */
export interface AgreementChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Whether more may be asked for. */
  readonly widens: boolean;
}

/** What an agreement says, as far as it is compared. */
export interface ComparedTerms {
  readonly purposes: readonly AgreedPurpose[];
  readonly validFrom?: string | null;
  readonly validUntil?: string | null;
}

interface Opened {
  readonly items: ReadonlyMap<string, Delivery>;
  readonly modes: readonly GrantMode[];
  readonly impactAssessment: string;
}

/** Every item that an agreed purpose opens, with its delivery, and its modes. */
function opened(agreed: AgreedPurpose): Opened {
  const declared = findPurpose(agreed.code);
  if (!declared) return { items: new Map(), modes: [], impactAssessment: agreed.impactAssessment };
  const purpose = purposeUnder(declared, agreed);
  const codes = itemsOf(purpose).filter((item) => agreed.items?.includes(item) ?? true);
  return {
    items: new Map(codes.map((item) => [item, deliveryIn(purpose, item)!])),
    modes: purpose.modes.map(({ mode }) => mode),
    impactAssessment: agreed.impactAssessment,
  };
}

const NOTHING: Opened = { items: new Map(), modes: [], impactAssessment: '' };
const modesText = (modes: readonly GrantMode[]) =>
  GRANT_MODES.filter((mode) => modes.includes(mode)).join(' ');

function purposeChanges(code: string, before: Opened, after: Opened): AgreementChange[] {
  const at = `purposes.${code}`;
  const items = [...new Set([...before.items.keys(), ...after.items.keys()])].sort();
  const changes: AgreementChange[] = items.flatMap((item) => {
    const [was, is] = [before.items.get(item), after.items.get(item)];
    if (was === is) return [];
    const widens = is !== undefined && (was === undefined || !covers(was, is));
    return [{ path: `${at}.items.${item}`, before: was ?? null, after: is ?? null, widens }];
  });
  const [was, is] = [modesText(before.modes), modesText(after.modes)];
  if (was !== is)
    changes.push({
      path: `${at}.modes`,
      before: was || null,
      after: is || null,
      widens: after.modes.some((mode) => !before.modes.includes(mode)),
    });
  if (before.impactAssessment !== after.impactAssessment)
    changes.push({
      path: `${at}.impactAssessment`,
      before: before.impactAssessment || null,
      after: after.impactAssessment || null,
      widens: false,
    });
  return changes;
}

/** What a recipient may ask for that it may not ask for before, and the reverse; with the days from which and until which. */
export function agreementDiff(before: ComparedTerms | null, after: ComparedTerms): AgreementChange[] {
  const openedBy = (terms: ComparedTerms | null) =>
    new Map((terms?.purposes ?? []).map((agreed) => [agreed.code, opened(agreed)]));
  const [was, is] = [openedBy(before), openedBy(after)];
  const changes = [...new Set([...was.keys(), ...is.keys()])]
    .sort()
    .flatMap((code) => purposeChanges(code, was.get(code) ?? NOTHING, is.get(code) ?? NOTHING));
  if (after.validFrom !== undefined)
    changes.push({ path: 'validFrom', before: null, after: after.validFrom, widens: false });
  if (after.validUntil !== undefined && (before?.validUntil ?? null) !== after.validUntil)
    changes.push({
      path: 'validUntil',
      before: before?.validUntil ?? null,
      after: after.validUntil,
      // A later last day, or none, lets it ask for longer.
      widens:
        after.validUntil === null || (before?.validUntil != null && after.validUntil > before.validUntil),
    });
  return changes;
}

/** The purposes of an application in the form of an agreement. The number of the impact assessment is that of the application. */
export const agreedBy = (applicationId: string, purposes: readonly AppliedPurpose[]): AgreedPurpose[] =>
  purposes.map(({ purpose, items, modes }) => ({
    code: purpose,
    items: items.map(({ item }) => item).sort(),
    impactAssessment: impactNumber(applicationId, purpose),
    modes: GRANT_MODES.filter((mode) => modes.includes(mode)),
    deliveries: Object.fromEntries(items.map(({ item, delivery }) => [item, delivery])),
  }));

export const impactNumber = (applicationId: string, purpose: string): string => `${applicationId}/${purpose}`;

/** What an agreement is to say when an application is approved: its purposes in the place of the same ones, beside the others. */
export const withApplied = (
  before: readonly AgreedPurpose[],
  applied: readonly AgreedPurpose[],
): AgreedPurpose[] => [
  ...before.filter(({ code }) => !applied.some((one) => one.code === code)),
  ...applied.map((one) => {
    // By which documents it is used, and whether each use says who asks, is no matter of the application, and stays.
    const operations = before.find(({ code }) => code === one.code)?.operations;
    const strict = isStrict({ purposes: before });
    const operatorRequired = before.some((other) => other.operatorRequired === true);
    return {
      ...one,
      ...(operations && { operations }),
      ...(strict && { strict: true as const }),
      ...(operatorRequired && { operatorRequired }),
    };
  }),
];

/** What is asked for beyond the least that serves the purpose: items that are not required, more than VERIFY, more than one use. */
export function beyondMinimum({ purpose: code, items, modes }: AppliedPurpose): AgreementChange[] {
  const { required } = purposeOf(code);
  const changes: AgreementChange[] = items.flatMap(({ item, delivery }) => {
    const needed = required.some((one) => one.item === item);
    if (needed && delivery === 'VERIFY') return [];
    return [{ path: `items.${item}`, before: needed ? 'VERIFY' : null, after: delivery, widens: true }];
  });
  const more = modes.filter((mode) => mode !== 'ONE_TIME');
  if (more.length > 0)
    changes.push({ path: 'modes', before: 'ONE_TIME', after: modesText(modes), widens: true });
  return changes;
}
