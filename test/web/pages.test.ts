import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { projectFile } from '../support/project.js';

const pages = Object.keys(JSON.parse(projectFile('web/pages.json')));
const desk = Object.keys(JSON.parse(projectFile('web/desk/pages.json')));

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const statusOf = async (path: string) =>
  (await fetch(platform.url + path.replaceAll(/:\w+/g, 'some'), { headers: { accept: 'text/html' } })).status;

describe('the addresses of the portal', () => {
  it('are one list: each is served by the platform, and each has a page in the router', async () => {
    expect(pages.length).toBeGreaterThan(10);
    for (const path of pages) expect({ path, status: await statusOf(path) }).toEqual({ path, status: 200 });
    const routed = [...projectFile('web/person/portal.tsx').matchAll(/^ {2}'(\/.*?)':/gm)].map(
      ([, path]) => path,
    );
    expect(routed.sort()).toEqual(pages.sort());
  });

  it('of the desk alone reach the devices of its machine', async () => {
    const policyOf = async (path: string) =>
      (await fetch(platform.url + path.replaceAll(/:\w+/g, 'some'))).headers.get('content-security-policy');
    expect(desk.length).toBeGreaterThan(2);
    for (const path of desk) {
      expect({ path, status: await statusOf(path) }).toEqual({ path, status: 200 });
      expect(await policyOf(path)).toContain(`connect-src 'self' ${platform.standInUrl};`);
    }
    for (const path of pages) expect(await policyOf(path)).toContain("connect-src 'self';");
  });

  it('are the only ones: no other address answers with a page', async () => {
    for (const path of ['/r/:id/done', '/data/settlements', '/r', '/grants/:id/more', '/nothing'])
      expect({ path, status: await statusOf(path) }).toEqual({ path, status: 404 });
  });
});
