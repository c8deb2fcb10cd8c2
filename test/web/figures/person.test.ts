import { personsWorld } from './state.js';
import { PERSON } from './states/person.js';
import { walk } from './walk.js';

walk({ who: 'an insured person', states: PERSON, begin: (platform) => personsWorld(platform) });
