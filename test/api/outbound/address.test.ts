import { describe, expect, it } from '@jest/globals';
import { fetchableUrl, isPublicAddress } from '../../../api/outbound/address.js';

const RULES = { loopback: false, ownHost: 'assent.city.example' };

describe('an address that an outsider names', () => {
  it.each([
    'https://keys.institution.example/jwks.json',
    'https://keys.institution.example',
    'https://KEYS.Institution.Example/a?b=c',
    'https://keys.institution.example:443/jwks',
    'https://密钥.机构.example/jwks',
    'https://127.0.0.1.nip.example/jwks',
  ])('may be %s, whose name is resolved and judged later', (address) => {
    expect(fetchableUrl(address, RULES).protocol).toBe('https:');
  });

  // biome-ignore format: a table is read by its rows
  it.each([
    'http://keys.institution.example/', 'ftp://keys.institution.example/', 'file:///etc/passwd', 'data:text/plain,x', 'javascript:0',
    'https://127.0.0.1/', 'https://127.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://0x7f000001/', 'https://017700000001/',
    'https://0177.0.0.1/', 'https://127.0.0.1./', 'https://[::1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:7f00:1]/',
    'https://[0:0:0:0:0:0:0:1]/', 'https://10.0.0.1/', 'https://192.168.1.1/', 'https://169.254.169.254/latest/meta-data/', 'https://0/',
    'https://0.0.0.0/', 'https://8.8.8.8/', 'https://[2606:4700:4700::1111]/', 'https://①②⑦.⓪.⓪.①/', 'https://127。0。0。1/',
    'https://localhost/', 'https://LOCALHOST/', 'https://localhost./', 'https://a.localhost/', 'https://router.local/', 'https://db.internal/',
    'https://intranet/', 'https://postgres/', 'https://keys.home.arpa/', 'https://1.0.0.127.in-addr.arpa/', 'https://keys.institution.example./',
    'https://keys.institution.example:8443/', 'https://keys.institution.example:80/', 'https://keys.institution.example:22/',
    'https://user@keys.institution.example/', 'https://user:secret@keys.institution.example/', 'https://keys.institution.example#@evil.example/',
    'https://keys.institution.example/#x', 'https://keys.institution.example/#', 'https:\\\\keys.institution.example\\', ' https://keys.institution.example/',
    'https://keys.institution.example/a b', 'https://keys.insti\ntution.example/', 'https://assent.city.example/log', 'https://a.assent.city.example/',
    'https://-a.institution.example/', 'https://a_b.institution.example/', `https://${'a'.repeat(64)}.example/`, `https://a.example/${'x'.repeat(600)}`, '', 'https://', 'keys.institution.example',
    '//keys.institution.example/',
  ])('may not be %s', (address) => {
    expect(() => fetchableUrl(address, RULES)).toThrow(expect.objectContaining({ reason: 'ADDRESS' }));
  });

  it('may be this machine, in its usual spellings, only where that is set', () => {
    const trial = { ...RULES, loopback: true };
    for (const address of [
      'http://127.0.0.1:4100/jwks',
      'http://localhost:4100/jwks',
      'https://[::1]:4100/jwks',
    ])
      expect(fetchableUrl(address, trial).port).toBe('4100');
    for (const address of [
      'http://10.0.0.1/',
      'http://keys.institution.example/',
      'https://192.168.0.1/',
      'ftp://127.0.0.1/',
      'http://u@127.0.0.1/',
    ])
      expect(() => fetchableUrl(address, trial)).toThrow(expect.objectContaining({ reason: 'ADDRESS' }));
  });
});

describe('an address to connect to', () => {
  // biome-ignore format: a table is read by its rows
  it.each(['8.8.8.8', '1.1.1.1', '114.114.114.114', '223.5.5.5', '172.15.255.255', '172.32.0.1', '2606:4700:4700::1111', '2400:3200::1', '240e::1'])('may be %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  // biome-ignore format: a table is read by its rows
  it.each([
    '127.0.0.1', '127.255.255.254', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.0.1', '169.254.169.254', '100.64.0.1', '100.127.255.254',
    '0.0.0.0', '0.1.2.3', '255.255.255.255', '224.0.0.1', '239.1.1.1', '240.0.0.1', '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '192.88.99.1',
    '::', '::1', 'fe80::1', 'fec0::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::127.0.0.1', '::7f00:1',
    '64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::1', '2002:7f00:1::', '2002:808:808::', '2001:0:7f00:1::', '2001:db8::1', '2001:10::1', '2001:20::1', '100::1', '3fff::1',
    'fe80::1%eth0', '5f00::1', '4000::1', 'nonsense', '', '2130706433', '0x7f.1', '127.1',
  ])('may not be %j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
