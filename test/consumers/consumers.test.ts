/** Projects that use the package: compiled against its types, and run in Node. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { compile, pack, type Packed } from './support/packed.js';

const run = promisify(execFile);

let packed: Packed;

/** Asserts that a project compiles. */
async function compiles(files: Record<string, string>, options: Record<string, unknown>, others?: string[]) {
  await compile(packed, files, options, others);
}

const nodeNext = { module: 'NodeNext', moduleResolution: 'NodeNext' };
const bundler = { module: 'ESNext', moduleResolution: 'bundler' };

const page = `
import 'align-monitor/widget/define';
import { useStrings, type AlignMonitor } from 'align-monitor/widget';

useStrings({ name: 'Systemstatus' });
const monitor: AlignMonitor = document.createElement('align-monitor');
monitor.variant = 'page';
monitor.healthSrc = null;
// @ts-expect-error: there is no such theme.
monitor.theme = 'sepia';
monitor.addEventListener('align-monitor-status-change', ({ detail }) => {
  const from: string = detail.from;
  // @ts-expect-error: it has no such field.
  console.log(from, detail.before);
});
void monitor.refresh().then(() => console.log(monitor.data?.summary.total_requests));
`;

const react = `
import type {} from 'align-monitor/widget/jsx';
import { useRef } from 'react';
import type { AlignMonitor } from 'align-monitor/widget';

export function Status() {
  const monitor = useRef<AlignMonitor>(null);
  return (
    <>
      <align-monitor
        ref={monitor}
        className="status"
        src="/metrics"
        health-src="/health/detailed"
        variant="page"
        interval={10}
        onalign-monitor-load={({ detail }) => console.log(detail.data.summary.total_requests)}
        onClick={() => void monitor.current?.refresh()}
      />
      {/* @ts-expect-error: there is no such variant. */}
      <align-monitor variant="poster" />
      {/* @ts-expect-error: it is a number. */}
      <align-monitor interval="often" />
      {/* @ts-expect-error: there is no such attribute. */}
      <align-monitor source="/metrics" />
    </>
  );
}
`;

/** Runs a program that prints a JSON value, in a project with the package, in Node alone. */
async function printed(program: string): Promise<unknown> {
  const folder = await packed.project({ 'main.mjs': program });
  const { stdout } = await run(process.execPath, ['main.mjs'], { cwd: folder });
  return JSON.parse(stdout);
}

describe('the package', () => {
  before(async () => {
    packed = await pack();
  });
  after(() => packed.remove());

  describe('in a TypeScript project', () => {
    it('without React, the element’s types compile', () => compiles({ 'page.mts': page }, nodeNext));

    it('with a bundler, the element’s types compile', () => compiles({ 'page.ts': page }, bundler));

    it('with React 19, JSX knows the element', () =>
      compiles({ 'page.ts': page, 'status.tsx': react }, { ...bundler, jsx: 'react-jsx' }, ['@types/react']));
  });

  describe('in Node, where there is no document', () => {
    it('the element can be imported with and without its registration, and only Lit adds globals', async () => {
      const program = `
        const before = Reflect.ownKeys(globalThis);
        const widget = await import('align-monitor/widget');
        const define = await import('align-monitor/widget/define');
        const jsx = await import('align-monitor/widget/jsx');
        console.log(JSON.stringify({
          names: Object.keys(widget).sort(),
          isSame: define.AlignMonitor === widget.AlignMonitor && jsx.AlignMonitor === widget.AlignMonitor,
          added: Reflect.ownKeys(globalThis)
            .filter((key) => !before.includes(key))
            .filter((key) => !/^(lit[A-Z]|reactiveElementVersions$)/.test(String(key))),
        }));
      `;
      assert.deepEqual(await printed(program), {
        names: ['AlignMonitor', 'useStrings'],
        isSame: true,
        // Lit's own stand-in, in which nothing is registered yet.
        added: ['customElements'],
      });
    });

    it('only widget/define registers the element', async () => {
      const program = `
        const tags = [];
        globalThis.customElements = { get: () => undefined, define: (tag) => tags.push(tag) };
        await import('align-monitor/widget');
        const before = tags.length;
        await import('align-monitor/widget/define');
        console.log(JSON.stringify({ before, tags }));
      `;
      assert.deepEqual(await printed(program), { before: 0, tags: ['align-monitor'] });
    });
  });
});
