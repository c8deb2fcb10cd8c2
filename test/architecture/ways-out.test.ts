import { describe, expect, it } from '@jest/globals';
import { readSources } from './sources.js';

/** What opens a connection to somewhere else. */
const OPENS =
  /\bfetch\(|\bnew (WebSocket|EventSource|XMLHttpRequest)\b|createRemoteJWKSet|from '(node:(net|tls|http|https|http2|dgram|dns)(\/[a-z]+)?|undici|openid-client)'|import\('[^']*exporter-/;
/** Of those modules, what opens none. */
const HARMLESS = /^import (type )?\{[^}]*\} from 'node:(net|http|https|tls)';$/gm;
const OPENING_NAMES = /\b(request|get|connect|createConnection|Socket|Agent|createSocket)\b/;

/** Files that go out, and to where. Addresses that an outsider names are for api/outbound alone. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  'api/adapters/': 'services of the city, by settings',
  'api/outbound/': 'addresses that outsiders name',
  'api/cli/verify/http-log.ts': 'the log that the operator names to the command',
  'consent/ledger/log/witness.ts': 'witnesses, by settings',
  'api/tracing.ts': 'the collector of traces, by settings',
};

const goesOut = (text: string): boolean => {
  const rest = text.replace(HARMLESS, (line) =>
    /import type/.test(line) || !OPENING_NAMES.test(line.replace(/\btype \w+/g, '')) ? '' : line,
  );
  return OPENS.test(rest.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, ''));
};

describe('the ways out of the process', () => {
  const sources = [...readSources().values()].filter(({ area }) =>
    ['api', 'consent', 'datacenter', 'schema', 'migrations'].includes(area),
  );
  const placeOf = (path: string) => Object.keys(WAYS_OUT).find((place) => path.startsWith(place));

  it('are those that are listed: nothing else of the product connects anywhere', () => {
    const out = sources.filter(({ text }) => goesOut(text)).map(({ path }) => path);
    expect(out.filter((path) => placeOf(path) === undefined)).toEqual([]);
    expect(new Set(out.map(placeOf))).toEqual(new Set(Object.keys(WAYS_OUT)));
  });

  it('are recognized', () => {
    for (const text of [
      'await fetch(url);',
      "import { request } from 'node:https';",
      "import { type IncomingMessage, request as ask } from 'node:http';",
      "import http from 'node:http';",
      "import { connect } from 'node:net';",
      "import { lookup } from 'node:dns/promises';",
      "import { Agent } from 'undici';",
      'createRemoteJWKSet(new URL(uri))',
    ])
      expect([text, goesOut(text)]).toEqual([text, true]);
    for (const text of [
      "import { isIP } from 'node:net';",
      "import type { Server } from 'node:http';",
      '// fetch(url)',
    ])
      expect([text, goesOut(text)]).toEqual([text, false]);
  });
});
