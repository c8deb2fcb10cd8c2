import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig, SETTINGS } from '../../api/config.js';

function messageOf(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('The settings were accepted.');
}

describe('the settings', () => {
  it('have defaults with which the platform starts', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      databaseUrl: null,
      sequencer: true,
    });
  });

  it('count as not set when they are empty', () => {
    expect(readConfig(Object.fromEntries(SETTINGS.map((name) => [name, ''])))).toEqual(readConfig({}));
  });

  it('are read without the slashes at the end of a URL', () => {
    expect(readConfig({ PUBLIC_URL: 'https://zhishu.example//' }).publicUrl).toBe('https://zhishu.example');
  });

  it.each([
    [{ PORT: 'many' }, 'PORT: must be a whole number from 0 to 65535, not "many"'],
    [{ PORT: '65536' }, 'PORT: must be a whole number from 0 to 65535, not "65536"'],
    [{ PORT: '4e3' }, 'PORT: must be a whole number from 0 to 65535, not "4e3"'],
    [{ DATABASE_CONNECTIONS: '1' }, 'DATABASE_CONNECTIONS: must be a whole number from 2 to 500, not "1"'],
    [{ PUBLIC_URL: 'zhishu.example' }, 'PUBLIC_URL: must be a URL starting with http: or https:'],
    [{ SEQUENCER: 'yes' }, 'SEQUENCER: must be on or off'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL: must be one of silent, error, warn, info, debug'],
    [{ LOG_ORIGIN: 'a log' }, 'LOG_ORIGIN: must be a name without spaces and without +'],
    [{ LOG_WITNESSES: 'who' }, 'LOG_WITNESSES: must be a list of VERIFIER_KEY URL, separated by commas'],
    [
      { ASSENT_TRUST_PROXY: '10.0.0.0/8, proxy' },
      'ASSENT_TRUST_PROXY: must be addresses or networks such as 10.0.0.0/8, separated by commas',
    ],
  ])('are refused as %j with the name of the variable and what it may be', (env, message) => {
    expect(messageOf(env)).toBe(message);
  });

  it('are refused with one error that names every wrong one', () => {
    const message = messageOf({
      PORT: 'many',
      USE_NOTICES: '1',
      ASSENT_OIDC_ISSUER: 'https://id.city.test',
      ASSENT_OIDC_ACR: 'acr=STRONG',
    });
    expect(message.split('\n').slice(1)).toEqual([
      '  PORT: must be a whole number from 0 to 65535, not "many"',
      '  USE_NOTICES: must be on or off',
      '  ASSENT_OIDC_CLIENT_ID: is needed with ASSENT_OIDC_ISSUER',
      '  ASSENT_OIDC_CLIENT_SECRET_FILE: is needed with ASSENT_OIDC_ISSUER',
      '  ASSENT_OIDC_CLAIM: is needed with ASSENT_OIDC_ISSUER',
      '  ASSENT_OIDC_ACR: must be like acr=SCAN,other=FACE: SMS, SCAN or FACE each',
    ]);
  });

  it('are refused with an error that does not contain a password', () => {
    expect(messageOf({ DATABASE_URL: 'mysql://owner:secret@db/assent' })).not.toContain('secret');
  });
});
