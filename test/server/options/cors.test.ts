import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveOptions } from '../../../server/options/options.js';

const TOOLS = 'https://tools.example';

describe('the option cors', () => {
  const wrong: [given: unknown, says: RegExp][] = [
    [true, /option cors is true; allowed: an object such as \{ origins: \['https:\/\/tools\.example'\] \}/],
    [{ origin: TOOLS, origins: [TOOLS] }, /unknown option cors\.origin; allowed: origins/],
    [{}, /option cors\.origins is undefined; allowed: a list of at least one origin/],
    [{ origins: [] }, /option cors\.origins is \[\]; allowed: a list of at least one origin/],
    [{ origins: TOOLS }, /option cors\.origins is "https:\/\/tools\.example"; allowed: a list of at least one origin/],
    [{ origins: '*' }, /option cors\.origins is "\*"; allowed: each origin by its name.*list those that may see them/],
    [{ origins: ['https://*.example'] }, /option cors\.origins\.0 is .*; allowed: each origin by its name/],
    [{ origins: [TOOLS, '*'] }, /option cors\.origins\.1 is "\*"; allowed: each origin by its name.*login/],
    ...[
      'tools.example',
      'https://tools.example/',
      'https://tools.example/app',
      'https://tools.example?x',
      'https://Tools.example',
      'https://tools.example:443',
      'https://ann@tools.example',
      "https://tools.example;script-src'none'",
      ' https://tools.example',
      'ftp://tools.example',
      'null',
      '',
      7,
    ].map((given): [unknown, RegExp] => [
      { origins: [given] },
      /option cors\.origins\.0 is .*; allowed: an origin just as browsers send it, such as 'https:\/\/tools\.example'/,
    ]),
  ];
  for (const [given, says] of wrong) {
    it(`is refused as ${JSON.stringify(given)}`, () => {
      assert.throws(() => resolveOptions({ cors: given }), { name: 'TypeError', message: says });
    });
  }

  it('takes each origin once, and none unless given', () => {
    const origins = [TOOLS, 'http://localhost:8080', 'http://[::1]:8080', TOOLS];
    assert.deepEqual(resolveOptions({ cors: { origins } }).origins, origins.slice(0, 3));
    assert.deepEqual(resolveOptions({}).origins, []);
  });
});
