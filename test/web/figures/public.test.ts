import { PortalBrowser } from '../../support/web/portal-browser.js';
import { World } from './state.js';
import { PUBLIC } from './states/public.js';
import { walk } from './walk.js';

walk({
  who: 'whoever has not signed in',
  states: PUBLIC,
  begin: async (platform) => {
    const person = platform.someone();
    const { certNo, name } = person;
    const me = await platform.person(person).signIn('FACE');
    const portal = await PortalBrowser.start(platform.url);
    return new World(platform, portal, person, me, { person: { certNo, name } });
  },
});
