import { ABOUT_KINDS } from '../../../consent/people/about-kind.js';
import { WARD_CAPACITIES } from '../../../consent/people/guardianship.js';
import { enumOf } from '../common/enum-of.js';

export const AboutKindEnum = enumOf(
  'AboutKind',
  ABOUT_KINDS,
  'As whom the signed-in person decides on a request or a grant.',
  {
    SELF: 'For themselves.',
    WARD: 'As guardian of a ward.',
    PROVIDER: 'As legal representative of a provider.',
  },
);

export const WardCapacityEnum = enumOf('WardCapacity', WARD_CAPACITIES, 'What a ward may decide alone.', {
  NONE: 'Nothing: the guardian decides. So it is under 14 (R-10), and where a court has named the guardian.',
  LIMITED:
    'From 14 to 17 the ward decides first, and a guardian confirms what the law wants confirmed (R-11).',
});
