import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { RequestContext } from '../../../server/tracking/request-context.js';

for (const [version, begins] of [
  ['20.20.2', 'after the first question'],
  ['24.0.0', 'at once'],
] as const) {
  describe(`the context of a request on Node ${version}`, () => {
    it(`is followed through promises ${begins}`, async () => {
      const context = new RequestContext<string>(version);
      assert.equal(context.isFollowing, begins === 'at once');
      context.ask();
      const asked = ['a', 'b'].map((request) =>
        context.run(request, async () => {
          await turn();
          return context.ask();
        }),
      );
      assert.deepEqual(await Promise.all(asked), ['a', 'b']);
      assert.equal(context.ask(), undefined);
    });

    it('is known in the part of a handler that does not wait, from the very first question', () => {
      const context = new RequestContext<string>(version);
      assert.equal(
        context.run('outer', () => context.run('inner', () => context.ask())),
        'inner',
      );
      assert.throws(() => context.run('thrown', () => assert.fail('mine')), /mine/);
      assert.equal(context.ask(), undefined);
    });
  });
}
