import { randomBytes } from 'node:crypto';
import { runPgbench } from './pgbench.js';
import { startServer } from './processes.js';

const secret = randomBytes(32).toString('hex');

/** The servers that are measured: the schema in which each redeems, how it is started and how it is called. */
export const CONTESTANTS = [
  { key: 'a', name: 'Fastify + `pg`, one SQL function', schema: 'bench', form: 'bare', url: 'ownerUrl' },
  {
    key: 'b',
    name: 'PostGraphile 5, row-level security',
    schema: 'bench',
    form: 'postgraphile',
    url: 'postgraphileUrl',
  },
  {
    key: 'c',
    name: 'Apollo Server 5 + Fastify, no security',
    schema: 'bench',
    form: 'apollo',
    url: 'ownerUrl',
  },
  { key: 'd', name: '`pgbench`, no HTTP', schema: 'bench', run: runPgbench },
  { key: 'e', name: 'Assent, all security on', schema: 'assent', form: 'product', url: 'ownerUrl' },
  {
    key: 'f',
    name: 'Assent, the same document by its id',
    schema: 'assent',
    form: 'registered',
    /** The process of (e), so that nothing differs but the request. */
    at: 'e',
  },
];

export const startContestant = ({ form, url }, city, { pool, profile }, varDir) =>
  startServer(
    form,
    {
      BENCH_DATABASE_URL: city[url],
      BENCH_ROLE_URLS: JSON.stringify(city.urls),
      BENCH_POOL: String(pool),
      BENCH_JWT_SECRET: secret,
      BENCH_VAR: varDir,
    },
    profile && form === 'product' ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [],
  );

/** What the load generator needs in order to call a server. */
export const clientOf = ({ form }, recipient) => ({ form, recipient, secret });
