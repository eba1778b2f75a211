import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { traceIdOf, traceIdsOf } from '../../../server/tracking/trace-ids.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('the trace id of traceparent', () => {
  it('is that of the header, in lower case', () => {
    assert.equal(traceIdOf(`00-${TRACE}-${PARENT}-01`), TRACE);
    assert.equal(traceIdOf(`00-${TRACE.toUpperCase()}-${PARENT}-00`), TRACE);
  });

  it('is read of later versions, which may have more fields', () => {
    assert.equal(traceIdOf(`01-${TRACE}-${PARENT}-01`), TRACE);
    assert.equal(traceIdOf(`cc-${TRACE}-${PARENT}-01-what-comes`), TRACE);
  });

  it('is none of a header that the recommendation calls invalid', () => {
    for (const header of [
      ...[undefined, '', TRACE, ['00', TRACE], `00-${TRACE}-${PARENT}-01-more`, `ff-${TRACE}-${PARENT}-01`],
      ...[`00-${'0'.repeat(32)}-${PARENT}-01`, `00-${TRACE}-${'0'.repeat(16)}-01`, `0-${TRACE}-${PARENT}-01`],
      ...[`00-${TRACE.slice(1)}-${PARENT}-01`, `00-${TRACE}-${PARENT}-1`, `00-${TRACE}-${PARENT}-01.`],
      ...[`00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`, `01-${TRACE}-${PARENT}-01-${'x'.repeat(5000)}`],
      `00-${TRACE.replace('4', 'g')}-${PARENT}-01`,
    ]) {
      assert.equal(traceIdOf(header), undefined, String(header));
    }
  });

  it('is 32 hexadecimal digits or nothing, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (header) => {
        assert.match(traceIdOf(header) ?? TRACE, /^[\da-f]{32}$/);
      }),
    );
  });
});

describe('the request id', () => {
  const ids = (header: string | string[] | undefined, ofAnswer?: string): string | undefined => {
    const request = new IncomingMessage(new Socket());
    if (header !== undefined) Object.assign(request.headers, { 'x-request-id': header });
    const response = new ServerResponse(request);
    if (ofAnswer !== undefined) response.setHeader('X-Request-Id', ofAnswer);
    return traceIdsOf(request, response).requestId;
  };

  it('is that of the request, else that of the answer', () => {
    assert.equal(ids('req_01HZ.a:b+c/d='), 'req_01HZ.a:b+c/d=');
    assert.equal(ids(undefined, 'own-1'), 'own-1');
    assert.equal(ids('theirs', 'own-1'), 'theirs');
    assert.equal(ids(undefined), undefined);
  });

  it('is none when it is long or has other characters', () => {
    for (const header of ['', 'a b', 'a,b', '<b>', 'a@b.example', 'ü', 'x'.repeat(129)]) {
      assert.equal(ids(header), undefined, header);
    }
    assert.equal(ids('x'.repeat(128)), 'x'.repeat(128));
  });
});
