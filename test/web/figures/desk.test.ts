import type { StaffRole } from '../../../consent/staff/role.js';
import type { Platform } from '../../support/platform/platform.js';
import { plugIn } from '../../support/web/desk-browser.js';
import { PortalBrowser } from '../../support/web/portal-browser.js';
import { World } from './state.js';
import { CLERK, COUNTER, OFFICER, REVIEWER, submitted } from './states/desk.js';
import { walk } from './walk.js';

/** An employee at a desk with their smart card, and the person whom they serve. */
const employeesWorld = (role: StaffRole) => async (platform: Platform) => {
  const employee = await platform.staff(role);
  const person = platform.someone();
  const { certNo, name } = person;
  const portal = await PortalBrowser.start(platform.url);
  await portal.page.setViewportSize({ width: 1366, height: 768 });
  await plugIn(platform, employee);
  const me = await platform.person(person).signIn('FACE');
  return new World(platform, portal, person, me, { person: { certNo, name } });
};

walk({ who: 'a clerk', states: CLERK, begin: employeesWorld('CLERK'), desk: true });
walk({
  who: 'a reviewer',
  states: REVIEWER,
  begin: async (platform) => {
    const clerk = await employeesWorld('CLERK')(platform);
    await clerk.portal.open('/desk');
    await clerk.portal.page.evaluate(`localStorage.setItem('assent-counter', '${COUNTER}')`);
    await clerk.tap('button', '用 UKey 登录');
    await clerk.heading('认人');
    await submitted(clerk);
    await clerk.says(/^待复核，/);
    await clerk.portal.close();
    return employeesWorld('REVIEWER')(platform);
  },
  desk: true,
});
walk({ who: 'an officer', states: OFFICER, begin: employeesWorld('OFFICER'), desk: true });
