import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveOptions } from '../../../server/options/options.js';

const resolve = (dependencies: unknown) => resolveOptions({ dependencies }).dependencies;

describe('the option dependencies', () => {
  it('is on unless given, with every host by name, and can be switched off', () => {
    assert.deepEqual(resolve(undefined), { perEndpoint: undefined, hosts: undefined });
    assert.equal(resolve(false), undefined);
  });

  it('takes hosts as the URL parser writes them', () => {
    const given = ['Models.Example.', 'bücher.example:443', '*.Internal', '[::1]:3000', '[0:0::1]'];
    assert.deepEqual(resolve({ hosts: given })?.hosts, [
      ...['models.example', 'xn--bcher-kva.example:443', '*.internal', '[::1]:3000', '[::1]'],
    ]);
    assert.equal(resolve({ hosts: 'hashed' })?.hosts, 'hashed');
  });

  for (const [name, given, says] of [
    ['true', true, /option dependencies is true; allowed: false, or an object such as/],
    [
      'an unknown field',
      { perEndpoints: true },
      /unknown option dependencies\.perEndpoints; allowed: perEndpoint, hosts/,
    ],
    ['a word', { perEndpoint: 'yes' }, /option dependencies\.perEndpoint is "yes"; allowed: true or false/],
    [
      'an address',
      { hosts: ['https://models.example'] },
      /option dependencies\.hosts is .*allowed: 'hashed', or a list/,
    ],
    ['a path', { hosts: ['models.example/v1'] }, /option dependencies\.hosts is/],
    ['a star within a name', { hosts: ['models.*.example'] }, /option dependencies\.hosts is/],
    ['another word for hosts', { hosts: 'none' }, /option dependencies\.hosts is "none"/],
  ] as const) {
    it(`refuses ${name}`, () => assert.throws(() => resolve(given), { name: 'TypeError', message: says }));
  }
});
