import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/**
 * Builds the portal into `dist/web`: types and documents from the schema, then the bundles, then a compressed copy beside
 * each file, and the addresses that are served. A build is kept in `node_modules/.cache` by the digest of everything that goes into it, so that a build of
 * unchanged pages copies it, and a stale one is impossible.
 */
const web = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(web);
const target = join(root, 'dist', 'web');

const inputs = [
  'schema.graphql',
  'package-lock.json',
  ...globSync('web/**/*', {
    cwd: root,
    exclude: (name) => /(^|[\\/])(node_modules|gql|generated)$/.test(String(name)),
  }),
].filter((path) => /\.\w+$/.test(path));

function digestOfInputs() {
  const hash = createHash('sha256');
  for (const path of inputs.sort())
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}

/** Runs a command of the tree, under the Node of the tree. */
function run(command, args, env = {}) {
  const node = join(root, 'node_modules', 'node', 'bin', 'node');
  execFileSync(existsSync(node) ? node : process.execPath, [join(root, 'node_modules', command), ...args], {
    cwd: web,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function compress(directory) {
  const files = globSync('**/*.{js,css,svg,json}', { cwd: join(directory, 'assets') });
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  await Promise.all(
    files.map(async (name) => {
      const path = join(directory, 'assets', name);
      const content = readFileSync(path);
      writeFileSync(`${path}.br`, await promisify(brotliCompress)(content, brotli));
      writeFileSync(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
    }),
  );
}

async function build(out) {
  const work = `${out}.${process.pid}`;
  await import('./record-documents.mjs');
  run('@graphql-codegen/cli/cjs/bin.js', ['--config', 'codegen.ts']);
  run('vite/bin/vite.js', ['build', '--logLevel', 'error'], { WEB_OUT: work });
  run('vite/bin/vite.js', ['build', '--logLevel', 'error'], {
    WEB_OUT: join(work, 'explorer'),
    WEB_ENTRY: 'explorer',
  });
  await compress(work);
  const documents = readFileSync(join(web, 'api', 'gql', 'persisted-documents.json'), 'utf8');
  writeFileSync(join(work, 'documents.json'), documents.replaceAll('"sha256:', '"'));
  cpSync(join(web, 'pages.json'), join(work, 'pages.json'));
  cpSync(join(web, 'desk', 'pages.json'), join(work, 'desk-pages.json'));
  rmSync(out, { recursive: true, force: true });
  renameSync(work, out);
}

const cache = join(root, 'node_modules', '.cache', 'assent-web');
const digest = digestOfInputs();
const out = join(cache, digest);
const stamp = join(target, '.digest');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
  mkdirSync(cache, { recursive: true });
  if (!existsSync(out)) await build(out);
  rmSync(target, { recursive: true, force: true });
  cpSync(out, target, { recursive: true });
  writeFileSync(stamp, digest);
}
