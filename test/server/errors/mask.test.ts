/** Messages of one cause are the same once their variable parts are masked. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mask } from '../../../server/errors/mask.js';

describe('a message is masked', () => {
  for (const [given, masked] of [
    ["Cannot read properties of undefined (reading 'title')", "Cannot read properties of undefined (reading '…')"],
    ['User 4711 has no step 12 of 20', 'User n has no step n of n'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED n'],
    ['no such id 3f2b8c1e-9a4d-4c7f-8e21-0b5d6a7c8e9f', 'no such id id'],
    ['object 507f1f77bcf86cd799439011 is gone', 'object id is gone'],
    ['order ckv12abc34de56fgh was closed', 'order id was closed'],
    ['Unexpected token "<", "<html>" is not valid JSON', 'Unexpected token "…", "…" is not valid JSON'],
    ["the learner's notes aren't there", "the learner's notes aren't there"],
    ["it's 'Anna's notes' again", "it's '…' again"],
    ['an open "quote that was cut', 'an open "…'],
    ['utf8 and http2 keep their names', 'utf8 and http2 keep their names'],
    ['model gpt-4-turbo-preview refused', 'model gpt-n-turbo-preview refused'],
    ['waited 12.5 s at 2026-11-23T21:00:05.123Z', 'waited n s at n-n-nTn:nZ'],
    ['plain words', 'plain words'],
    ['', ''],
  ] as const) {
    it(`${given} → ${masked}`, () => assert.equal(mask(given), masked));
  }

  it('so that the number, the identifier and the quoted text make no difference', () => {
    fc.assert(
      fc.property(fc.nat(), fc.uuid(), fc.stringMatching(/^[^"]*$/), (number, id, text) => {
        assert.equal(mask(`step ${number} of ${id} said "${text}"`), 'step n of id said "…"');
      }),
    );
  });

  it('and masking it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        assert.equal(mask(mask(text)), mask(text));
      }),
    );
  });

  it('in a time that grows with its length', () => {
    for (const sign of ["'", '"', '1', 'a1', '-', '1-', '“', 'f0', "a'", ' "']) {
      const before = performance.now();
      mask(sign.repeat(300));
      assert.ok(performance.now() - before < 50, sign);
    }
  });
});
