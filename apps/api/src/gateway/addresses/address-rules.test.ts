import { describe, expect, it } from 'vitest';
import { addressProblem } from './address-problem.js';
import { createAddressRules } from './address-rules.js';

const publicAnswer = async () => [{ address: '93.184.216.34', family: 4 }];

function rules(options: { trusted?: string[]; answers?: string[] } = {}) {
  return createAddressRules({
    trustedOrigins: options.trusted ?? [],
    allowPrivate: false,
    resolve: async () =>
      options.answers?.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })) ??
      (await publicAnswer()),
  });
}

describe('addresses that the gateway never calls', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '168.63.129.16',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '0.0.0.0',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001::1',
    'fec0::1',
    'not-an-ip',
  ])('%s is refused', (address) => {
    expect(addressProblem(address)).not.toBeNull();
  });

  it.each(['93.184.216.34', '8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])(
    '%s is public',
    (address) => {
      expect(addressProblem(address)).toBeNull();
    },
  );
});

describe('the check of an upstream URL', () => {
  it.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://user:pass@example.com/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[0:0:0:0:0:ffff:a9fe:a9fe]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[fe80::1%25eth0]/',
    'http://0/',
    'http://017700000001/',
    'http://0x7f000001/',
    'http://0300.0250.1.1/',
    'http://127.0.0.1./',
    'http://127。0。0。1/',
    'http://①②⑦.⓪.⓪.①/',
    'http://169.254.43518/',
    'https://user@example.com/',
    'https://example.com:pass@127.0.0.1/',
    'http://127.0.0.1#@example.com/',
    'http://127.0.0.1\\@example.com/',
    'javascript:alert(1)',
    'gopher://example.com/',
    'https://example.com:6/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost:8080/',
    'http://metadata.google.internal/',
    'http://printer.local/',
    'https://example.com:22/',
    'not a url',
  ])('refuses %s', async (url) => {
    await expect(rules().checkUpstreamUrl(url)).rejects.toMatchObject({
      code: 'upstream_not_allowed',
      status: 400,
    });
  });

  it('refuses a name of which one answer is private', async () => {
    const check = rules({ answers: ['93.184.216.34', '10.0.0.1'] });
    await expect(check.checkUpstreamUrl('https://agent.example/')).rejects.toMatchObject({
      code: 'upstream_not_allowed',
    });
  });

  it('refuses a name that does not resolve', async () => {
    await expect(rules({ answers: [] }).checkUpstreamUrl('https://x.example/')).rejects.toThrow(
      'could not be resolved',
    );
  });

  it('takes public names, and ordinary ports', async () => {
    const url = await rules().checkUpstreamUrl('https://agent.example:8443/a2a?x=1');
    expect(url.host).toBe('agent.example:8443');
  });

  it('takes a trusted origin, but only that exact one', async () => {
    const check = rules({ trusted: ['http://127.0.0.1:4101'] });
    await expect(check.checkUpstreamUrl('http://127.0.0.1:4101/x')).resolves.toBeInstanceOf(URL);
    await expect(check.checkUpstreamUrl('http://127.0.0.1:4102/x')).rejects.toThrow();
    await expect(check.checkUpstreamUrl('https://127.0.0.1:4101/x')).rejects.toThrow();
  });
});

describe('the look-up at connect time', () => {
  function lookUp(answers: string[], all: boolean): Promise<unknown> {
    const lookup = rules({ answers }).lookupFor(new URL('https://agent.example/'));
    return new Promise((resolve, reject) => {
      lookup?.('agent.example', { all }, (error, address) =>
        error === null ? resolve(address) : reject(error),
      );
    });
  }

  it('refuses private answers, whatever the check said before', async () => {
    await expect(lookUp(['127.0.0.1'], true)).rejects.toMatchObject({ code: 'EADDRREFUSED' });
    await expect(lookUp(['8.8.8.8', 'fd00::1'], false)).rejects.toMatchObject({
      code: 'EADDRREFUSED',
    });
  });

  it('answers public addresses in both forms that sockets ask for', async () => {
    expect(await lookUp(['8.8.8.8'], true)).toEqual([{ address: '8.8.8.8', family: 4 }]);
    expect(await lookUp(['8.8.8.8'], false)).toBe('8.8.8.8');
  });

  it('leaves trusted origins to the system', () => {
    const check = rules({ trusted: ['http://127.0.0.1:4101'] });
    expect(check.lookupFor(new URL('http://127.0.0.1:4101/'))).toBeUndefined();
  });
});
