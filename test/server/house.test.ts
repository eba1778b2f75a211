/** The rules of the house that eslint.config.js turns into errors: each must bite, and let pass what is right. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('../..', import.meta.url));
const withoutTypes = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });
const withTypes = new ESLint({ cwd: root });

/** Names of the rules that a file with this text would break. */
async function broken(eslint: ESLint, file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: join(root, file) });
  assert.ok(result, `${file} is not linted at all`);
  return [...new Set(result.messages.map(({ ruleId, message }) => ruleId ?? message))];
}

/** One file that must break exactly one rule: its path, its text, the rule. */
type Offence = [file: string, text: string, rule: string];

function eachIsRefused(offences: Offence[]): void {
  for (const [file, text, rule] of offences) {
    it(`${file}: ${text}`, async () => {
      assert.deepEqual(await broken(withoutTypes, file, `${text}\n`), [rule]);
    });
  }
}

const paths = 'import-x/no-restricted-paths';
const imports = '@typescript-eslint/no-restricted-imports';

describe('a part never imports a part that stands to its right', () => {
  eachIsRefused([
    ['server/collector/new.ts', "export * from '../health/level.js';", paths],
    ['server/collector/new.ts', "export type * from '../api/app.js';", paths],
    ['server/collector/new.ts', "export * from '../options.js';", paths],
    ['server/health/new.ts', "export * from '../track/koa.js';", paths],
    ['server/alerts/new.ts', "export * from '../api/metrics.js';", paths],
    ['server/alerts/notify/new.ts', "export * from '../../monitor.js';", paths],
    ['server/history/new.ts', "export * from '../../server/api/metrics.js';", paths],
    ['server/export/new.ts', "export * from '../api/app.js';", paths],
    ['server/api/new.ts', "export * from '../monitor.js';", paths],
    ['server/track/new.ts', "export * from '../collector/collector.js';", imports],
    ['server/faults.ts', "export * from './collector/window.js';", imports],
    ['server/contract.ts', "export type * from './options.js';", paths],
  ]);
});

describe('the server, the element and the demo keep to themselves', () => {
  eachIsRefused([
    ['widget/new.ts', "export type * from '../server/monitor.js';", paths],
    ['widget/new.ts', "export * from '../server/contract.js';", imports],
    ['server/new.ts', "export * from '../test/tools/chromium.js';", paths],
    ['server/new.ts', "export * from 'align-monitor';", imports],
    ['demo/new.ts', "export * from '../server/index.js';", paths],
  ]);
});

describe('the parts that are handed the time have no clock and no web framework', () => {
  eachIsRefused([
    ['server/collector/new.ts', 'setTimeout(String, 5);', 'no-restricted-globals'],
    ['server/health/new.ts', 'setInterval(String, 5);', 'no-restricted-globals'],
    ['server/alerts/new.ts', 'globalThis.setTimeout(String, 5);', 'no-restricted-properties'],
    ['server/collector/new.ts', 'export const now = Date.now();', 'no-restricted-properties'],
    ['server/history/new.ts', 'export const now = performance.now();', 'no-restricted-properties'],
    ['server/history/new.ts', 'export const now = new Date();', 'no-restricted-syntax'],
    ['server/health/new.ts', "export * from 'node:timers/promises';", imports],
    ['server/alerts/new.ts', "export type * from 'koa';", imports],
  ]);
});

describe('nothing becomes HTML', () => {
  eachIsRefused([
    ['widget/new.ts', "document.body.innerHTML = '';", 'no-restricted-properties'],
    ['widget/new.ts', "document.body['outerHTML'] = '';", 'no-restricted-properties'],
    ['demo/new.ts', "document.body.insertAdjacentHTML('beforeend', '');", 'no-restricted-properties'],
    ['widget/new.ts', "export * from 'lit/directives/unsafe-html.js';", imports],
    ['widget/new.ts', 'export const row = html`<p .innerHTML=${0}></p>`;', 'no-restricted-syntax'],
    ['widget/new.ts', 'export const row = html`<p style="color: red"></p>`;', 'lit/ban-attributes'],
  ]);
});

describe('what breaks no rule passes', () => {
  const allowed: [file: string, text: string][] = [
    ['server/collector/new.ts', "import type { Level } from '../contract.js';\nexport const level: Level = 'healthy';"],
    ['server/collector/new.ts', 'export const iso = (now: number): string => new Date(now).toISOString();'],
    ['server/health/new.ts', "export * from '../collector/collector.js';"],
    ['server/history/new.ts', "export * from '../health/level.js';"],
    ['server/track/new.ts', "export type * from '../collector/collector.js';\nexport * from '../collector/sample.js';"],
    ['server/options.ts', "export type * from './collector/window.js';"],
    ['server/api/new.ts', "export * from '../collector/collector.js';\nsetTimeout(String, 5);"],
    ['server/monitor.ts', "export * from './api/app.js';\nexport * from './collector/collector.js';"],
    ['widget/new.ts', "export type * from '../server/contract.js';"],
    ['demo/new.ts', "export * from 'align-monitor';"],
  ];
  for (const [file, text] of allowed) {
    it(`${file}: ${text}`, async () => {
      assert.deepEqual(await broken(withoutTypes, file, `${text}\n`), []);
    });
  }
});

describe('with its types, a file', () => {
  // A real file's path, because the type checker knows no others.
  const file = 'server/clock.ts';
  const offences: [name: string, text: string, rule: string][] = [
    ['lets no promise float', 'Promise.resolve(1);', 'no-floating-promises'],
    ['gives no promise where none is awaited', '[1].forEach(async () => {\n  await null;\n});', 'no-misused-promises'],
    ['has no any', 'export const anything = (value: any): unknown => value;', 'no-explicit-any'],
    [
      'swears no value into being',
      'export const first = (list: number[]): number => list[0]!;',
      'no-non-null-assertion',
    ],
    [
      'imports types as types',
      "import { Level } from './contract.js';\nexport const level: Level = 'healthy';",
      'consistent-type-imports',
    ],
    [
      'answers every case of a union',
      "export function f(x: 'a' | 'b'): void {\n  switch (x) {\n    case 'a':\n      console.log(x);\n  }\n}",
      'switch-exhaustiveness-check',
    ],
  ];
  for (const [name, text, rule] of offences) {
    it(name, async () => {
      assert.ok((await broken(withTypes, file, `${text}\n`)).includes(`@typescript-eslint/${rule}`));
    });
  }

  it('may leave it to node:test to await its tests', async () => {
    const text = "import { test } from 'node:test';\n\ntest('a promise', async () => {});\n";
    assert.deepEqual(await broken(withTypes, 'test/server/house.test.ts', text), []);
  });
});

it('modules that import each other in a circle are refused', async () => {
  const text = "export * from './health/level.js';\nexport * from './index.js';\n";
  assert.deepEqual(await broken(withoutTypes, 'server/monitor.ts', text), ['import-x/no-cycle']);
});
