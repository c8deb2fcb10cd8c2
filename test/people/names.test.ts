import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, ELIGIBILITY } from '../support/clients/consent.js';
import { importRows } from '../support/database/import-rows.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

describe('a person whose name can be written in several ways', () => {
  it.each([
    ['SMITH JOHN', 'Smith\u3000John'],
    ['艾力·买买提', '艾力•买买提'],
    ['王\uE863', '王䶮'],
    ['金\u{2F81A}', '\uF90A 冬'],
  ])('named %s on file is reached as %j, and by any way of writing the number', async (onFile, asked) => {
    const person = platform.someone();
    await importRows(platform.database, {
      basic_identity: [await identityOf(person.psnNo!, person.certNo, onFile)],
    });
    const number = ` ${person.certNo.slice(0, 6)} ${person.certNo.slice(6).toLowerCase()}`;
    const request = await ask(platform.insurer, { person: { certNo: number, name: asked } }, ELIGIBILITY);
    const me = await platform.person({ ...person, certNo: number }).signIn('SMS');
    const { nodes } = (await me.run('{ me { consentRequests { nodes { id } } } }')).me.consentRequests;
    expect(nodes).toContainEqual({ id: request.id });
  });
});

async function identityOf(psnNo: string, certNo: string, name: string) {
  const [row] = await platform.database.sql(
    'SELECT brdy::text, gend, psn_cert_type FROM assent.basic_identity WHERE psn_no = $1',
    [psnNo],
  );
  return { psn_no: psnNo, psn_name: name, certno: certNo, surv_stas: '1', ...row } as Record<string, string>;
}
