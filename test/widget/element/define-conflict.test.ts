import { expect } from '../support/expect.js';

describe('the tag', () => {
  it('is not taken from another class: the error says what is the matter', async () => {
    customElements.define('align-monitor', class extends HTMLElement {});
    let message = '';
    await import('../../../widget/define.js').catch((error: unknown) => (message = String(error)));
    expect(message).to.contain('<align-monitor> is registered already, by another class');
  });
});
