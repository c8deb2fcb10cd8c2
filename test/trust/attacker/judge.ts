import { type Origin, type PersonalValues, piecesOf } from './personal-values.js';

type Sql = (text: string, values?: unknown[]) => Promise<Record<string, any>[]>;

/** A personal value that came back although no committed entry opens it. */
export interface Leak {
  readonly value: string;
  readonly origin: Origin;
}

/** What an entry of the ledger opens, as far as its published content and the terms behind it tell. */
interface Opened {
  readonly items: ReadonlySet<string>;
  readonly compared: ReadonlySet<string>;
  readonly from: string;
  readonly to: string;
  readonly own: boolean;
}

const codesOf = (items: unknown, delivered: (delivery: string | undefined) => boolean = () => true) =>
  new Set(
    ((items ?? []) as (string | { item?: string; code?: string; delivery?: string })[])
      .map((one) => (typeof one === 'string' ? { item: one } : one) as { item?: string; delivery?: string })
      .filter(({ delivery }) => delivered(delivery))
      .map(({ item }) => item!),
  );

/** Compares what came back with the ledger, on a connection of its own, which sees what is committed and nothing else. */
export class Judge {
  /** Values that came back as an entry allows. A run without any would prove nothing. */
  allowed = 0;

  constructor(
    private readonly values: PersonalValues,
    private readonly sql: Sql,
  ) {}

  async leaksIn(text: string): Promise<Leak[]> {
    const leaks: Leak[] = [];
    for (const value of piecesOf(text)) {
      const origins = this.values.get(value);
      if (!origins) continue;
      const covered = await Promise.all(origins.map((origin) => this.covers(origin)));
      if (covered.includes(true)) this.allowed += 1;
      else leaks.push({ value, origin: origins[0]! });
    }
    return leaks;
  }

  private async covers(origin: Origin): Promise<boolean> {
    if (origin.item === null) return false;
    const entries = await this.sql(
      `SELECT e.kind, e.content, to_jsonb(g) AS grant, to_jsonb(a) AS application
       FROM assent.ledger_entry e LEFT JOIN assent.consent_grant g ON g.id = e.grant_id
       LEFT JOIN assent.relative_application a ON a.id::text = e.content->>'application'
       WHERE e.${origin.subject}_id = $1 AND e.at > assent.now() - interval '15 seconds'
         AND e.kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS')`,
      [origin.id],
    );
    return entries.some((entry) => opens(openedBy(entry), origin));
  }
}

function openedBy({ kind, content, grant, application }: Record<string, any>): Opened {
  const own = kind === 'OWN_ACCESS' || kind === 'OWN_EXPORT';
  const permitted = own ? null : codesOf((grant ?? application)?.items);
  const within = (codes: Set<string>) => new Set([...codes].filter((code) => permitted?.has(code) ?? true));
  return {
    items: within(codesOf(content.items, (delivery) => delivery !== 'VERIFY')),
    compared: within(codesOf(content.items)),
    from: grant?.records_from ?? '',
    to: grant?.records_to ?? '9999',
    own,
  };
}

const opens = ({ items, compared, from, to, own }: Opened, origin: Origin): boolean =>
  (origin.item === 'ANY' || items.has(origin.item!) || (origin.sealed && compared.has(origin.item!))) &&
  (origin.day === null || (origin.day >= from && origin.day <= to)) &&
  (own || !origin.protected);
