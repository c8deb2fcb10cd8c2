import { describe, expect, it } from '@jest/globals';
import { readSources } from './sources.js';

/**
 * The rooms of api/ and datacenter/, lowest first, and the rooms that each may import. A room may name only rooms above
 * it in this list, so the list itself is the proof that there is no cycle.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'datacenter/io': [],
  'datacenter/csv': [],
  'datacenter/import': ['datacenter/io', 'datacenter/csv'],
  'datacenter/generate': ['datacenter/io', 'datacenter/csv'],
  'api/pinned-keys': [],
  'api/config-values': [],
  'api/config': ['api/pinned-keys', 'api/config-values'],
  'api/verified-server': ['api/config'],
  'api/production': ['api/config', 'api/verified-server'],
  'api/current-request': [],
  'api/logger': ['api/config', 'api/current-request'],
  'api/secrets': [],
  'api/auth': ['api/secrets'],
  'api/auth/oauth': ['api/auth'],
  'api/adapters': ['api/pinned-keys', 'api/config'],
  'api/outbound': [],
  'api/database/embedded': [],
  'api/database': ['api/config', 'api/verified-server', 'api/secrets', 'api/database/embedded'],
  'api/backup': ['api/secrets', 'api/database'],
  'api/http': ['api/config', 'api/current-request', 'api/logger', 'api/auth'],
  'api/graphql/common': ['api/auth', 'api/http'],
  'api/http/routes': [
    'api/config',
    'api/adapters',
    'api/auth',
    'api/auth/oauth',
    'api/http',
    'api/graphql/common',
  ],
  'api/http/portal': ['api/auth', 'api/http', 'api/graphql/common', 'api/http/routes'],
  'api/background': [],
  'api/background/sequencer': ['api/config', 'api/logger', 'api/secrets', 'api/database'],
  'api/readiness': ['api/database', 'api/background'],
  'api/version': [],
  'api/tracing': ['api/current-request', 'api/version'],
  'api/services': [
    'api/config',
    'api/secrets',
    'api/auth',
    'api/adapters',
    'api/outbound',
    'api/database',
    'api/http',
    'api/graphql/common',
    'api/background',
  ],
  'api/server': [
    'api/config',
    'api/secrets',
    'api/auth',
    'api/auth/oauth',
    'api/adapters',
    'api/database',
    'api/http',
    'api/graphql/common',
    'api/graphql',
    'api/http/routes',
    'api/http/portal',
    'api/background',
    'api/background/sequencer',
    'api/readiness',
    'api/version',
    'api/tracing',
    'api/services',
  ],
  'api/cli/command': [
    'datacenter/io',
    'api/version',
    'api/config',
    'api/production',
    'api/logger',
    'api/secrets',
    'api/database',
    'api/background',
    'api/http',
    'api/graphql',
  ],
  'api/cli/verify': [
    'datacenter/io',
    'api/config',
    'api/database',
    'api/background/sequencer',
    'api/cli/command',
  ],
  'api/cli/witness': [],
  'api/cli/commands': [
    'datacenter/io',
    'datacenter/import',
    'datacenter/generate',
    'api/config',
    'api/production',
    'api/logger',
    'api/secrets',
    'api/database',
    'api/backup',
    'api/background',
    'api/outbound',
    'api/graphql',
    'api/server',
    'api/cli/command',
    'api/cli/verify',
    'api/cli/witness',
  ],
  'api/cli': ['api/cli/command', 'api/cli/commands'],
};

/** The GraphQL types of one noun each. A rule holds them instead of a list: nouns refer to each other as the schema does. */
const isNoun = (room: string): boolean => /^api\/graphql\/(?!common$)[a-z-]+$/.test(room);

/** What every noun may import besides other nouns. */
const FOR_NOUNS = ['api/auth', 'api/graphql/common'];

/** A folder of api/ or datacenter/ or of one that lies in them; a file that lies there flat is a room of its own. */
const roomOf = (path: string): string => {
  const parts = path.replace(/\.ts$/, '').split('/');
  if (parts.length === 2) return parts.join('/');
  const nested = parts.slice(0, 3).join('/');
  return parts.length > 3 ? nested : parts.slice(0, 2).join('/');
};

const names = Object.keys(ROOMS);
const sources = [...readSources().values()].filter(({ area }) => area === 'api' || area === 'datacenter');
const arrows = new Map<string, Set<string>>();
for (const { path, imports } of sources)
  for (const to of imports.filter((target) => /^(api|datacenter)\//.test(target)))
    if (roomOf(to) !== roomOf(path))
      arrows.set(roomOf(path), (arrows.get(roomOf(path)) ?? new Set()).add(roomOf(to)));

describe('the rooms of api/ and datacenter/', () => {
  it('are listed lowest first: no room may use one that comes after it', () => {
    for (const [room, uses] of Object.entries(ROOMS))
      for (const used of uses)
        expect([room, used, names.indexOf(used) < names.indexOf(room)]).toEqual([room, used, true]);
  });

  it.each(Object.entries(ROOMS))(
    '%s imports %j and nothing else of api/ and datacenter/, and uses each of them',
    (room, allowed) => {
      expect([...(arrows.get(room) ?? [])].sort()).toEqual([...allowed].sort());
    },
  );

  it('have no circle: no room is reached from a room that it imports', () => {
    const circles: string[] = [];
    const visit = (room: string, trail: readonly string[]) => {
      if (trail.includes(room)) circles.push([...trail, room].join(' -> '));
      else for (const next of arrows.get(room) ?? []) visit(next, [...trail, room]);
    };
    for (const room of arrows.keys()) visit(room, []);
    expect(circles).toEqual([]);
  });

  it('are all named in the list, but for the GraphQL nouns and the schema that is made of them', () => {
    const rooms = new Set(sources.map(({ path }) => roomOf(path)));
    const unnamed = [...rooms].filter((room) => !names.includes(room) && !isNoun(room));
    expect(unnamed).toEqual(['api/graphql']);
    expect(names.filter((room) => !rooms.has(room))).toEqual([]);
  });

  it('let a GraphQL noun import who calls, what all nouns share, and other nouns', () => {
    const wrong = [...arrows].flatMap(([room, uses]) =>
      isNoun(room)
        ? [...uses]
            .filter((used) => !isNoun(used) && !FOR_NOUNS.includes(used))
            .map((used) => `${room} -> ${used}`)
        : [],
    );
    expect(wrong).toEqual([]);
  });

  it('let the GraphQL schema import nouns and what all nouns share, and nothing else', () => {
    const uses = [...(arrows.get('api/graphql') ?? [])];
    expect(uses.length).toBeGreaterThan(10);
    expect(uses.filter((used) => !isNoun(used))).toEqual(['api/graphql/common']);
  });

  it('keep GraphQL types and inputs free of resolvers', () => {
    const declares = /^api\/graphql\/[^/]+\/([a-z-]+-)?(type|input)\.ts$/;
    const declarations = sources.filter(({ path }) => declares.test(path));
    expect(declarations.length).toBeGreaterThan(25);
    const wrong = declarations.flatMap(({ path, imports }) =>
      imports.filter((to) => to.endsWith('resolver.ts')).map((to) => `${path} -> ${to}`),
    );
    expect(wrong).toEqual([]);
  });
});
