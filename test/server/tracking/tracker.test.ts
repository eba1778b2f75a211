import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { beforeEach, describe, it } from 'node:test';
import type { Sample } from '../../../server/contract/index.js';
import { resolveOptions } from '../../../server/options/options.js';
import { RequestAdapter } from '../../../server/tracking/request-adapter.js';
import type { OpenRequest } from '../../../server/tracking/open-requests.js';
import { Tracker } from '../../../server/tracking/tracker.js';
import { FakeClock } from '../support/fake-clock.js';

class Handled extends RequestAdapter {
  override endpoint(): string {
    return this.path;
  }
}

describe('the tracker', () => {
  let clock: FakeClock;
  let samples: Sample[];
  let tracker: Tracker;

  function begin(path = '/slow'): OpenRequest {
    const request = new IncomingMessage(new Socket());
    Object.assign(request, { method: 'GET', url: `${path}?q=1` });
    const open = tracker.begin(new Handled(request, new ServerResponse(request)));
    assert.ok(open !== undefined);
    return open;
  }

  const seen = () => samples.map(({ errorClass, latencyMs, endpoint }) => ({ errorClass, latencyMs, endpoint }));

  beforeEach(() => {
    clock = new FakeClock();
    samples = [];
    tracker = new Tracker({
      options: resolveOptions({ requestTimeoutSeconds: { default: 60, '/export': 300 } }),
      now: () => clock.monotonic(),
      record: (sample) => samples.push(sample),
      renameSession: () => undefined,
      onInternalError: (error) => assert.fail(String(error)),
    });
  });

  it('counts a request that gets no answer once, as a timeout, with the limit as its latency', () => {
    const open = begin();
    clock.advance(59.9);
    tracker.sweep();
    assert.deepEqual(samples, []);
    clock.advance(30);
    tracker.sweep();
    tracker.sweep();
    assert.deepEqual(seen(), [{ errorClass: 'timeout', latencyMs: 60_000, endpoint: '/slow' }]);
    assert.equal(tracker.inFlight, 1);
    open.adapter.response.emit('close');
    assert.equal(samples.length, 1);
    assert.equal(tracker.inFlight, 0);
  });

  it('gives an endpoint the time that is set for it', () => {
    begin('/export');
    begin('/slow');
    clock.advance(61);
    tracker.sweep();
    assert.deepEqual(seen(), [{ errorClass: 'timeout', latencyMs: 60_000, endpoint: '/slow' }]);
    clock.advance(240);
    tracker.sweep();
    assert.deepEqual(seen()[1], { errorClass: 'timeout', latencyMs: 300_000, endpoint: '/export' });
  });

  it('reads by which ids a request can be followed only where it failed or was slow', () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    let read = 0;
    const end = (statusCode: number, seconds: number) => {
      const open = begin();
      const { raw, response } = open.adapter;
      Object.defineProperty(raw.headers, 'traceparent', {
        get: () => (read++, `00-${traceId}-00f067aa0ba902b7-01`),
      });
      response.statusCode = statusCode;
      Object.defineProperty(response, 'writableFinished', { value: true });
      clock.advance(seconds);
      response.emit('close');
      return [samples.at(-1)?.traceId, read];
    };
    assert.deepEqual(end(200, 0.1), [undefined, 0]);
    assert.deepEqual(end(200, 0.2), [traceId, 1]);
    assert.deepEqual(end(404, 0.1), [traceId, 2]);
    assert.deepEqual(end(500, 0.1), [traceId, 3]);
  });

  it('does not call an answer late that has begun', () => {
    const { response } = begin().adapter;
    response.writeHead(200);
    response.flushHeaders();
    clock.advance(3600);
    tracker.sweep();
    assert.deepEqual(samples, []);
  });

  it('knows how many requests are open and how long the oldest has been', () => {
    assert.equal(tracker.oldestSeconds, null);
    const first = begin();
    clock.advance(3);
    begin();
    clock.advance(2);
    assert.deepEqual([tracker.inFlight, tracker.oldestSeconds], [2, 5]);
    first.adapter.response.emit('close');
    assert.deepEqual([tracker.inFlight, tracker.oldestSeconds], [1, 2]);
  });

  it('follows a request once, however many adapters it passes, and asks the one nearest to the routes', () => {
    tracker.attach();
    tracker.attach();
    const outer = begin('/raw/4711');
    const { raw, response } = outer.adapter;
    class Router extends Handled {
      override endpoint(): string {
        return '/raw/:id';
      }
    }
    assert.equal(tracker.begin(new Router(raw, response)), outer);
    assert.equal(tracker.inFlight, 1);
    response.emit('close');
    assert.deepEqual(
      samples.map(({ endpoint }) => endpoint),
      ['/raw/:id'],
    );
  });

  it('hands out the open requests that wait, each until it is counted', () => {
    begin('/hangs');
    clock.advance(2);
    const second = begin('/slow');
    const answered = begin('/download').adapter.response;
    answered.write('first');
    const events = begin('/events').adapter.response;
    events.setHeader('Content-Type', 'text/event-stream');
    const poll = begin('/poll');
    Object.assign(poll.adapter, { streaming: () => true });
    const upload = begin('/upload');
    upload.readAt = clock.monotonic();
    clock.advance(3);
    const waiting = (atLeastMs: number) =>
      Array.from(tracker.waiting(clock.monotonic(), atLeastMs), ({ endpoint, method, ageMs }) => [
        method,
        endpoint,
        ageMs,
      ]);
    assert.deepEqual(waiting(0), [
      ['GET', '/hangs', 5000],
      ['GET', '/slow', 3000],
    ]);
    assert.deepEqual(waiting(4000), [['GET', '/hangs', 5000]]);
    second.adapter.response.emit('close');
    assert.deepEqual(waiting(0), [['GET', '/hangs', 5000]]);
    assert.equal(samples.length, 1);
    // From when the body is whole the app has it to answer.
    upload.wholeAt = clock.monotonic();
    clock.advance(57);
    tracker.sweep();
    // The first is a timeout now, and among the samples.
    assert.deepEqual(waiting(0), [['GET', '/upload', 57_000]]);
    assert.deepEqual(seen().at(-1), { errorClass: 'timeout', latencyMs: 60_000, endpoint: '/hangs' });
  });

  it('does not count the time of an upload toward the timeout', () => {
    const upload = begin();
    clock.advance(10);
    upload.readAt = clock.monotonic();
    clock.advance(1000);
    tracker.sweep();
    assert.deepEqual(samples, []);
    upload.wholeAt = clock.monotonic();
    clock.advance(49);
    tracker.sweep();
    assert.deepEqual(samples, []);
    clock.advance(2);
    tracker.sweep();
    assert.deepEqual(seen(), [{ errorClass: 'timeout', latencyMs: 60_000, endpoint: '/slow' }]);
  });

  it('leaves out a request that is disowned', () => {
    const open = begin();
    tracker.disown(open.adapter.response);
    open.adapter.response.emit('close');
    assert.deepEqual(samples, []);
  });
});
