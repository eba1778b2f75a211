/** Answering with Koa where no app has brought it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { koaListener } from '../../../server/api/koa-listener.js';
import { ask, listen } from '../support/http.js';

describe('a listener that answers with Koa', () => {
  it('answers requests that come before it is loaded', async (test) => {
    const respond = koaListener(
      (app) =>
        app.use((context) => {
          context.body = 'answer';
        }),
      assert.ifError,
    );
    const { url, close } = await listen((request, response) => void respond(request, response));
    test.after(close);
    assert.deepEqual(
      (await Promise.all([ask(url), ask(url)])).map(({ status, body }) => [status, body]),
      [
        [200, 'answer'],
        [200, 'answer'],
      ],
    );
  });

  it('answers 500 and reports why when it cannot be loaded, and leaves no request waiting', async (test) => {
    const errors: unknown[] = [];
    const missing = new Error('Cannot find package');
    const respond = koaListener(
      () => Promise.reject(missing),
      (error) => errors.push(error),
    );
    const { url, close } = await listen((request, response) => void respond(request, response));
    test.after(close);
    assert.equal((await ask(url)).status, 500);
    assert.deepEqual(errors, [missing]);
  });
});
