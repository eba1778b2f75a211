import assert from 'node:assert/strict';
import { it } from 'node:test';
import { queryOf } from '../../../server/api/query.js';

it('a query string is read up to a length and a number of parameters, however often a name is repeated', () => {
  const repeated = queryOf({ querystring: 'range=1&'.repeat(8000) });
  assert.equal(repeated['range']?.length, 16);
  const many = Array.from({ length: 8000 }, (_, index) => `p${index}=1`).join('&');
  assert.equal(Object.keys(queryOf({ querystring: many })).length, 16);
  assert.equal(queryOf({ querystring: `label=${'x'.repeat(64_000)}` })['label']?.length, 4090);
  assert.deepEqual(
    { ...queryOf({ querystring: 'kind=slow&limit=5&endpoint=%2Fa%20b' }) },
    { kind: 'slow', limit: '5', endpoint: '/a b' },
  );
});
