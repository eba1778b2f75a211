import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createRedact, redact } from '../../../server/text/redact.js';

const S = 'hUnter2-S3cret';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.c2lnbmF0dXJl';

/** What comes in, and what is shown. */
const rows: [given: string, shown: string][] = [
  // Addresses
  [`no answer from postgres://app:${S}@db:5432/portal`, 'no answer from postgres://db:5432/portal'],
  [
    `mongodb+srv://app:${S}@cluster.example/x?retryWrites=true`,
    'mongodb+srv://cluster.example/x?retryWrites=[redacted]',
  ],
  [`redis://:${S}@cache:6379`, 'redis://cache:6379'],
  [`redis://p@ss@cache:6379/0`, 'redis://cache:6379/0'],
  [`amqp://app:a/${S}?#@mq/vhost`, 'amqp://mq/vhost'],
  [`wss://${S}@live.example/feed`, 'wss://live.example/feed'],
  [`GET https://api.example/items?user=anna&key=${S}`, 'GET https://api.example/items?user=[redacted]&key=[redacted]'],
  [`https://api.example/items?${S}`, 'https://api.example/items?[redacted]'],
  [`https://api.example/cb#access_token=${S}&x=1`, 'https://api.example/cb#access_token=[redacted]&x=[redacted]'],
  [`/reset?code=${S}`, '/reset?code=[redacted]'],
  [`reset?a=1&code=${S} failed`, 'reset?a=[redacted]&code=[redacted] failed'],
  [`//app:${S}@db.example/x`, '//[redacted]@db.example/x'],
  [`connect app:${S}@db.example:5432`, 'connect [redacted]@db.example:5432'],
  [`http:/app:${S}@db.example`, 'http:/[redacted]@db.example'],
  [`https://hooks.slack.com/services/T0/B0/${S}`, 'https://hooks.slack.com/[redacted]'],
  [`https://discord.com/api/webhooks/1/${S}`, 'https://discord.com/api/webhooks/[redacted]'],
  // Names and values
  [`password=${S}`, 'password=[redacted]'],
  [`Password = ${S}; Server=db`, 'Password = [redacted]; Server=db'],
  [`passwd: ${S}`, 'passwd: [redacted]'],
  [`pwd=${S}&user=anna`, 'pwd=[redacted]&user=[redacted]'],
  [`DB_PASSWORD='${S} with spaces' host=db`, 'DB_PASSWORD=[redacted] host=db'],
  [`{"password":"${S}","user":"app"}`, '{"password":[redacted],"user":"app"}'],
  [`{"password":"a\\"${S}"}`, '{"password":[redacted]}'],
  [`{\\"token\\":\\"${S}\\",\\"n\\":1}`, '{\\"token\\":[redacted],\\"n\\":1}'],
  [`{ clientSecret: '${S}' }`, '{ clientSecret: [redacted] }'],
  [`secret => ${S}`, 'secret => [redacted]'],
  [`['api_key'] = "${S}"`, "['api_key'] = [redacted]"],
  [`apiKey=${S}`, 'apiKey=[redacted]'],
  [`x-api-key: ${S}`, 'x-api-key: [redacted]'],
  [`access_key=${S}`, 'access_key=[redacted]'],
  [`aws_secret_access_key = ${S}`, 'aws_secret_access_key = [redacted]'],
  [`AccountKey=${S}==;EndpointSuffix=x`, 'AccountKey=[redacted];EndpointSuffix=x'],
  [`tokens? token:${S}`, 'tokens? token:[redacted]'],
  [`refresh_token%3D${S}`, 'refresh_token%3D[redacted]'],
  [`passwords: ["${S}", "${S}"] rejected`, 'passwords: [redacted] rejected'],
  [`secret: { value: '${S}' }`, 'secret: [redacted]'],
  [`password=<${S}>`, 'password=[redacted]'],
  [`password=a'${S}`, 'password=[redacted]'],
  [`exec app --password ${S} --port 5432`, 'exec app --password [redacted] --port 5432'],
  [`exec app --db-token=${S}`, 'exec app --db-token=[redacted]'],
  [`exec app -secret "${S} x"`, 'exec app -secret [redacted]'],
  [`connect.sid=${S}`, 'connect.sid=[redacted]'],
  [`PHPSESSID=${S}`, 'PHPSESSID=[redacted]'],
  // Headers
  [`Authorization: Bearer ${S}`, 'Authorization: [redacted]'],
  [`authorization: ${S}`, 'authorization: [redacted]'],
  [`{"authorization":"Basic ${S}"}`, '{"authorization":[redacted]}'],
  [`Proxy-Authorization: Digest username="anna", response="${S}"`, 'Proxy-Authorization: [redacted]'],
  [`sent Bearer ${S} and failed`, 'sent Bearer [redacted] and failed'],
  [`sent Basic YXBwOmh1bnRlcjI= and failed`, 'sent Basic [redacted] and failed'],
  [`Cookie: theme=dark; id=${S}`, 'Cookie: [redacted]'],
  [`Set-Cookie: id=${S}; Path=/; HttpOnly`, 'Set-Cookie: [redacted]'],
  [`{ 'set-cookie': ['a=b; Path=/', 'id=${S}'] }`, "{ 'set-cookie': [redacted] }"],
  [`Bearer token-${S}`, 'Bearer [redacted]'],
  [`curl -u anna:${S} http://api.example`, 'curl -u [redacted] http://api.example'],
  // Keys by their form
  [`Incorrect key provided: sk-proj-${S}abcdef`, 'Incorrect key provided: [redacted]'],
  [`sk_live_4eC39HqLyjWDarjtT1zdp7dc`, '[redacted]'],
  ['key AKIAIOSFODNN7EXAMPLE is unknown', 'key [redacted] is unknown'],
  ['ghp_16C7e42F292c6912E7710c838347Ae178B4a', '[redacted]'],
  ['xoxb-123456789012-abcdefABCDEF', '[redacted]'],
  ['AIzaSyA-1234567890abcdefghijklmnopqrstu', '[redacted]'],
  [`jwt malformed ${JWT}`, 'jwt malformed [redacted]'],
  [`-----BEGIN RSA PRIVATE KEY-----\n${S}\n-----END RSA PRIVATE KEY----- bad`, '[redacted] bad'],
  [`-----BEGIN PRIVATE KEY-----\n${S}`, '[redacted]'],
  // People
  ['no user anna.meier+x@school.example', 'no user [email]'],
  ['to=anna%40school.example', 'to=[email]'],
  ['mailto:anna@school.example', 'mailto:[email]'],
  // What is invisible, or not what it seems
  [`pass\u200bword=${S}`, 'password=[redacted]'],
  [`\u001b[1mpassword\u001b[0m: ${S}`, 'password: [redacted]'],
  ['\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007', 'click'],
  ['one\r\ntwo\u2028three\tfour\u0000', 'one two three four'],
  ['file \u202egpj.exe\u202c\u2066', 'file gpj.exe'],
  ['half \ud83d pair', 'half \ufffd pair'],
];

