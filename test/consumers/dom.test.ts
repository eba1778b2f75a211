/** The element in documents without a browser, in which components are tested: jsdom and happy-dom. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { fixtures } from '../widget/support/fixtures.js';
import { pack, type Packed } from './support/packed.js';

const run = promisify(execFile);

/** Makes the document's names global, as Vitest does: those that Node has too are the document's for events and addresses. */
const GLOBALS = `
const shared = ['Event', 'CustomEvent', 'EventTarget', 'AbortController', 'AbortSignal', 'navigator', 'location', 'URL'];
for (const name of Object.getOwnPropertyNames(window)) {
  // Without an address there is no storage.
  if ((name in globalThis && !shared.includes(name)) || name.endsWith('Storage')) continue;
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });
}
globalThis.window ??= globalThis;
`;
const DOCUMENTS = {
  jsdom: `import { JSDOM } from 'jsdom';
const { window } = new JSDOM('<!doctype html><body></body>', { url: 'http://localhost/', pretendToBeVisual: true });
${GLOBALS}`,
  // Without an address of its own.
  'jsdom, about:blank and hidden': `import { JSDOM } from 'jsdom';
const { window } = new JSDOM('<!doctype html><body></body>');
${GLOBALS}`,
  // What test setups add for other components, which ends at the canvas.
  'jsdom with stand-ins': `import { JSDOM } from 'jsdom';
const { window } = new JSDOM('<!doctype html><body></body>', { url: 'http://localhost/', pretendToBeVisual: true });
window.matchMedia = () => ({ matches: false, addEventListener() {}, removeEventListener() {} });
window.ResizeObserver = class { observe() {} unobserve() {} disconnect() {} };
window.Path2D = class {};
window.HTMLCanvasElement.prototype.getContext = () => null;
${GLOBALS}`,
  'happy-dom': `import { Window } from 'happy-dom';
const window = new Window({ url: 'http://localhost/' });
${GLOBALS}`,
} as const;

/** What a document, or an older browser, may not have. */
const MISSING = {
  'what it has': '',
  ResizeObserver: 'delete globalThis.ResizeObserver;',
  ElementInternals: 'delete HTMLElement.prototype.attachInternals; delete globalThis.ElementInternals;',
  adoptedStyleSheets: 'delete Document.prototype.adoptedStyleSheets; delete CSSStyleSheet.prototype.replace;',
  matchMedia: 'delete globalThis.matchMedia;',
  popover: 'delete HTMLElement.prototype.popover; delete HTMLElement.prototype.hidePopover;',
  'URL.parse': 'delete URL.parse;',
  'AbortSignal.any': 'delete AbortSignal.any;',
  'a language': "Object.defineProperty(navigator, 'language', { value: undefined });",
  'a language tag': "Object.defineProperty(navigator, 'language', { value: 'C' });",
  fetch: 'delete globalThis.fetch; globalThis.fetch = undefined;',
} as const;

/** Shows every variant, has it move, opens what there is to open, and removes it. Prints status and text of each. */
const WALK = `
await import('align-monitor/widget/define');
const seen = [];
for (const variant of ['panel', 'badge', 'page']) {
  const element = document.createElement('align-monitor');
  element.setAttribute('variant', variant);
  element.setAttribute('src', 'http://localhost/metrics');
  document.body.append(element);
  // A hidden element does not ask by itself.
  if (document.hidden) await element.refresh();
  const wanted = globalThis.fetch ? /degraded/ : /unreachable/;
  for (let turn = 0; turn < 200 && !(wanted.test(element.status) && element.shadowRoot?.querySelector('.card, .chip')); turn++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  // Lazy modules come.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 10));
  const box = document.createElement('div');
  document.body.append(box);
  box.append(element);
  element.shadowRoot.querySelector('[popovertarget]')?.click();
  await element.refresh();
  element.theme = 'dark';
  await element.updateComplete;
  seen.push([variant, element.status, element.shadowRoot.querySelector('section')?.textContent.replace(/\\s+/g, ' ').trim()]);
  element.remove();
}
console.log(JSON.stringify(seen));
process.exit();
`;

describe('<align-monitor> where there is no browser', () => {
  let packed: Packed;
  before(async () => {
    packed = await pack();
  });
  after(() => packed.remove());

  /** Runs the walk in a process of its own, which an unhandled rejection ends. */
  async function walk(document: keyof typeof DOCUMENTS, missing: keyof typeof MISSING = 'what it has') {
    const answer = `globalThis.fetch = async (url) => new Response(
      String(url).endsWith('/metrics') ? ${JSON.stringify(JSON.stringify(fixtures.degraded(Date.now())))} : '{}',
      { headers: { 'content-type': 'application/json' } },
    );`;
    const program = `${DOCUMENTS[document]}${answer}${MISSING[missing]}${WALK}`;
    const folder = await packed.project({ 'main.mjs': program }, ['jsdom', 'happy-dom']);
    const { stdout } = await run(process.execPath, ['main.mjs'], { cwd: folder, timeout: 30_000 });
    return JSON.parse(stdout) as [variant: string, status: string, text: string][];
  }

  for (const document of Object.keys(DOCUMENTS) as (keyof typeof DOCUMENTS)[]) {
    it(`in ${document} it shows every variant, moves and goes, and nothing is thrown`, async () => {
      const seen = await walk(document);
      const [panel, badge, page] = seen.map(([variant, status, text]) => `${variant} ${status} ${text}`);
      assert.match(panel ?? '', /^panel degraded Degraded .*Error rate 0\.5 %.*GET/);
      assert.match(badge ?? '', /^badge degraded Degraded 1 alert/);
      assert.match(page ?? '', /^page degraded System status .*Do not route traffic; investigate/);
      assert.match(page ?? '', /chart could not be/i);
    });
  }

  for (const missing of Object.keys(MISSING) as (keyof typeof MISSING)[]) {
    it(`it does without ${missing}`, async () => {
      const seen = await walk('happy-dom', missing);
      const status = missing === 'fetch' ? 'unreachable' : 'degraded';
      assert.deepEqual(
        seen.map(([, each]) => each),
        [status, status, status],
      );
    });
  }
});
