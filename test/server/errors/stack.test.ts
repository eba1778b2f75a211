/** Stacks as Node prints them, and which of their lines are the app's own code. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import ts from 'typescript';
import { AppCode } from '../../../server/errors/app-code.js';
import { parseStack } from '../../../server/errors/stack.js';

const run = promisify(execFile);
const app = new AppCode({ app: '/srv/portal', monitor: '/srv/portal/vendor/align-monitor' });

/** Each line as `function file:line:column`, with a star where it is the app's own. */
function shown(stack: string, code = app, message = ''): string[] {
  return parseStack(stack, message).map((frame) => {
    const { function: name, file, line, column, is_own } = code.lineOf(frame);
    return `${is_own ? '* ' : ''}${name ?? '-'} ${file}:${line ?? '-'}:${column ?? '-'}`;
  });
}

describe('the lines of a stack', () => {
  it('are read in every form that Node prints', () => {
    assert.deepEqual(
      shown(`TypeError: x
    at load (/srv/portal/src/reflection.ts:42:15)
    at async Shop.order [as handle] (file:///srv/portal/src/shop%20front.js:7:3)
    at new Cart (/srv/portal/src/cart.js:1:2)
    at /srv/portal/src/anonymous.js:9:1
    at async file:///srv/portal/src/esm.js?t=1732:3:4
    at Object.<anonymous> (/srv/portal/index.cjs:1:7)
    at Layer.handle (/srv/portal/node_modules/.pnpm/router@2.3.0/node_modules/router/lib/layer.js:152:17)
    at watch (/srv/portal/vendor/align-monitor/server/koa.js:1:1)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)
    at async Promise.all (index 0)
    at eval (eval at run (/srv/portal/src/a.js:1:1), <anonymous>:1:1)
    at Array.map (<anonymous>)
    at native
    at [eval]:1:7
    at evalmachine.<anonymous>:1:1`),
      [
        '* load src/reflection.ts:42:15',
        '* Shop.order src/shop front.js:7:3',
        '* Cart src/cart.js:1:2',
        '* - src/anonymous.js:9:1',
        '* - src/esm.js:3:4',
        '* - index.cjs:1:7',
        'Layer.handle router/lib/layer.js:152:17',
        'watch vendor/align-monitor/server/koa.js:1:1',
        'process.processTicksAndRejections node:internal/process/task_queues:105:5',
        'Promise.all index 0:-:-',
        'eval eval at run (/srv/portal/src/a.js:1:1), <anonymous>:1:1',
        'Array.map <anonymous>:-:-',
        '- native:-:-',
        '- [eval]:1:7',
        '- evalmachine.<anonymous>:1:1',
      ],
    );
  });

  it('are read on Windows', () => {
    const windows = new AppCode({ app: 'C:\\portal', monitor: 'C:\\portal\\node_modules\\align-monitor' });
    assert.deepEqual(
      shown(
        `Error
    at load (C:\\portal\\src\\reflection.js:42:15)
    at load (file:///c:/portal/src/reflection.mjs:1:2)
    at next (C:\\portal\\node_modules\\koa\\lib\\app.js:3:4)
    at other (D:\\shared\\x.js:5:6)`,
        windows,
      ),
      [
        '* load src/reflection.js:42:15',
        '* load src/reflection.mjs:1:2',
        'next koa/lib/app.js:3:4',
        '* other D:/shared/x.js:5:6',
      ],
    );
  });

  it('are read of bundles whose maps name their sources, and of packages beside the app', () => {
    assert.deepEqual(
      shown(`Error
    at load (webpack://portal/./src/reflection.ts:42:15)
    at load (webpack-internal:///(rsc)/./src/page.tsx:1:2)
    at next (webpack://portal/./node_modules/koa/lib/app.js:3:4)
    at shared (/srv/shared/lib.ts:5:6)
    at remote (https://cdn.example/x.js:1:2)`),
      [
        '* load src/reflection.ts:42:15',
        '* load src/page.tsx:1:2',
        'next koa/lib/app.js:3:4',
        '* shared ../shared/lib.ts:5:6',
        'remote https://cdn.example/x.js:1:2',
      ],
    );
  });

  it('are none of the message, whatever that says', () => {
    const message = 'no\n    at evil (/srv/portal/src/evil.js:1:1)';
    assert.deepEqual(shown(`Error: ${message}\n    at load (/srv/portal/a.js:1:2)`, app, message), ['* load a.js:1:2']);
  });

  it('take a time that grows with their length', () => {
    const before = performance.now();
    parseStack(`Error\n${'    at '.repeat(1e6)}`, '');
    parseStack(`Error\n${`    at ${'('.repeat(900)}\n`.repeat(1000)}`, '');
    parseStack(`Error\n${`    at ${':1'.repeat(450)}\n`.repeat(1000)}`, '');
    assert.ok(performance.now() - before < 500);
  });

  it('are the original ones where the app runs with --enable-source-maps', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'align-maps-'));
    const source =
      'interface Step { title: string }\n\nfunction load(step?: Step): string {\n  return step!.title;\n}\ntry { load(); } catch (error) { console.log((error as Error).stack); }\n';
    const { outputText } = ts.transpileModule(source, {
      fileName: 'reflection.ts',
      compilerOptions: { inlineSourceMap: true, inlineSources: true, target: ts.ScriptTarget.ES2022 },
    });
    await writeFile(path.join(folder, 'reflection.cjs'), outputText);
    const { stdout } = await run(process.execPath, ['--enable-source-maps', path.join(folder, 'reflection.cjs')]);
    const [first] = shown(stdout, new AppCode({ app: folder, monitor: '/none' }));
    assert.equal(first, '* load reflection.ts:4:16');
    await rm(folder, { recursive: true });
  });
});
