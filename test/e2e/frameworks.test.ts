/** The README's React and Vue components: bundled as they are printed there, run in a browser, changed and unmounted. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'node:test';
import Koa from 'koa';
import type { Browser, Page } from 'playwright-core';
import { build, type Plugin, type UserConfig } from 'vite';
import { listen, type Listening } from '../../demo/listen.js';
import { createMonitor, type Monitor } from '../../server/index.js';
import { launchBrowser, newPage, type WatchedPage } from './support.js';

const fixtures = new URL('fixtures/', import.meta.url);
const readme = readFileSync(new URL('../../widget/README.md', import.meta.url), 'utf8');

/** The `app` object that the fixtures put into the page. */
interface App {
  /** The arguments of the component's event handler, in order. */
  heard: readonly unknown[];
  show(label: string): void;
  unmount(): void;
}

type Framework = 'react' | 'vue';

/** The bundler's output files by URL path. */
type Bundle = ReadonlyMap<string, string>;

describe('the README’s component', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const framework of ['react', 'vue'] as const) {
    // One page for all tests: they follow a component from its first render to its removal.
    describe(`for ${framework}`, () => {
      let server: PollServer;
      let page: Page;
      let watched: WatchedPage;
      const warnings: string[] = [];

      before(async () => {
        server = await startServer(await bundle(framework), framework);
        watched = await newPage(browser);
        page = watched.page;
        page.on('console', (message) => {
          if (message.type() === 'warning') warnings.push(message.text());
        });
        await page.clock.install();
        await page.goto(server.address);
        await page.waitForFunction(() => document.querySelector('align-monitor')?.data);
      });
      after(async () => {
        await watched.close();
        await server.close();
      });

      it('passes its props on to the element, without a warning', async () => {
        const attributes = await page.evaluate(() => {
          const element = document.querySelector('align-monitor');
          return [element?.src, element?.label, element?.variant, element?.interval];
        });
        assert.deepEqual(attributes, [`${server.address}metrics`, 'Portal', 'badge', 10]);
        assert.deepEqual([...warnings, ...watched.problems], []);
      });

      it('hears the element’s event', async () => {
        await page.waitForFunction(() => (globalThis as unknown as { app: App }).app.heard[0] === 'healthy');
      });

      it('keeps the element when the label changes', async () => {
        const first = await page.evaluateHandle(() => document.querySelector('align-monitor'));
        await page.evaluate(() => (globalThis as unknown as { app: App }).app.show('Library'));
        await page.waitForFunction((element) => element?.getAttribute('label') === 'Library', first);
        assert.ok(await page.evaluate((element) => document.querySelector('align-monitor') === element, first));
      });

      it('ends the polling when it is unmounted', async () => {
        const next = server.nextPoll();
        await page.clock.runFor(11_000);
        await next;
        await page.evaluate(() => (globalThis as unknown as { app: App }).app.unmount());
        await page.locator('align-monitor').waitFor({ state: 'detached' });
        const polls = server.polls();
        await page.clock.runFor(120_000);
        // A poll sent before this request would have arrived before it.
        await page.evaluate(() => fetch('/health').then((answer) => answer.text()));
        assert.equal(server.polls(), polls);
      });
    });
  }
});

/** The README's only example in this language, or the one that holds `part`. */
function example(language: string, part = ''): string {
  const all = [...readme.matchAll(/^```(\w+)\n([^]*?)^```$/gm)];
  const [found, ...others] = all.flatMap(([, name, text = '']) =>
    name === language && text.includes(part) ? [text] : [],
  );
  assert.ok(
    found !== undefined && others.length === 0,
    `widget/README.md must have one example in ${language} with "${part}"`,
  );
  return found;
}

/** The README's vite.config.js for Vue, with a stub for the plugin, which is not installed here. */
async function vueConfig(): Promise<UserConfig> {
  const plugin = new URL('vue-plugin.js', fixtures).href;
  const text = example('js', '@vitejs/plugin-vue').replace("'@vitejs/plugin-vue'", JSON.stringify(plugin));
  const module = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { default: UserConfig };
  return module.default;
}

/** Bundles a fixture with the README's component, in development mode, so that the framework warns. */
async function bundle(framework: Framework): Promise<Bundle> {
  const { plugins = [] } = framework === 'vue' ? await vueConfig() : {};
  const made = await build({
    configFile: false,
    root: fileURLToPath(fixtures),
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [readmeModules(), ...plugins],
    build: {
      write: false,
      minify: false,
      rolldownOptions: {
        input: fileURLToPath(new URL(`${framework}.js`, fixtures)),
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  assert.ok(!Array.isArray(made) && 'output' in made);
  return new Map(made.output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : '']));
}

/** Resolves `readme:jsx` and `readme:vue` to the README's examples, as if they were files beside the fixtures. */
function readmeModules(): Plugin {
  const pathOf = (language: string): string => fileURLToPath(new URL(`SystemStatus.${language}`, fixtures));
  return {
    name: 'readme-modules',
    resolveId: (id) => (id.startsWith('readme:') ? pathOf(id.slice('readme:'.length)) : null),
    load: (id) => ['jsx', 'vue'].flatMap((language) => (id === pathOf(language) ? [example(language)] : []))[0] ?? null,
  };
}

/** A monitored app that serves a bundle and counts the requests for its figures. */
interface PollServer {
  address: string;
  polls(): number;
  /** Resolves at the next request for the figures. */
  nextPoll(): Promise<void>;
  close(): Promise<void>;
}

async function startServer(files: Bundle, framework: Framework): Promise<PollServer> {
  const monitor: Monitor = createMonitor({ access: 'local' });
  let polls = 0;
  let waiting: (() => void)[] = [];
  const app = new Koa();
  app.use(async (ctx, next) => {
    if (ctx.path === '/metrics') {
      polls += 1;
      for (const resolve of waiting.splice(0)) resolve();
    }
    await next();
  });
  app.use(monitor.koa());
  app.use((ctx) => {
    const file = files.get(ctx.path);
    ctx.type = file === undefined ? 'html' : 'js';
    ctx.body =
      file ??
      `<!doctype html><link rel="icon" href="data:,"><main></main><script type="module" src="/${framework}.js"></script>`;
  });
  const handle = app.callback();
  const listening: Listening = await listen((request, response) => void handle(request, response), 0);
  return {
    address: `http://localhost:${listening.port}/`,
    polls: () => polls,
    nextPoll: () => new Promise((resolve) => (waiting = [...waiting, resolve])),
    async close() {
      await listening.close();
      await monitor.close();
    },
  };
}
