/**
 * `npm run bench:element`: how much of the browser's main thread one new answer costs, with all that follows from it:
 * reading, drawing, styles, layout and paint. Feeds the built element answer after answer, in rounds, and prints the
 * medians of the rounds. A missed goal is a result, not an error.
 */

import type { Browser, CDPSession } from 'playwright-core';
import type { Variant } from '../../widget/settings.js';
import { launchBrowser } from '../e2e/support.js';
import { Gallery } from '../pictures/gallery.js';
import { NOW } from '../pictures/states.js';
import { setUp } from '../tools/setup.js';
import { answersFrom, STEP, type Answers } from './answers.js';

const UPDATES = 200;
const ROUNDS = 5;
/** Not counted: code is compiled, and the caches fill. */
const WARM_UP = 40;

/** The thread's own time, in milliseconds per update. */
interface Cost {
  task: number;
  script: number;
  style: number;
  layout: number;
}

/** What is measured, at which width in CSS pixels, and how much it may cost in milliseconds. */
const subjects: { name: string; variant: Variant | null; width: number; goal: number | null }[] = [
  { name: 'frames alone', variant: null, width: 400, goal: null },
  { name: 'badge', variant: 'badge', width: 400, goal: null },
  { name: 'panel', variant: 'panel', width: 400, goal: 2 },
  { name: 'page with charts', variant: 'page', width: 1280, goal: 8 },
];

setUp();
const browser = await launchBrowser();
try {
  console.log(
    `${'ms of the main thread'.padEnd(22)}${['all', 'script', 'style', 'layout', 'goal'].map(column).join('')}`,
  );
  for (const { name, variant, width, goal } of subjects) {
    const rounds = await measure(browser, variant, width);
    const cells = (['task', 'script', 'style', 'layout'] as const).map((part) =>
      median(rounds.map((round) => round[part])).toFixed(2),
    );
    const verdict = goal === null ? '–' : `≤ ${goal} ${Number(cells[0]) <= goal ? 'met' : 'missed'}`;
    console.log(`${name.padEnd(22)}${[...cells, verdict].map(column).join('')}`);
  }
} finally {
  await browser.close();
}
console.log(`\nPer update: medians of ${ROUNDS} rounds of ${UPDATES} updates, each drawn in a frame of its own.`);

/** The costs of each round; `null` has frames drawn, and no element. */
async function measure(browser: Browser, variant: Variant | null, width: number): Promise<Cost[]> {
  const gallery = await Gallery.open(browser, width, 1200);
  const { page } = gallery;
  if (variant !== null) await gallery.show({ state: 'healthy', variant });
  const answers = answersFrom(NOW + STEP, WARM_UP + ROUNDS * UPDATES);
  await page.evaluate(answerItself, { answers, start: NOW + STEP, step: STEP });
  const session = await page.context().newCDPSession(page);
  // The thread's own time: what other programs take of the processor is not in it.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.evaluate(update, WARM_UP);
  const costs: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = await durations(session);
    await page.evaluate(update, UPDATES);
    const after = await durations(session);
    const each = (part: keyof Cost) => ((after[part] - before[part]) * 1000) / UPDATES;
    costs.push({ task: each('task'), script: each('script'), style: each('style'), layout: each('layout') });
  }
  await gallery.close();
  return costs;
}

/** What the main thread has spent since the page was opened, in seconds. */
async function durations(session: CDPSession): Promise<Cost> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
  return {
    task: of('TaskDuration'),
    script: of('ScriptDuration'),
    style: of('RecalcStyleDuration'),
    layout: of('LayoutDuration'),
  };
}

/** Runs in the page, which from then on has its answers in itself, and a clock that goes on with them. */
function answerItself({ answers, start, step }: { answers: Answers; start: number; step: number }): void {
  let next = 0;
  Date.now = () => start + next * step;
  const json = (body: string) => new Response(body, { headers: { 'content-type': 'application/json' } });
  window.fetch = async (request) => {
    const { pathname } = new URL(new Request(request).url);
    if (pathname.startsWith('/health')) return json(answers.health);
    if (pathname.endsWith('/history')) return json(answers.history);
    return json(answers.metrics[next++] ?? '');
  };
}

/** Runs in the page: so many answers, each of them drawn before the next one comes. */
async function update(count: number): Promise<void> {
  const element = document.querySelector('align-monitor');
  for (let index = 0; index < count; index++) {
    const loaded = new Promise((resolve) => element?.addEventListener('align-monitor-load', resolve, { once: true }));
    // With the network back, the element asks at once.
    window.dispatchEvent(new Event('online'));
    if (element) await loaded;
    await new Promise(requestAnimationFrame);
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function column(text: string): string {
  return text.padStart(11);
}
