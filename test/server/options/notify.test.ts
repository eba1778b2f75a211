import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveHeartbeat, resolveNotify } from '../../../server/options/notify.js';

const url = 'https://hooks.example.org/services/SECRET';

describe('the option notify', () => {
  it('is a target, a list of them, or nothing', () => {
    const target = { url, format: 'slack' as const, headers: { 'x-team': 'a' } };
    const call = (): void => undefined;
    assert.deepEqual(resolveNotify(undefined), []);
    assert.deepEqual(resolveNotify(target), [target]);
    assert.deepEqual(resolveNotify(call), [call]);
    assert.deepEqual(resolveNotify([call, { url }]), [call, { url }]);
  });

  const address = 'allowed: an http or https address without user name and password';
  const wrong: [name: string, given: unknown, says: string][] = [
    [
      'a bare address',
      url,
      "option notify is \"https://hooks.example.org/…\"; allowed: a function, or an object such as { url: 'https://…', format: 'slack' }",
    ],
    [
      'an address without a scheme',
      { url: 'hooks.example.org/SECRET' },
      `option notify.url is "hooks.example.org…"; ${address}`,
    ],
    [
      'an address of another scheme',
      [{ url: 'ftp://example.org/SECRET' }],
      `option notify.0.url is "ftp…"; ${address}`,
    ],
    [
      'a password in the address',
      { url: 'https://SECRET:SECRET@example.org/SECRET' },
      `option notify.url is "https://example.org/…"; ${address}`,
    ],
    ['no address', { format: 'json' }, `option notify.url is undefined; ${address}`],
    ['a number', [7], 'option notify.0 is 7; allowed: a function, or an object such as'],
    [
      'an unknown format',
      { url, format: 'irc' },
      'option notify.format is "irc"; allowed: json, slack, teams, discord, mattermost, email, pagerduty',
    ],
    [
      'a short secret',
      { url, secret: 'SECRET' },
      'option notify.secret is a text of 6 characters; allowed: a text of 16',
    ],
    [
      'a routing key that is none',
      { format: 'pagerduty', routingKey: '' },
      'option notify.routingKey is a text of 0 characters; allowed: a text of 1 to 200 characters',
    ],
    [
      'an e-mail to nobody',
      { format: 'email', to: 'nobody', from: 'a@b.example', smtp: 'smtp://b.example' },
      'option notify.to is ',
    ],
    [
      'a line break in an e-mail address',
      { format: 'email', to: 'a@b.example', from: 'a@b.example\nbcc:x@y.example', smtp: 'smtp://b.example' },
      'option notify.from is "a…"; allowed: an e-mail address',
    ],
    [
      'an address that is no mail server',
      { format: 'email', to: 'a@b.example', from: 'a@b.example', smtp: 'https://u:SECRET@b.example' },
      'option notify.smtp is "https://b.example/…"; allowed: an address such as',
    ],
    [
      'an e-mail without a server',
      { format: 'email', to: 'a@b.example', from: 'a@b.example' },
      'option notify.smtp is undefined; allowed: an address such as',
    ],
    [
      'a header that is no text',
      { url, headers: { authorization: ['SECRET'] } },
      'option notify.headers is an object with authorization; allowed: an object of header names and texts',
    ],
    [
      'a header with a line break',
      { url, headers: { x: 'SECRET\nx' } },
      'option notify.headers is an object with x; allowed',
    ],
    ['an unknown field', { url, retries: 3 }, 'unknown option notify.retries; allowed: url, format, headers, secret'],
  ];
  for (const [name, given, says] of wrong) {
    it(`refuses ${name}, naming the option, its value and what is allowed, but no secret`, () => {
      assert.throws(
        () => resolveNotify(given),
        (error) => {
          assert.ok(error instanceof TypeError);
          assert.ok(error.message.startsWith(`align-monitor: ${says}`), error.message);
          assert.doesNotMatch(error.message, /SECRET/);
          return true;
        },
      );
    });
  }
});

describe('the option heartbeat', () => {
  it('is every 60 s unless given', () => {
    assert.equal(resolveHeartbeat(undefined), undefined);
    assert.deepEqual(resolveHeartbeat({ url }), { url, everySeconds: 60 });
    assert.deepEqual(resolveHeartbeat({ url, everySeconds: 5 }), { url, everySeconds: 5 });
  });

  const wrong: [given: unknown, says: RegExp][] = [
    [{ url, everySeconds: 4 }, /option heartbeat\.everySeconds is 4; allowed: seconds from 5 to 3600/],
    [{ url, everySeconds: '60' }, /option heartbeat\.everySeconds is "60"; allowed/],
    [{ url: 'nowhere' }, /option heartbeat\.url is "nowhere"; allowed: an http or https address/],
    [true, /option heartbeat is true; allowed: an object such as/],
    [{ url, every: 5 }, /unknown option heartbeat\.every; allowed: url, everySeconds/],
  ];
  for (const [given, says] of wrong) {
    it(`refuses ${JSON.stringify(given)}`, () => {
      assert.throws(() => resolveHeartbeat(given), { name: 'TypeError', message: says });
    });
  }
});
