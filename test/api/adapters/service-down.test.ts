import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { cardReader } from '../../../api/adapters/card-reader.js';
import { evoucherService } from '../../../api/adapters/evoucher.js';
import { faceService } from '../../../api/adapters/face.js';
import { smsGateway } from '../../../api/adapters/sms-gateway.js';
import { freePort } from '../../support/platform/free-port.js';

const MESSAGE = { mobile: '13800000000', text: '验证码 123456' };

describe('a service of the city', () => {
  /** Takes requests and never answers. */
  let silent: Server;
  let url: string;
  let nowhere: string;
  beforeAll(async () => {
    nowhere = `http://127.0.0.1:${await freePort()}`;
    silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    silent.close();
    silent.closeAllConnections();
  });

  const ticket = async (issuer: string, typ: string) => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA');
    expect((await exportJWK(publicKey)).kty).toBe('OKP');
    return new SignJWT({ certNo: '110101199001011237', jti: '1', challengeId: 'c' })
      .setProtectedHeader({ alg: 'EdDSA', typ })
      .setIssuer(issuer)
      .setAudience('a')
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(privateKey);
  };
  const failures: [string, (at: string) => Promise<unknown>][] = [
    ['The SMS gateway could not be reached', (at) => smsGateway(at).send(MESSAGE)],
    ['The SMS gateway could not be reached', (at) => smsGateway(at).reach()],
    [
      'The keys of the e-voucher service could not be had',
      async (at) => evoucherService(at, () => 'a').verify(await ticket(at, 'evoucher+jwt')),
    ],
    [
      'The keys of the face comparison service could not be had',
      async (at) => faceService(at, () => 'a').verify(await ticket(at, 'face-ticket+jwt')),
    ],
    [
      'The keys of the card readers’ service could not be had',
      async (at) => cardReader(at, () => 'a').verify(await ticket(at, 'chip-read+jwt')),
    ],
  ];

  it.each(failures)(
    'is named when it does not answer or can not be reached: "%s", and nothing of a person is',
    async (named, call) => {
      for (const [at, reason] of [
        [url, /: no answer in time\.$/],
        [nowhere, /: ECONNREFUSED\.$/],
      ] as const) {
        const error = (await call(at).catch((caught: unknown) => caught)) as Error;
        expect(error.message).toMatch(new RegExp(`^${named}`));
        expect(error.message).toMatch(reason);
        expect(error.message).not.toMatch(/1380|110101|验证码/);
      }
    },
  );
});
