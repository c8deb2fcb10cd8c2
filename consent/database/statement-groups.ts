import { tracingChannel } from 'node:diagnostics_channel';

/**
 * Statements that reach the database together: a transaction, several in one round trip, or a single one. It says what each
 * is called, and has neither their text nor their parameters, for these name people.
 */
export interface StatementGroup {
  readonly statements: string[];
  /** What it failed with, at its end. */
  error?: unknown;
}

/** Where groups are told of, for whoever traces them. Nobody listens where nothing is traced. */
export const statementGroups = tracingChannel<unknown, StatementGroup>('assent:statement-groups');

const isTraced = (): boolean => statementGroups.start.hasSubscribers;

/** A statement by its verb and the first table or function of ours that it names, with the schema. */
export function statementName(sql: string): string {
  const code = sql.replaceAll(/'(?:[^']|'')*'/g, "''");
  const [verb = ''] = /\w+/.exec(code) ?? [];
  const [, schema, name] = /\b(assent|record)"?\."?(\w+)/.exec(code) ?? [];
  return name ? `${verb.toUpperCase()} ${schema}.${name}` : verb.toUpperCase();
}

/** Tells that a group begins, in the context of the request that sends it; null where nobody listens. */
export function beginGroup(statements: string[]): StatementGroup | null {
  if (!isTraced()) return null;
  const group = { statements };
  statementGroups.start.publish(group);
  return group;
}

/** Tells that a group has ended. */
export function endGroup(group: StatementGroup | null, error?: unknown): void {
  if (group === null) return;
  if (error != null) group.error = error;
  statementGroups.asyncEnd.publish(group);
}
