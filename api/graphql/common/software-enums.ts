import { ENVIRONMENTS } from '../../../consent/onboarding/software.js';
import { KEY_USES } from '../../../consent/recipients/key-record.js';
import { enumOf } from './enum-of.js';

export const KeyUseEnum = enumOf('KeyUse', KEY_USES, 'What a key is for. No key is for both.', {
  SIGNING: 'Signs assertions: EdDSA, ES256, or PS256 of 2048 bits or more.',
  SEALING: 'Answers are encrypted to it: ECDH-ES on P-256 or X25519.',
});

export const EnvironmentEnum = enumOf('Environment', ENVIRONMENTS, 'Where software runs.', {
  SANDBOX: 'Only invented people are there. One member adds a key.',
  PRODUCTION: 'Real people are there. It takes two members to add a key, and one to retire it.',
});
