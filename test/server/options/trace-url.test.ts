import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveOptions } from '../../../server/options/options.js';
import { traceUrlOf } from '../../../server/options/trace-url.js';

describe('the option traceUrl', () => {
  it('is an address of the web with a place for an id behind its host', () => {
    for (const traceUrl of ['https://t.example/{trace_id}', 'http://t.example:80/?q={"id":"{request_id}"}']) {
      assert.equal(resolveOptions({ traceUrl }).traceUrl, traceUrl);
    }
    for (const traceUrl of [
      ...['https://t.example/trace', 'javascript:alert("{trace_id}")', '/trace/{trace_id}', '', 5, null],
      ...['https://{trace_id}.example/', 'https://user:secret@t.example/{trace_id}', 'https:///{trace_id}'],
    ]) {
      assert.throws(() => resolveOptions({ traceUrl }), /option traceUrl is .*; allowed: an http or https address/);
    }
  });

  it('becomes an address when the request has the ids that it names, which are encoded', () => {
    const both = 'https://t.example/{trace_id}/{request_id}?again={trace_id}';
    assert.equal(
      traceUrlOf(both, { traceId: 'ab', requestId: 'a/b+$&' }),
      'https://t.example/ab/a%2Fb%2B%24%26?again=ab',
    );
    assert.equal(traceUrlOf(both, { traceId: 'ab' }), undefined);
    assert.equal(traceUrlOf('https://t.example/{trace_id}', { traceId: 'ab' }), 'https://t.example/ab');
    assert.equal(traceUrlOf(undefined, { traceId: 'ab' }), undefined);
  });
});
