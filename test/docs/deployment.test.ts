import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { run } from '../../api/cli/main.js';
import { readConfig, SETTINGS } from '../../api/config.js';
import { assertProduction } from '../../api/production.js';
import { projectFile, projectRoot } from '../support/project.js';

const file = (name: string) => projectFile(join('deploy', name));

/** Whether there is such a command of `assent`. */
async function isCommand(name: string): Promise<boolean> {
  const silent = { write: () => true };
  return (await run([name, '--help'], { out: silent, err: silent })) === 0;
}

/** The sections of a unit, each as its settings in order. */
const sectionsOf = (unit: string): Map<string, [string, string][]> =>
  new Map(
    unit
      .split(/^\[/m)
      .slice(1)
      .map((section) => {
        const [name, ...lines] = section.split('\n');
        const settings = lines
          .filter((line) => /^\w+=/.test(line))
          .map((line) => line.split(/=(.*)/s) as [string, string]);
        return [name!.replace(']', ''), settings];
      }),
  );

describe('what deploy/ holds', () => {
  it('is all told in docs/operations.md', () => {
    const operations = projectFile('docs/operations.md');
    for (const name of readdirSync(join(projectRoot, 'deploy')))
      expect(operations).toContain(`deploy/${name}`);
  });

  it('assent.env.example has settings that there are, and all that production demands', () => {
    const env = parseEnv(file('assent.env.example')) as Record<string, string>;
    expect(Object.keys(env).filter((name) => !SETTINGS.includes(name))).toEqual([]);
    expect(() => assertProduction(readConfig(env))).not.toThrow();
  });

  it('the Dockerfile copies what there is, runs a Node that is recent enough and starts a command that there is', async () => {
    const lines = file('Dockerfile').split('\n');
    const copied = lines.flatMap((line) => /^COPY --from=build \/opt\/assent\/(\S+)/.exec(line)?.[1] ?? []);
    expect(copied).toEqual(['package.json', 'node_modules', 'dist', 'migrations']);
    for (const path of copied) expect(existsSync(join(projectRoot, path))).toBe(true);
    for (const line of lines.filter((one) => one.startsWith('FROM')))
      expect(Number(/node:(\d+)/.exec(line)?.[1])).toBeGreaterThanOrEqual(22);
    const [entry] = lines.flatMap((line) =>
      line.startsWith('ENTRYPOINT') ? [JSON.parse(line.slice(11))] : [],
    );
    expect(existsSync(join(projectRoot, entry[1]))).toBe(true);
    expect(await isCommand(JSON.parse(lines.find((line) => line.startsWith('CMD ['))!.slice(4))[0])).toBe(
      true,
    );
    const set = lines.flatMap((line) => (line.startsWith('ENV ') ? line.slice(4).split(' ') : []));
    expect(set.map((one) => one.split('=')[0]).filter((name) => !SETTINGS.includes(name!))).toEqual([]);
    for (const secret of ['deploy/assent.env', 'deploy/database.password', 'var'])
      expect(projectFile('.dockerignore').split('\n')).toContain(secret);
  });

  it('compose.yaml runs commands that there are, and names files that there are or that the guide makes', async () => {
    const text = file('compose.yaml');
    const commands = [...text.matchAll(/command: \["([\w-]+)"/g)].map(([, name]) => name!);
    expect(commands).toEqual(['migrate', 'serve']);
    for (const name of commands) expect(await isCommand(name)).toBe(true);
    expect(existsSync(join(projectRoot, /dockerfile: (\S+) \}/.exec(text)![1]!))).toBe(true);
    expect(text.match(/env_file: (\S+)/g)).toEqual(['env_file: assent.env', 'env_file: assent.env']);
    expect(text).not.toContain('\t');
  });

  it.each(['assent.service', 'assent-backup.service'])(
    '%s starts a command that there is, as a user of its own',
    async (name) => {
      const service = new Map(sectionsOf(file(name)).get('Service'));
      expect(service.get('User')).toBe('assent');
      const [, script, command] = /(\/opt\/assent\/\S+) ([\w-]+)/.exec(service.get('ExecStart')!)!;
      expect(existsSync(join(projectRoot, script!.replace('/opt/assent/', '')))).toBe(true);
      expect(await isCommand(command!)).toBe(true);
    },
  );

  it('the units are what systemd understands, where it is', () => {
    const units = ['assent.service', 'assent-backup.service', 'assent-backup.timer'];
    for (const unit of units) expect([...sectionsOf(file(unit)).keys()][0]).toBe('Unit');
    if (spawnSync('systemd-analyze', ['--version']).error) return;
    const directory = mkdtempSync(join(tmpdir(), 'assent-units-'));
    try {
      for (const unit of units)
        writeFileSync(join(directory, unit), file(unit).replaceAll('/usr/bin/node', process.execPath));
      const { status, stderr } = spawnSync(
        'systemd-analyze',
        ['verify', ...units.map((unit) => join(directory, unit))],
        {
          encoding: 'utf8',
        },
      );
      // It complains of units of the machine too.
      expect(
        stderr
          .split('\n')
          .filter((line) => line.includes('assent') && !/man |User=|unknown user/i.test(line)),
      ).toEqual([]);
      expect(status).not.toBeNull();
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('nginx.conf is whole, keeps connections shorter than the platform, and is what nginx understands, where it is', () => {
    const text = file('nginx.conf');
    expect(text.match(/\{/g)).toHaveLength(text.match(/\}/g)!.length);
    const seconds = Number(/keepalive_timeout (\d+)s;/.exec(text)![1]);
    expect(seconds * 1000).toBeLessThan(readConfig({}).connectionLimits.idleMs);
    expect(text).toMatch(/proxy_pass http:\/\/assent;/);
    if (spawnSync('nginx', ['-v']).error) return;
    const directory = mkdtempSync(join(tmpdir(), 'assent-nginx-'));
    try {
      execFileSync('openssl', [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=assent', '-days', '1'],
        ...['-keyout', join(directory, 'assent.key'), '-out', join(directory, 'assent.crt')],
      ]);
      const main = join(directory, 'nginx.conf');
      // What a machine sets elsewhere: files that nginx writes.
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (kind) => `${kind}_temp_path ${directory};`,
      );
      const http = `${temporary.join(' ')} access_log off; ${text.replaceAll('/etc/nginx/tls', directory)}`;
      writeFileSync(main, `pid ${join(directory, 'pid')}; error_log stderr; events {} http { ${http} }`);
      expect(spawnSync('nginx', ['-t', '-c', main], { encoding: 'utf8' })).toMatchObject({ status: 0 });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
