import '../../../widget/define.js';
import { expect } from '../support/expect.js';

import { FakeServer, refuse } from '../support/fake-server.js';

/** Nothing is loaded beforehand, as for the first element of a page. */
describe('refresh() resolves', () => {
  let server: FakeServer;

  beforeEach(() => {
    server = new FakeServer();
  });

  afterEach(() => {
    for (const element of document.querySelectorAll('align-monitor')) element.remove();
    server.restore();
  });

  const refreshed = async (attributes: Record<string, string>) => {
    const element = document.createElement('align-monitor');
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    document.body.append(element);
    await element.refresh();
    return element.shadowRoot?.textContent;
  };

  it('when the refusal is drawn', async () => {
    server.answer = refuse(401);
    expect(await refreshed({ lang: 'de' })).to.contain('Kein Zugriff');
  });

  it('when the page is drawn, with its words and cards', async () => {
    const text = await refreshed({ variant: 'page', lang: 'en' });
    expect(text).to.contain('Safe to route traffic');
    expect(text).to.contain('Heap');
    expect(text).to.contain('24 h ago');
  });
});
