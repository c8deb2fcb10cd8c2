import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { projectFile } from '../support/project.js';

const METRIC = /\b(?:assent|process|nodejs)_[a-z0-9_]+/g;

/** What a histogram is read by in an expression. */
const familyOf = (name: string) => name.replace(/_(bucket|count|sum)$/, '');

const alerts = projectFile('docs/operations/alerts.yml');
const dashboard = JSON.parse(projectFile('docs/operations/dashboard.json')) as {
  panels: { title: string; targets: { expr: string }[] }[];
};
const expressions = [
  ...[...alerts.matchAll(/^\s+expr: (.+)$/gm)].map(([, expr]) => expr!),
  ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
];

let platform: Platform;
let text: string;
beforeAll(async () => {
  platform = await startPlatform();
  await platform.insurer.send('{ recipient { code } }');
  await platform.anonymous.send('{ me { sessions { id } } }');
  await fetch(`${platform.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer nonsense' },
    body: '{"query":"{ __typename }"}',
  });
  text = await (await fetch(`${platform.url}/metrics`)).text();
});
afterAll(() => platform.stop());

describe('what operators watch', () => {
  it('has alerts and panels', () => {
    expect(expressions.length).toBeGreaterThan(18);
    expect([...alerts.matchAll(/^ {6}- alert: (\w+)$/gm)].length).toBeGreaterThan(6);
  });

  it('names only metrics that the platform has', () => {
    const families = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!));
    const used = expressions.flatMap((expr) => expr.match(METRIC) ?? []);
    expect(used.length).toBeGreaterThan(18);
    expect(used.filter((name) => !families.has(name) && !families.has(familyOf(name)))).toEqual([]);
  });

  it('leaves no metric of the platform unwatched', () => {
    const ours = [...text.matchAll(/^# TYPE (assent_\w+)/gm)].map(([, name]) => name!);
    expect(ours.filter((name) => !expressions.some((expr) => expr.includes(name)))).toEqual([]);
  });

  it('selects by labels that these metrics have', () => {
    const selected = expressions.flatMap((expr) => [...expr.matchAll(/(\w+)\{(\w+)=/g)]);
    expect(selected.length).toBeGreaterThan(2);
    for (const [, name, label] of selected)
      expect([
        name,
        label,
        new RegExp(`^${name}\\{[^}]*\\b${label}=`, 'm').test(text) ||
        familyOf(name!) === 'assent_refusals_total'
          ? 'is there'
          : 'is missing',
      ]).toEqual([name, label, 'is there']);
  });

  it('tells the process under the standard names, the pools, the lag and the build', () => {
    expect(text).toMatch(/^process_cpu_seconds_total /m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    expect(text).toMatch(/^assent_database_connections\{role="gate",state="idle"\} \d/m);
    expect(text).toMatch(/^assent_log_lag_seconds \d/m);
    expect(text).toMatch(/^assent_build_info\{version="\d+\.\d+\.\d+",node="v\d+/m);
  });

  it('tells operations by caller and field, and refused credentials by reason', () => {
    expect(text).toMatch(
      /^assent_graphql_operation_duration_seconds_count\{caller="RECIPIENT",field="recipient",outcome="ok"\} 1$/m,
    );
    expect(text).toMatch(
      /^assent_graphql_operation_duration_seconds_count\{caller="ANONYMOUS",field="me",outcome="errors"\} 1$/m,
    );
    expect(text).toMatch(/^assent_authentication_failures_total\{reason="invalid_token"\} 1$/m);
  });
});
