import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { languageOf } from '../../../api/http/language.js';
import { REFUSALS } from '../../../consent/kernel/refusal.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';

describe('the language of messages, by Accept-Language (RFC 9110, 12.5.4)', () => {
  it.each([
    ['', 'en'],
    ['*', 'en'],
    ['fr', 'en'],
    ['zh', 'zh'],
    ['zh-CN', 'zh'],
    ['ZH-Hans-CN', 'zh'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'],
    ['fr, zh;q=0.2', 'zh'],
    ['en;q=0.2, zh;q=0.3', 'zh'],
    ['zh;q=0, en', 'en'],
    ['zh;q=0', 'en'],
    ['zh;q=nonsense', 'en'],
    ['en, zh', 'en'],
    ['zh, en', 'zh'],
    [' zh-CN ; q=1 ', 'zh'],
    ['zhuang', 'en'],
    [`${'fr,'.repeat(1_000)}zh`, 'en'],
  ])('%j is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });

  it('is English for a client that names none', () => {
    expect(languageOf(undefined)).toBe('en');
  });
});

describe('an error over HTTP', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  const ask = async (body: string, headers: Record<string, string> = {}, path = '/graphql') => {
    const response = await fetch(platform.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const { errors } = (await response.json()) as { errors: { message: string; extensions: any }[] };
    return { response, error: errors[0]! };
  };
  const query = (source: string, variables = {}) => JSON.stringify({ query: source, variables });

  interface Sent {
    readonly body: string;
    readonly headers?: Record<string, string>;
    readonly path?: string;
  }
  const send = ({ body, headers, path }: Sent, more: Record<string, string> = {}) =>
    ask(body, { ...headers, ...more }, path);

  /** Faults that are found in different places: before GraphQL, by graphql-js, by Apollo, by a resolver, by a limit. */
  const FAULTS: readonly (readonly [where: string, sent: Sent])[] = [
    ['a path that is not there', { body: '{}', path: '/nothing' }],
    ['a body that is no JSON', { body: '{' }],
    ['a body without an operation', { body: '{}' }],
    ['a syntax error', { body: query('{') }],
    ['a field that does not exist', { body: query('{ catalog { version } }') }],
    [
      'a variable that is missing',
      { body: query('query ($v: Int!) { catalogue(version: $v) { version } }') },
    ],
    ['variables that are a list', { body: '{"query": "{ catalogue { version } }", "variables": []}' }],
    [
      'an operation name that is a number',
      { body: '{"query": "{ catalogue { version } }", "operationName": 1}' },
    ],
    ['a resolver that refuses', { body: query('{ catalogue(version: 99) { version } }') }],
    ['nobody who is signed in', { body: query('{ me { grants { nodes { id } } } }') }],
    [
      'a token that is not valid',
      { body: query('{ __typename }'), headers: { authorization: 'Bearer abc' } },
    ],
    [
      'a DPoP proof that is missing',
      { body: query('{ __typename }'), headers: { authorization: 'DPoP abc' } },
    ],
    ['a document over a limit', { body: query(`{ ${'a: __typename '.repeat(700)} }`) }],
    ['an unused fragment', { body: query('fragment F on Query { __typename } { __typename }') }],
  ];

  it.each(FAULTS)(
    'about %s is in Chinese where Chinese is asked for, with the same code',
    async (_, sent) => {
      const chinese = await send(sent, { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' });
      const english = await send(sent, { 'accept-language': 'en' });
      const unasked = await send(sent);
      expect(chinese.error.message).toMatch(/\p{Script=Han}/u);
      expect(english.error.message).not.toMatch(/\p{Script=Han}/u);
      expect(unasked.error.message).toBe(english.error.message);
      expect(chinese.error.extensions).toEqual(english.error.extensions);
      expect(chinese.response.status).toBe(english.response.status);
      expect(chinese.response.headers.get('vary')).toMatch(/accept-language/i);
    },
  );

  it.each(FAULTS)('about %s links the entry of its code, which the platform serves', async (_, sent) => {
    const { error } = await send(sent);
    const { code, documentation } = error.extensions;
    expect(documentation).toBe(`${platform.url}/errors#${code}`);
    const page = await (await fetch(documentation)).text();
    expect(page).toContain(`<section id="${code}">`);
  });

  it('is described on the page for every code, in both languages', async () => {
    const page = await (await fetch(`${platform.url}/errors`)).text();
    for (const [code, { cause, cure }] of Object.entries(REFUSALS)) {
      const [, entry] = new RegExp(`<section id="${code}">(.*?)</section>`, 's').exec(page)!;
      const told = entry!
        .replace(/<\/?code>/g, '`')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>');
      for (const text of [cause.zh, cause.en, cure.zh, cure.en]) expect(told).toContain(text);
    }
  });

  it('carries the id of its request, which is another for each', async () => {
    const ids = await Promise.all(
      FAULTS.map(async ([, sent]) => (await send(sent)).response.headers.get('x-request-id')),
    );
    expect(new Set(ids).size).toBe(FAULTS.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });
});