/** What has nothing to hide. */
const harmless = [
  'connect ECONNREFUSED 127.0.0.1:5432',
  'Error rate of GET /items/:id 12 % (limit 5 %, last 60 s)',
  'GET /reset/:token/:id',
  'Unexpected token < in JSON at position 0',
  'Basic authentication is off',
  'the bearer token is missing',
  'fn (/app/token.js:12:3)',
  'http://localhost:5004/metrics',
  'http://[::1]:5004/users/@anna',
  'max_tokens: 512',
  '{"cookie":"","password":\'\'}',
  'Größe 語 😀',
  '(unmatched)',
];

describe('the redactor', () => {
  for (const [given, shown] of rows) {
    it(`shows ${JSON.stringify(given)} as ${JSON.stringify(shown)}`, () => {
      assert.equal(redact(given, 500), shown);
      assert.equal(redact(shown, 500), shown);
    });
  }
  for (const text of harmless) it(`leaves ${text} as it is`, () => assert.equal(redact(text, 500), text));

  it('leaves e-mail addresses when it is told so', () => {
    assert.equal(
      createRedact({ emails: false })('no user a@b.example, password=x', 500),
      'no user a@b.example, password=[redacted]',
    );
  });

  it('cuts no character in two', () => assert.equal(redact('ab😀', 3), 'ab'));
});

