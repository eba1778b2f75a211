/** The demo: the monitored portal, its visitors, its control page, and how it starts and ends. */

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startDemo, type Demo, type DemoOptions } from '../../demo/demo.js';
import type { Clock } from '../../server/runtime/clock.js';
import type { Metrics } from '../../server/contract/index.js';
import type { MonitorStatus } from '../../widget/model/status.js';
import { launchBrowser, newPage, type View, type WatchedPage } from '../e2e/support.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

const paths = ['/', '/start_reflection', '/designer/bio-204', '/audit', '/settings', '/demo/control', '/monitoring'];

describe('the demo', () => {
  let browser: Browser;
  const running: Demo[] = [];
  const children: ChildProcess[] = [];
  const opened: WatchedPage[] = [];

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((watched) => watched.close()));
    await Promise.all(running.splice(0).map((demo) => demo.close()));
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** Starts a portal without simulated visitors. */
  async function start(options: Partial<DemoOptions> = {}): Promise<Demo> {
    const demo = await startDemo({ port: 0, visitors: 0, ...options });
    running.push(demo);
    return demo;
  }

  async function open(demo: Demo, path: string, view: View = {}): Promise<WatchedPage> {
    const watched = await newPage(browser, view);
    opened.push(watched);
    await watched.page.goto(new URL(path, demo.origin).href);
    return watched;
  }

  /** Opens a page whose element polls every second. */
  async function openPolling(demo: Demo, path: string): Promise<WatchedPage> {
    const watched = await open(demo, path);
    await watched.page.evaluate(() => document.querySelector('align-monitor')?.setAttribute('interval', '1'));
    return watched;
  }

  async function startChild(port: number): Promise<{ child: ChildProcess; output: () => string }> {
    const child = spawn(process.execPath, ['--import', 'tsx', 'demo/main.ts'], {
      cwd: root,
      env: { ...process.env, PORT: String(port) },
    });
    children.push(child);
    let text = '';
    const announced = new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          text += String(chunk);
          if (text.includes('Ctrl-C')) resolve();
        });
      }
    });
    await Promise.race([announced, once(child, 'close')]);
    return { child, output: () => text };
  }

  for (const [width, colorScheme] of [
    [1280, 'light'],
    [360, 'dark'],
  ] as const) {
    it(`shows every page without errors, breaches of its policy or sideways scrolling (${width} px, ${colorScheme})`, async () => {
      const demo = await start();
      const { page, problems, failedLoads } = await open(demo, '/', { width, colorScheme });
      for (const path of paths) {
        await page.goto(new URL(path, demo.origin).href);
        await hasAnswer(page);
        const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.equal(overhang, 0, `${path} is ${overhang} px too wide`);
      }
      assert.deepEqual(problems, []);
      assert.deepEqual(failedLoads, []);
    });
  }

  it('shows figures that move from the first seconds', async () => {
    const demo = await start({ visitors: 14 });
    const { page } = await openPolling(demo, '/monitoring');
    await hasAnswer(page);
    const first = await figures(page);
    await page.waitForFunction(() => (document.querySelector('align-monitor')?.data?.summary.total_requests ?? 0) > 40);
    assert.notEqual(await figures(page), first);
    const { summary, performance } = await metrics(demo);
    assert.ok(summary.active_sessions > 0 && summary.requests_per_second > 0 && (performance.p95_ms ?? 0) > 0);
  });

  it('shows on the page what the server answers, and more after more requests', async () => {
    const demo = await start();
    const { page } = await openPolling(demo, '/demo/control');
    let total = 0;
    for (const [visits, misses] of [
      [3, 2],
      [1, 4],
    ] as const) {
      await visit(demo, '/audit', visits);
      await visit(demo, '/nowhere', misses);
      total += visits + misses;
      const { summary, errors } = await metrics(demo, (answer) => answer.summary.total_requests === total);
      await page
        .locator('align-monitor [part=error-classes]', { hasText: `${errors.recent_4xx} client error` })
        .waitFor();
      assert.match(await figure(page, 'Active sessions'), new RegExp(`^${summary.active_sessions}$`));
    }
    const { summary, errors } = await metrics(demo);
    assert.deepEqual([summary.active_sessions, errors.recent_4xx, summary.total_requests], [4, 6, 10]);
  });

  it('counts expired tokens of visitors as CSRF errors, which do not turn the light', async () => {
    const demo = await start({ visitors: 10 });
    const { page } = await openPolling(demo, '/demo/control');
    await page.getByRole('button', { name: 'Bad tokens' }).click();
    await page.waitForFunction(() => (document.querySelector('align-monitor')?.data?.errors.recent_csrf ?? 0) >= 5);
    const { status, errors, summary } = await metrics(demo);
    assert.equal(status, 'healthy');
    assert.ok(errors.total_csrf > summary.failed_requests, 'a refused form is no failure of the server');
  });

  it('says within ten seconds of a bad deploy which error it brought, where, how often, for how many and since when', async () => {
    const demo = await start();
    const panel = (await openPolling(demo, '/demo/control')).page;
    const { page } = await openPolling(demo, '/monitoring');
    await Promise.all([hasAnswer(panel), hasAnswer(page)]);
    const deployedAt = performance.now();
    await panel.getByRole('button', { name: 'Bad deploy' }).click();
    await panel.getByText('Bad deploy since').waitFor();
    // Half of them want no digest.
    await Promise.all(Array.from({ length: 8 }, () => answerQuestion(demo)));
    const line = panel.locator('align-monitor .group-line', { hasText: /4 times, 4 people/ });
    await line.waitFor();
    assert.match(
      (await line.innerText()).replace(/\s+/g, ' '),
      /^TypeError in \S+\/reflection\.ts:\d+ 4 times, 4 people · new since 1\.8\.1$/,
    );
    const row = page.locator('align-monitor .card.groups button.group', { hasText: 'TypeError' });
    for (const text of [/reflection\.ts:\d+/, /new since 1\.8\.1/, /4\s*times/, /4\s*people/, /first \d+:\d+/]) {
      await row.filter({ hasText: text }).waitFor();
    }
    const seconds = (performance.now() - deployedAt) / 1000;
    assert.ok(seconds < 10, `named after ${seconds} s`);
  });

  it('has a card for what the portal waits for, its jobs, its numbers and its error budget', async () => {
    const demo = await start();
    await answerQuestion(demo);
    const { page } = await openPolling(demo, '/monitoring');
    for (const [title, text] of [
      ['Waits for', 'models.example'],
      ['Waits for', 'course database'],
      ['Jobs', 'reminder-mails'],
      ['Jobs', 'calendar-sync'],
      ['App numbers', 'open_reflections'],
      ['App numbers', 'answers'],
      ['App numbers', 'tokens'],
      ['Error budget', 'reflections'],
    ] as const) {
      await page.locator('align-monitor .card', { hasText: title }).filter({ hasText: text }).first().waitFor();
    }
  });

  it('lists as what the portal waits for only what the portal asks, and nothing that visitors and readers ask', async () => {
    // In a process of its own, since this one asks the portal too.
    const { output } = await startChild(0);
    const origin = new URL(/http:\/\/localhost:\d+/.exec(output())?.[0] ?? '');
    const { dependencies } = await metrics(
      { origin },
      (answer) => answer.summary.total_requests > 40 && answer.dependencies.length > 1,
    );
    const names = dependencies.map(({ name }) => name.replace(/:\d+$/, ''));
    assert.deepEqual(names.sort(), ['course database', 'models.example']);
  });

  it('saves settings, and forgets the session at the sign-out', async () => {
    const demo = await start();
    const { page } = await open(demo, '/settings');
    await page.getByLabel('Name').fill('Ada <b>Lovelace</b>');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your settings are saved.').waitFor();
    assert.equal(await page.getByLabel('Name').inputValue(), 'Ada <b>Lovelace</b>');
    await page.getByText('Signed in as Ada <b>Lovelace</b>').waitFor();
    await metrics(demo, ({ summary }) => summary.active_sessions === 1);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await metrics(demo, ({ summary }) => summary.active_sessions === 0);
  });

  it('lets no other site change the mode', async () => {
    const demo = await start();
    const post = (origin?: string): Promise<Response> =>
      fetch(new URL('/demo/control', demo.origin), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(origin !== undefined && { origin }) },
        body: '{"mode":"failing"}',
      });
    assert.equal((await post('http://elsewhere.example')).status, 403);
    assert.equal((await post('null')).status, 403);
    assert.deepEqual(await (await post(demo.origin.origin)).json(), { mode: 'failing' });
    assert.deepEqual(await (await post()).json(), { mode: 'failing' });
  });

  it('goes stale within two intervals when the server is stopped, and recovers when it is back', async () => {
    const demo = await start();
    const { page } = await openPolling(demo, '/');
    await hasAnswer(page);
    const staleAfter = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          document.addEventListener('align-monitor-status-change', ({ target, detail }) => {
            const { lastUpdated } = target as HTMLElementTagNameMap['align-monitor'];
            if (detail.to === 'stale') resolve(Date.now() - (lastUpdated?.getTime() ?? 0));
          });
        }),
    );
    await demo.close();
    const milliseconds = await staleAfter;
    // Two intervals of a second, the element's tick of a second, and half a second for a busy machine.
    assert.ok(milliseconds < 3500, `stale ${milliseconds} ms after the last answer`);
    await start({ port: Number(demo.origin.port) });
    await statusIs(page, 'healthy');
  });

  it('ends within two seconds at Ctrl-C with its visitors, exit code 0 and a goodbye, also while requests are open', async () => {
    const { child, output } = await startChild(0);
    const origin = /http:\/\/localhost:\d+/.exec(output())?.[0] ?? '';
    assert.ok((await fetch(`${origin}/metrics`)).ok, output());
    await fetch(`${origin}/demo/control`, { method: 'POST', body: new URLSearchParams({ mode: 'slow' }) });
    fetch(`${origin}/start_reflection`).catch(() => undefined);
    const pressedAt = performance.now();
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 0, output());
    assert.ok(performance.now() - pressedAt < 2000);
    assert.match(output(), /Stopped after [1-9]\d* requests\. Goodbye\.\n$/);
  });

  it('says so when its port is taken, and ends with exit code 1', async () => {
    const demo = await start();
    const { child, output } = await startChild(Number(demo.origin.port));
    assert.equal(child.exitCode, 1);
    assert.match(output(), /^Port \d+ is taken by another program\. Choose another one: PORT=\d+ npm start\n$/);
  });
});

