import type { Variant } from '../../../widget/settings.js';
import { findAll, mount, until } from '../support/element.js';
import { expect } from '../support/expect.js';
import { FakeServer } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';
import { restoreStates, states } from '../support/states.js';

/** Where each variant is at home, in CSS pixels, and what is there when all of it is loaded. */
const variants: Record<Variant, { width: number; parts: string }> = {
  badge: { width: 380, parts: '[part=badge]' },
  panel: { width: 380, parts: '.head' },
  page: { width: 1000, parts: '.page' },
};

describe('axe finds nothing', () => {
  let server: FakeServer;

  beforeEach(() => {
    server = new FakeServer();
  });

  afterEach(() => {
    for (const element of document.querySelectorAll('align-monitor')) element.remove();
    restoreStates(server);
    server.restore();
  });

  for (const [variant, { width, parts }] of Object.entries(variants)) {
    for (const theme of ['light', 'dark']) {
      for (const [state, reach] of Object.entries(states)) {
        it(`in the ${variant} that is ${state}, in ${theme}`, async () => {
          const element = await reach(server, () => mount({ variant, theme, label: 'Instructor portal' }, width));
          await until(() => findAll(element, parts).length === 1);
          const alerts = element.data?.alerts.length ?? 0;
          if (alerts > 0 && variant !== 'badge') await until(() => findAll(element, '.alerts .alert').length > 0);
          const isPublic = element.data?.audience === 'public';
          if (isPublic && variant !== 'badge') await until(() => findAll(element, '.sign-in').length > 0);
          if (variant === 'page' && element.data !== null && !isPublic) {
            await until(() => findAll(element, 'canvas').length > 1 && findAll(element, '.cells svg').length > 0);
          }
          const wanted =
            state in fixtures || ['hostile', 'public', 'level'].includes(state) ? element.data?.status : state;
          expect(element.status).to.eql(wanted);
          await expect(element).to.be.accessible();
        });
      }
    }
  }
});
