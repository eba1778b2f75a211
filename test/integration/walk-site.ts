/** A monitored app with the element in all variants, for browsers to walk through. Its pages keep their errors. */

import Koa from 'koa';
import { listen } from '../../demo/listen.js';
import { createMonitor } from '../../server/monitor.js';

/** What signs an operator in. */
export const OPERATOR = 'operator-token-1';

/** The app. */
export interface WalkSite {
  /** `http://localhost:5004`, for example. */
  origin: string;
  close(): Promise<void>;
}

/** Keeps errors, warnings and violations of the content security policy in the session: they outlast the page. */
const CATCHER = `
const keep = (text) => sessionStorage.setItem('problems', JSON.stringify([...JSON.parse(sessionStorage.getItem('problems') ?? '[]'), text]));
addEventListener('error', ({ message, filename, target }) => keep(message ?? 'not loaded: ' + target.outerHTML + filename), true);
addEventListener('unhandledrejection', ({ reason }) => keep(String(reason)));
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => keep([violatedDirective, blockedURI, sample].join(' ')));
for (const level of ['error', 'warn']) console[level] = (...words) => keep(words.join(' '));
`;
const HEAD = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Walk</title><link rel="icon" href="data:,"><script src="/catcher.js"></script>
<style>:root { color-scheme: light dark } body { margin: 12px; font: 14px/1.45 sans-serif } align-monitor { margin-bottom: 12px }</style>`;

const PAGES: Record<string, string> = {
  '/variants': `${HEAD}<script type="module" src="/align-monitor.js"></script>
<p><a href="#">Portal</a> <align-monitor variant="badge" label="Portal"></align-monitor></p>
<align-monitor label="Portal"></align-monitor>
<align-monitor variant="page" label="Portal"></align-monitor>`,
  '/narrow': `${HEAD}<iframe title="Narrow" src="/variants" width="360" height="640"></iframe>`,
  // The element moves where the button says.
  '/elsewhere': `${HEAD}<script type="module" src="/align-monitor.js"></script><script src="/elsewhere.js" defer></script>
<button>Pop up</button><iframe title="Frame" src="/empty"></iframe><align-monitor label="Portal"></align-monitor>`,
  '/empty': '<!doctype html><title>Empty</title><body></body>',
};
const SCRIPTS: Record<string, string> = {
  '/catcher.js': CATCHER,
  '/elsewhere.js': `document.querySelector('button').onclick = () => {
  const popUp = open('/empty', 'pop-up', 'width=500,height=700');
  popUp.onload = () => popUp.document.body.append(document.querySelector('align-monitor') ?? frames[0].document.querySelector('align-monitor'));
  globalThis.popUp = popUp;
};`,
};

/** Starts it. Requests have come, and more come while it runs. */
export async function startWalkSite(): Promise<WalkSite> {
  const monitor = createMonitor({ access: { operator: OPERATOR }, version: '1.8.0' });
  let count = 0;
  const record = (): void => {
    count += 1;
    const endpoint = count % 3 === 0 ? '/courses/:id' : '/';
    const latencyMs = 80 + (count % 17) * 5;
    const statusCode = count % 30 === 0 ? 500 : 200;
    monitor.recordRequest({ endpoint, method: 'GET', statusCode, latencyMs, sessionId: `s${count % 12}` });
  };
  for (let request = 0; request < 600; request++) record();
  const traffic = setInterval(record, 200);
  const app = new Koa();
  app.use(async (context, next) => {
    const { path } = context;
    const text = PAGES[path] ?? SCRIPTS[path];
    if (text === undefined) {
      await next();
      return;
    }
    context.type = path in PAGES ? 'html' : 'js';
    context.body = text;
  });
  app.use(async (context, next) => {
    await next();
    if (context.path !== '/monitoring') return;
    context.body = String(context.body).replace('<script', '<script src="catcher.js"></script>\n<script');
  });
  app.use(monitor.koa());
  const answer = app.callback();
  const listening = await listen((request, response) => void answer(request, response), 0);
  return {
    origin: `http://localhost:${listening.port}`,
    async close() {
      clearInterval(traffic);
      await listening.close();
      await monitor.close();
    },
  };
}
