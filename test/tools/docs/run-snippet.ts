/** Runs the examples of the documentation as they stand there, with stand-ins for what the reader's app has. */

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import * as server from '../../../server/index.js';
import { root } from '../setup.js';
import { blocksOf } from './markdown.js';

/** A fenced block of a document. */
export interface Block {
  path: string;
  line: number;
  language: string;
  text: string;
}

/** What a block finds in its surroundings. */
export interface Surroundings {
  /** Variables by name. */
  given?: Record<string, unknown>;
  /** Modules by what is imported. */
  modules?: Record<string, object>;
}

const require = createRequire(join(root, 'package.json'));

/**
 * The only block of a document that contains a text.
 * @throws AssertionError when there is none, or several
 */
export function blockWith(path: string, part: string, language = 'js'): string {
  const found = blocksOf(path).filter((block) => block.language === language && block.text.includes(part));
  assert.equal(found.length, 1, `${path} must have one ${language} block with ${part}`);
  return found[0]?.text ?? '';
}

/**
 * Runs a block of JavaScript or TypeScript as the body of an async function.
 * @param wanted names of variables that are returned, where the block has them
 */
export async function runSnippet(
  text: string,
  { given = {}, modules = {} }: Surroundings = {},
  wanted: readonly string[] = [],
): Promise<Record<string, unknown>> {
  const compilerOptions = {
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    ...{ experimentalDecorators: true, verbatimModuleSyntax: true },
  };
  const { outputText } = ts.transpileModule(text, { compilerOptions });
  const load = (name: string): unknown =>
    modules[name] ?? (name === 'align-monitor' ? server : import(require.resolve(name)));
  const names = wanted.map((name) => `${name}: typeof ${name} === 'undefined' ? undefined : ${name}`);
  const body = `return (async () => {\n${withoutModules(outputText)}\nreturn { ${names.join(', ')} };\n})();`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const run = new Function('load', ...Object.keys(given), body) as (
    ...values: unknown[]
  ) => Promise<Record<string, unknown>>;
  return run(load, ...Object.values(given));
}

/** Imports as calls of `load`, exports as declarations, and `import.meta` as that of a module in the current folder. */
function withoutModules(text: string): string {
  return text
    .replaceAll('import.meta', "({ dirname: '.' })")
    .replaceAll(/^import \* as (\w+) from '(.+)';/gm, "const $1 = await load('$2');")
    .replaceAll(/^import (\w+) from '(.+)';/gm, "const { default: $1 } = await load('$2');")
    .replaceAll(
      /^import \{(.+)\} from '(.+)';/gm,
      (_all, names: string, from: string) => `const {${names.replaceAll(' as ', ': ')}} = await load('${from}');`,
    )
    .replaceAll(/^import '(.+)';/gm, "await load('$1');")
    .replaceAll(/^export default /gm, 'const exported = ')
    .replaceAll(/^export \{.*$/gm, '')
    .replaceAll(/^export /gm, '');
}
