import { opened, type State } from '../state.js';
import { keepingStates, look, raisedStates, requestStates } from './person.js';

const banner = /^您正在/;

/** What a guardian sees of a child under 14 for whom they decide. */
export const GUARDIAN: readonly State[] = [
  opened('/w/:id', 'nothing waits', ({ base }) => base, banner),
  {
    page: '/w/:id',
    state: 'a request, a grant and the days of the guardianship',
    reach: async (world) => {
      await world.used();
      await world.asked('heavy');
      await world.portal.open(world.base);
      await world.tap('button', '看监护到哪一天');
    },
    shows: /为止；到时由本人自己决定。$/,
  },
  {
    page: '/',
    state: 'something waits for a ward',
    reach: ({ portal }) => portal.open('/'),
    shows: /件等您处理$/,
  },
  ...requestStates('/w/:id'),
  ...keepingStates('/w/:id'),
  ...raisedStates('/w/:id'),
];

/** What a guardian sees of a ward of 14 to 17, who decides first. */
export const GUARDIAN_OF_TEEN: readonly State[] = [
  opened(
    '/w/:id/grants/:id/confirm',
    'the terms',
    async (world) => `${world.base}/grants/${await world.given()}/confirm`,
    '依法告知',
  ),
  {
    page: '/w/:id',
    state: 'a grant waits for the guardian',
    reach: ({ portal, base }) => portal.open(base),
    shows: '待我确认',
  },
  {
    page: '/w/:id/grants/:id/confirm',
    state: 'confirmed',
    reach: async (world) => {
      await world.portal.open(`${world.base}/grants/${await world.given()}/confirm`);
      await world.tick(/单独确认/);
      await world.tap('button', /^代.+确认$/);
      await world.portal.proveByFace(world.person);
    },
    shows: '已确认',
  },
  opened('/w/:id/r/:id', 'the ward decides first', (world) => world.asked(), /^从 14 周岁起，先由本人决定/),
];

/** What the legal representative of a provider sees of it. */
export const REPRESENTATIVE: readonly State[] = [
  opened('/p/:id', 'nothing waits', ({ base }) => base, banner),
  {
    page: '/p/:id',
    state: 'a request, a grant and a use',
    reach: async (world) => {
      await world.used();
      await world.asked('heavy');
      await world.portal.open(world.base);
    },
    shows: /^要 \d+ 项/,
  },
  ...requestStates('/p/:id'),
  ...keepingStates('/p/:id'),
  {
    page: '/p/:id/data',
    state: 'a category with many rows',
    reach: (world) => look(world, /^打开.*结算/),
    shows: /./,
  },
  ...raisedStates('/p/:id'),
];