// At the same time, since both wait for the monitor's next evaluation again and again.
describe('the light of the demo', { concurrency: true }, () => {
  for (const mode of ['Failing', 'Slow']) {
    it(`turns red when it is set to ${mode.toLowerCase()}, and green again when those requests have left the window`, async () => {
      const { clock, skip } = skippingClock();
      const [browser, demo] = await Promise.all([launchBrowser(), startDemo({ port: 0, visitors: 0, clock })]);
      try {
        const { page } = await newPage(browser);
        await page.goto(new URL('/demo/control', demo.origin).href);
        await page.evaluate(() => document.querySelector('align-monitor')?.setAttribute('interval', '1'));
        // One request at a time while the light has to be green: on a busy machine many at once are slow.
        await visitInTurn(demo, '/audit', 20);
        await statusIs(page, 'healthy');
        await page.locator(`button.mode[value=${mode.toLowerCase()}]`).click();
        await visit(demo, '/audit', 60);
        await statusIs(page, 'degraded');
        await page.locator('align-monitor [part=sentence]', { hasText: 'Do not route traffic' }).waitFor();
        await page.getByRole('button', { name: 'Normal' }).click();
        skip(300);
        await visitInTurn(demo, '/audit', 20);
        await statusIs(page, 'healthy');
      } finally {
        await browser.close();
        await demo.close();
      }
    });
  }
});

