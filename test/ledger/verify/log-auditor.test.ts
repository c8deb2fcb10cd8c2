import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { run } from '../../../api/cli/main.js';
import { ServedLog } from '../../support/ledger/served-log.js';
import { LogStory } from './log-entries.js';

describe('assent verify log', () => {
  let log: ServedLog;
  let url: string;
  let directory: string;
  let state: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'assent-verify-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  beforeEach(async () => {
    log = new ServedLog();
    url = await log.start();
    state = join(directory, `${new URL(url).port}.state`);
  });
  afterEach(() => log.stop());

  async function verify(...options: string[]): Promise<{ code: number; output: string }> {
    let output = '';
    const stream = { write: (text: string) => (output += text) };
    return { code: await run(['verify', 'log', url, ...options], { out: stream, err: stream }), output };
  }
  const verifies = async (...options: string[]) => {
    const { code, output } = await verify('--vkey', log.vkey, ...options);
    expect(output).toMatch(/^验证通过 verified\n/);
    expect(code).toBe(0);
    return output;
  };
  const finds = async (where: string | RegExp, ...options: string[]) => {
    const { code, output } = await verify('--vkey', log.vkey, ...options);
    expect(output).toMatch(/^验证不通过 NOT VERIFIED\n/);
    expect(output).toMatch(where);
    expect(code).toBe(1);
  };

  it.each([0, 1, 255, 256, 257, 700])('verifies a log of %i entries', async (size) => {
    log.publish(new LogStory().upTo(size).entries);
    expect(await verifies()).toContain(`entries   ${size}\n`);
  });

  it('verifies a log of 65,800 entries, with tiles of three levels', async () => {
    log.publish(new LogStory().upTo(65_800).entries);
    await verifies();
    expect(log.asked).toContain('tile/2/000.p/1');
  });

  it('reads only new entries the second time, and keeps its state readable for its user only', async () => {
    const story = new LogStory().upTo(600);
    log.publish(story.entries);
    await verifies('--state', state);
    expect(statSync(state).mode & 0o777).toBe(0o600);
    log.asked.length = 0;
    log.publish(story.upTo(900).entries);
    expect(await verifies('--state', state)).toContain('new       300 entries');
    expect(log.asked.filter((path) => path.startsWith('tile/entries/'))).toEqual([
      'tile/entries/002',
      'tile/entries/003.p/132',
    ]);
    expect(await verifies('--state', state)).toContain('new       0 entries');
  });

  it('continues from a state of any size', async () => {
    const story = new LogStory();
    for (const size of [0, 1, 2, 255, 256, 256, 257, 511, 512, 513, 1024]) {
      log.publish(story.upTo(size).entries);
      await verifies('--state', state);
    }
  });

  it('reads the full tile if the partial tile is gone', async () => {
    const story = new LogStory().upTo(700);
    log.publish(story.entries.slice(0, 300));
    const earlier = log.files.get('checkpoint')!;
    log.publish(story.entries);
    log.files.set('checkpoint', earlier);
    await verifies();
  });

  it('trusts the key that the log shows the first time, says so, and demands the same key later', async () => {
    log.publish(new LogStory().upTo(5).entries);
    const first = await verify('--state', state);
    expect(first.code).toBe(0);
    expect(first.output).toContain(`the log's own word, compare it: ${log.vkey}`);
    const impostor = new ServedLog();
    impostor.publish(new LogStory().upTo(5).entries);
    for (const [path, bytes] of impostor.files) log.files.set(path, bytes);
    const second = await verify('--state', state);
    expect(second.code).toBe(1);
    expect(second.output).toContain('not signed by any of the given keys');
  });

  it('reads keys from a file too, and exits with 2 for wrong arguments', async () => {
    log.publish(new LogStory().upTo(5).entries);
    const keys = join(directory, 'keys');
    writeFileSync(keys, `${log.vkey}\n`);
    expect((await verify('--vkey', keys)).code).toBe(0);
    expect((await verify('--vkey', 'nothing')).code).toBe(2);
    expect((await verify('--fast')).code).toBe(2);
    const stream = { write: () => true };
    for (const args of [[], ['log'], ['log', 'x'], ['log', url, url], ['toString', url]])
      expect(await run(['verify', ...args], { out: stream, err: stream })).toBe(2);
  });

  it('exits with 1 and leaves the state as it was if the log is unreachable', async () => {
    log.publish(new LogStory().upTo(5).entries);
    await verifies('--state', state);
    const kept = readFileSync(state, 'utf8');
    await log.stop();
    expect((await verify('--vkey', log.vkey, '--state', state)).code).toBe(1);
    expect(readFileSync(state, 'utf8')).toBe(kept);
  });

  it('leaves the state as it was if verification fails', async () => {
    const story = new LogStory().upTo(300);
    log.publish(story.entries);
    await verifies('--state', state);
    const kept = readFileSync(state, 'utf8');
    log.publish(story.upTo(400).entries);
    log.files.delete('tile/entries/001.p/144');
    await finds('tile/entries/001.p/144 is not there', '--state', state);
    expect(readFileSync(state, 'utf8')).toBe(kept);
  });

  it('detects a checkpoint that is older than the kept one', async () => {
    const story = new LogStory().upTo(300);
    log.publish(story.entries);
    await verifies('--state', state);
    log.publish(story.entries.slice(0, 299));
    await finds('299 entries, fewer than the 300 kept before', '--state', state);
  });

  it('detects rewritten history before the kept checkpoint, and names the entries', async () => {
    const story = new LogStory().upTo(600);
    log.publish(story.entries);
    await verifies('--state', state);
    const other = [...new LogStory().upTo(300).entries, ...story.entries.slice(300)];
    log.publish(other);
    await finds(/entries 0 to 255: they do not hash/, '--state', state);
    log.publish([...story.entries.slice(0, 599), Buffer.from('{}')]);
    await finds(/entry 599: /, '--state', state);
  });

  it('detects a changed state file', async () => {
    log.publish(new LogStory().upTo(300).entries);
    await verifies('--state', state);
    const kept = readFileSync(state, 'utf8');
    writeFileSync(state, kept.replace('"size":300', '"size":299'));
    await finds('what was kept', '--state', state);
    for (const malformed of [
      kept.slice(1),
      '{}\n',
      'null\n',
      '{"keys":[],"note":"","edge":{"size":1,"rows":[7]}}\n',
      `${kept}x\n`,
    ]) {
      writeFileSync(state, malformed);
      await finds('what was kept of the log is malformed', '--state', state);
    }
  });

  describe('with entries that the log signed', () => {
    const after = (story: LogStory) => `entry ${story.entries.length - 1}: `;
    it.each<[string, (story: LogStory) => void, string]>([
      [
        'use 3 of a grant with 2 uses',
        (s) => {
          const g = s.give(2);
          s.use(g);
          s.use(g);
          s.use(g);
        },
        'is used 3 times of 2',
      ],
      [
        'the same use twice',
        (s) => {
          const g = s.give();
          s.use(g);
          s.use(g, { useNumber: 1 });
        },
        'for the 1. time after the 1.',
      ],
      [
        'a missing use',
        (s) => {
          const g = s.give();
          s.use(g);
          s.use(g, { useNumber: 3 });
        },
        'for the 3. time after the 1.',
      ],
      [
        'a use that names another previous use',
        (s) => {
          const g = s.give();
          s.use(g);
          s.use(g, { previousUse: '00'.repeat(32) });
        },
        'does not follow',
      ],
      [
        'a first use that names a previous use',
        (s) => {
          s.use(s.give(), { previousUse: '00'.repeat(32) });
        },
        'does not follow',
      ],
      [
        'a use of a grant that was never given',
        (s) => {
          s.use({ ...s.give(), id: 'other' });
        },
        'was never given',
      ],
      [
        'a use after the revocation',
        (s) => {
          const g = s.give();
          s.write('GRANT_REVOKED', g);
          s.use(g);
        },
        'used though revoked',
      ],
      [
        'a re-read after the revocation',
        (s) => {
          const g = s.give();
          s.use(g);
          s.write('GRANT_REVOKED', g);
          s.write('REREAD', g, { useNumber: 1 });
        },
        'used though revoked',
      ],
      [
        'a use after a newer grant has taken the place of the grant',
        (s) => {
          const g = s.give();
          s.write('GRANT_SUPERSEDED', g);
          s.use(g);
        },
        'used though superseded',
      ],
      [
        'a superseded grant reinstated',
        (s) => {
          const g = s.give();
          s.write('GRANT_SUSPENDED', g);
          s.write('GRANT_SUPERSEDED', g);
          s.write('GRANT_REINSTATED', g);
          s.use(g);
        },
        'used though superseded',
      ],
      [
        'a re-read of a use that never was',
        (s) => {
          const g = s.give();
          s.use(g);
          s.write('REREAD', g, { useNumber: 2 });
        },
        'but never was',
      ],
      [
        'a use while suspended',
        (s) => {
          const g = s.give();
          s.write('GRANT_SUSPENDED', g);
          s.use(g);
        },
        'used though suspended',
      ],
      [
        'a revoked grant reinstated',
        (s) => {
          const g = s.give();
          s.write('GRANT_REVOKED', g);
          s.write('GRANT_REINSTATED', g);
          s.use(g);
        },
        'used though revoked',
      ],
      [
        'a use after the end of the grant',
        (s) => {
          s.use(s.give(), { at: '2027-01-01T00:00Z' });
        },
        'after its end',
      ],
      [
        'a use with another maxUses than the grant',
        (s) => {
          s.use(s.give(1), { maxUses: 9 });
        },
        'another maxUses',
      ],
      [
        'a use of an item that the grant does not give',
        (s) => {
          s.use(s.give(), {
            items: [
              { item: 'SETL_ID', delivery: 'RETURN' },
              { item: 'MOB', delivery: 'RETURN' },
            ],
          });
        },
        'used for what it does not give: MOB',
      ],
      [
        'a use in clear of an item that was granted masked',
        (s) => {
          s.use(s.give(), { items: [{ item: 'FIXMEDINS_NAME', delivery: 'RETURN' }] });
        },
        'used for what it does not give: FIXMEDINS_NAME',
      ],
      [
        'a re-read of an item that the grant does not give',
        (s) => {
          const g = s.give();
          s.use(g);
          s.write('REREAD', g, { useNumber: 1, items: [{ item: 'MOB', delivery: 'RETURN' }] });
        },
        'used for what it does not give: MOB',
      ],
      [
        'a use that does not say what was disclosed',
        (s) => {
          s.use(s.give(), { items: null });
        },
        'without a list of items',
      ],
      [
        'a use by another recipient than that of the grant',
        (s) => {
          s.use(s.give(), { recipient: 'INSURER_B' });
        },
        'another recipient',
      ],
      [
        'a use about another person than the grant',
        (s) => {
          s.use(s.give(), { subject: '00'.repeat(32) });
        },
        'another subject',
      ],
      [
        'a grant given twice',
        (s) => {
          const g = s.give();
          s.write('GRANT_GIVEN', g, { validUntil: '2027-01-01T00:00Z' });
        },
        'given twice',
      ],
    ])('finds %s', async (_, write, reason) => {
      const story = new LogStory().upTo(300);
      write(story);
      log.publish(story.entries);
      await finds(`${after(story)}`);
      await finds(reason);
    });

    it('finds a use too many across two runs', async () => {
      const story = new LogStory();
      const grant = story.give(1);
      story.use(grant);
      log.publish(story.entries);
      await verifies('--state', state);
      story.use(grant);
      log.publish(story.entries);
      await finds(/entry 2: grant .* is used 2 times of 1/, '--state', state);
    });

    it('accepts uses of a reinstated grant, and any number of uses of a MULTI_USE grant', async () => {
      const story = new LogStory();
      const grant = story.give(null);
      for (let i = 0; i < 20; i++) story.use(grant);
      story.write('GRANT_SUSPENDED', grant);
      story.write('GRANT_REINSTATED', grant);
      story.use(grant);
      story.write('REREAD', grant, { useNumber: 21 });
      log.publish(story.entries);
      await verifies();
    });

    it.each([
      ['is not JSON', 'x'],
      ['has no kind', '{}'],
      ['is null', 'null'],
      ['has spaces', '{"at": "2026", "kind":"X"}'],
      ['has unsorted members', '{"kind":"X","at":"2026"}'],
      ['is a list', '[]'],
      ['is a number', '7'],
      ['has a lone surrogate', '{"at":"2026","kind":"\\ud800"}'],
      ['is nested too deeply', `{"at":"2026","kind":"X","x":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
      ['has a member twice', '{"at":"2026","at":"2026","kind":"X"}'],
    ])('finds an entry that %s', async (_, entry) => {
      log.publish([...new LogStory().upTo(3).entries, Buffer.from(entry)]);
      await finds('entry 3: it ');
    });
  });
});
