/** The rules of the house that eslint.config.js turns into errors: each must bite, and let pass what is right. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint, type Linter } from 'eslint';
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

describe('a room never imports a room to its right', () => {
  eachIsRefused([
    ['server/contract/new.ts', "export type * from '../options/options.js';", paths],
    ['server/options/new.ts', "export * from '../collector/window.js';", paths],
    ['server/text/new.ts', "export type * from '../options/options.js';", paths],
    ['server/collector/new.ts', "export * from '../evaluation/level.js';", paths],
    ['server/collector/new.ts', "export type * from '../api/app.js';", paths],
    ['server/tracking/new.ts', "export * from '../collector/collector.js';", paths],
    ['server/tracking/new.ts', "export * from '../adapters/koa.js';", paths],
    ['server/alerts/new.ts', "export * from '../api/json/metrics-json.js';", paths],
    ['server/checks/new.ts', "export * from '../evaluation/level.js';", paths],
    ['server/history/new.ts', "export * from '../../server/api/json/metrics-json.js';", paths],
    ['server/notify/new.ts', "export * from '../monitor.js';", paths],
    ['server/storage/new.ts', "export * from '../evaluation/level.js';", paths],
    ['server/export/new.ts', "export * from '../api/app.js';", paths],
    ['server/api/routes/new.ts', "export * from '../../monitor.js';", paths],
  ]);
});

describe('the server, the element and the demo keep to themselves', () => {
  eachIsRefused([
    ['widget/new.ts', "export type * from '../server/monitor.js';", paths],
    ['server/new.ts', "export * from '../test/tools/chromium.js';", paths],
    ['server/new.ts', "export * from 'align-monitor';", imports],
    ['demo/new.ts', "export * from '../server/index.js';", paths],
  ]);
});

describe('the rooms that are handed the time have no clock and no web framework', () => {
  eachIsRefused([
    ['server/collector/new.ts', 'setTimeout(String, 5);', 'no-restricted-globals'],
    ['server/alerts/new.ts', 'globalThis.setTimeout(String, 5);', 'no-restricted-properties'],
    ['server/collector/new.ts', 'export const now = Date.now();', 'no-restricted-properties'],
    ['server/history/new.ts', 'export const now = performance.now();', 'no-restricted-properties'],
    ['server/deploys/new.ts', 'export const now = new Date();', 'no-restricted-syntax'],
    ['server/checks/new.ts', "export * from 'node:timers/promises';", imports],
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
    ['server/collector/new.ts', "export * from '../contract/index.js';"],
    ['server/collector/new.ts', 'export const iso = (now: number): string => new Date(now).toISOString();'],
    ['server/evaluation/new.ts', "export * from '../collector/collector.js';"],
    ['server/api/new.ts', "export * from '../collector/collector.js';\nsetTimeout(String, 5);"],
    ['server/monitor.ts', "export * from './api/app.js';\nexport * from './collector/collector.js';"],
    ['widget/new.ts', "export * from '../server/contract/index.js';"],
    ['demo/new.ts', "export * from 'align-monitor';"],
  ];
  for (const [file, text] of allowed) {
    it(`${file}: ${text}`, async () => {
      assert.deepEqual(await broken(withoutTypes, file, `${text}\n`), []);
    });
  }
});

it('types are checked where the compiler does not: promises, any, assertions and unions', async () => {
  const config = (await withTypes.calculateConfigForFile(join(root, 'server/monitor.ts'))) as Linter.Config;
  const rules = [
    ...['no-floating-promises', 'no-misused-promises', 'no-explicit-any', 'no-non-null-assertion'],
    ...['consistent-type-imports', 'switch-exhaustiveness-check'],
  ];
  for (const rule of rules) assert.equal([config.rules?.[`@typescript-eslint/${rule}`]].flat()[0], 2, rule);
});

it('modules that import each other in a circle are refused', async () => {
  const text = "export * from './evaluation/level.js';\nexport * from './index.js';\n";
  assert.deepEqual(await broken(withoutTypes, 'server/monitor.ts', text), ['import-x/no-cycle']);
});