/** The system's clock, and a function that puts it forward. */
function skippingClock(): { clock: Clock; skip: (seconds: number) => void } {
  let skipped = 0;
  return {
    clock: { monotonic: () => performance.now() + skipped, wall: () => Date.now() + skipped },
    skip: (seconds) => (skipped += 1000 * seconds),
  };
}

/** What the portal answers: the first answer of which a condition holds, since answers are shared for a second. */
async function metrics(demo: Pick<Demo, 'origin'>, holds: (answer: Metrics) => boolean = () => true): Promise<Metrics> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const answer = (await (await fetch(new URL('/metrics', demo.origin))).json()) as Metrics;
    if (holds(answer)) return answer;
    if (performance.now() > deadline)
      throw new Error(`Waited in vain for other figures: ${JSON.stringify(answer.summary)}`);
  }
}

/** Requests a page several times at once, each time as another visitor. */
async function visit(demo: Demo, path: string, times: number): Promise<void> {
  await Promise.all(Array.from({ length: times }, () => visitInTurn(demo, path, 1)));
}

/** Requests a page several times, one request after the other, each time as another visitor. */
async function visitInTurn(demo: Demo, path: string, times: number): Promise<void> {
  for (let count = 0; count < times; count++) await (await fetch(new URL(path, demo.origin))).arrayBuffer();
}

/** Answers the first question of a reflection as another visitor. */
async function answerQuestion(demo: Demo): Promise<void> {
  const page = await fetch(new URL('/start_reflection', demo.origin));
  const cookie = page.headers.getSetCookie().map((header) => header.split(';')[0]);
  const text = await page.text();
  const path = /action="(\/reflection\/[^"]+\/step)"/.exec(text)?.[1] ?? '';
  const token = /name="_csrf"\s+value="([^"]*)"/.exec(text)?.[1] ?? '';
  const response = await fetch(new URL(path, demo.origin), {
    method: 'POST',
    headers: { cookie: cookie.join('; ') },
    body: new URLSearchParams({ _csrf: token, answer: 'The quiet group had the best question.' }),
    redirect: 'manual',
  });
  await response.arrayBuffer();
}

async function hasAnswer(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('align-monitor')?.data);
}

async function statusIs(page: Page, status: MonitorStatus): Promise<void> {
  await page.waitForFunction((wanted) => document.querySelector('align-monitor')?.status === wanted, status);
}

/** The visible text of the element's figures. */
function figures(page: Page): Promise<string> {
  return page.locator('align-monitor [part=figures]').innerText();
}

/** The visible value of the figure with this name. */
async function figure(page: Page, name: string): Promise<string> {
  const all = page.locator('align-monitor [part=figure]');
  return (await all.filter({ hasText: name }).locator('.value').innerText()).trim();
}