/** Text of the characters and words that mean something to the redactor. */
const pieces = fc.constantFrom(
  ...[
    'password',
    'token',
    'secret',
    '=',
    ':',
    ' ',
    '"',
    "'",
    '\\',
    '\\"',
    '@',
    '://',
    '/',
    '?',
    '&',
    ';',
    ',',
    '#',
    '%40',
    '%3D',
  ],
  ...['[', ']', '{', '}', '<', '>', '(', ')', '.', '-', '--', '\n', '\u001b[', '\u202e', '\ud800', '\udc00', '\u200b'],
  ...[
    'Bearer ',
    'Basic ',
    'Authorization: ',
    'Cookie: ',
    'Digest ',
    'sk-',
    'eyJ',
    'AKIA',
    'a.example',
    'anna',
    '80',
    '[redacted]',
    '[email]',
    JWT,
    '`',
  ],
);
const text = fc.oneof(
  fc
    .array(fc.oneof({ weight: 4, arbitrary: pieces }, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 40 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

describe('whatever the text', () => {
  it('redacting it again changes nothing', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 600 }), (given, length) => {
        const once = redact(given, length);
        assert.equal(redact(once, length), once);
      }),
      { numRuns: 20_000 },
    );
  });

  it('it is one well-formed line within its length', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 100 }), (given, length) => {
        const shown = redact(given, length);
        assert.ok(shown.length <= length);
        assert.doesNotMatch(shown, /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('no planted secret survives', () => {
    const secret = fc.stringMatching(/^[A-Za-z][\w!$%*+~^.-]{6,30}[A-Za-z0-9]$/).map((part) => `Zq7${part}`);
    const plants: ((value: string) => string)[] = [
      ...[
        'password',
        'pwd',
        'passwd',
        'token',
        'secret',
        'api_key',
        'apikey',
        'access_key',
        'DB_PASSWORD',
        'clientSecret',
      ].flatMap((name) => [
        (value: string) => `${name}=${value}`,
        (value: string) => `${name}: ${value}`,
        (value: string) => `"${name}":"${value}"`,
        (value: string) => `${name} => '${value}'`,
        (value: string) => `--${name} ${value}`,
        (value: string) => `{\\"${name}\\": \\"${value}\\"}`,
      ]),
      (value) => `Authorization: Bearer ${value}`,
      (value) => `Cookie: a=b; c=${value}`,
      (value) => `postgres://app:${value}@db/x`,
      (value) => `https://api.example/x?a=1&b=${value}`,
      (value) => `/relative?b=${value}`,
    ];
    const around = fc.string({ maxLength: 20 }).map((words) => words.replaceAll(/[^\w .,:]/g, ''));
    fc.assert(
      fc.property(fc.constantFrom(...plants), secret, around, around, (plant, value, before, after) => {
        assert.ok(!redact(`${before} ${plant(value)} ${after}`, 500).includes(value));
      }),
      { numRuns: 5_000 },
    );
  });

  it('a secret that lies across the end of what is examined does not survive', () => {
    for (let start = 4060; start < 4100; start++) {
      const given = `${`password=${'x'.repeat(400)} `.repeat(20).slice(0, start)} a:Zq7hunter2@db.example ${JWT}`;
      assert.doesNotMatch(redact(given, 4096), /Zq7|eyJ/);
    }
  });

  it('the cost of a text of 10 MB is that of its beginning', () => {
    const huge = '://a:'.repeat(2_000_000);
    const fastest = (given: string): number =>
      Math.min(
        ...Array.from({ length: 5 }, () => {
          const start = performance.now();
          redact(given, 500);
          return performance.now() - start;
        }),
      );
    const beginning = fastest(huge.slice(0, 5000));
    assert.ok(fastest(huge) < 3 * beginning + 5);
  });
});
