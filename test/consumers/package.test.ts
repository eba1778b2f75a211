/** The packed package: its files, its fields, and the findings of publint and @arethetypeswrong/cli. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { root } from '../tools/setup.js';
import { pack, runProgram, type Packed } from './support/packed.js';

/** The values of `exports`, of which conditions may be nested. */
type Targets = string | { [condition: string]: Targets };

function pathsOf(targets: Targets): string[] {
  return typeof targets === 'string' ? [targets] : Object.values(targets).flatMap(pathsOf);
}

describe('the package', () => {
  let packed: Packed;

  before(async () => {
    packed = await pack();
  });

  after(() => packed.remove());

  it('contains every file that its fields point to: the manifest, the file for a script tag, the exports, the command', async () => {
    const { customElements, unpkg, jsdelivr, main, types, exports, bin } = JSON.parse(
      await readFile(join(root, 'package.json'), 'utf8'),
    ) as Record<'customElements' | 'unpkg' | 'jsdelivr', string> &
      Record<'main' | 'types', string> &
      Record<'exports', Targets> &
      Record<'bin', Record<string, string>>;
    assert.equal(customElements, './dist/custom-elements.json');
    assert.equal(unpkg, './dist/browser/align-monitor.js');
    assert.equal(jsdelivr, unpkg);
    const targets = [customElements, unpkg, main, types, ...pathsOf(exports), ...Object.values(bin)];
    const paths = targets.map((path) => path.replace(/^\.\//, ''));
    assert.deepEqual(
      paths.filter((path) => !packed.files.includes(path)),
      [],
    );
  });

  it('contains the build, what users read, and nothing else', () => {
    const others = packed.files.filter((path) => !/^(dist\/(browser|server|widget)|demo)\//.test(path)).sort();
    assert.deepEqual(others, [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist/custom-elements.json',
      'package.json',
      'server/README.md',
      'widget/README.md',
    ]);
    assert.ok(packed.files.some((path) => /^dist\/browser\/align-monitor\/core-[\w-]+\.js$/.test(path)));
    const copied = packed.files.filter((path) => path.startsWith('demo/') && !path.startsWith('demo/observability/'));
    assert.deepEqual(copied.filter((path) => !path.endsWith('.png')).sort(), [
      'demo/README.md',
      'demo/flask/align_monitor.py',
    ]);
    const strange = packed.files.filter(
      (path) =>
        !/(\.d\.c?ts|\.c?js|\.json|\.md|^LICENSE|^demo\/.*\.(py|png|ya?ml|cfg|conf))$/.test(path) ||
        /\.test\.|(^|\/)tests?\/|\.map$/i.test(path),
    );
    assert.deepEqual(strange, []);
  });

  it('contains no path of the machine that built it, no source map and nothing secret', async () => {
    const folder = join(await packed.project({}), 'node_modules', 'align-monitor');
    for (const path of packed.files) {
      const text = await readFile(join(folder, path), 'utf8');
      for (const planted of [root, 'sourceMappingURL', 'PRIVATE KEY-----']) {
        assert.ok(!text.includes(planted), `${path} contains ${planted}`);
      }
      assert.doesNotMatch(text, /\bnpm_[A-Za-z0-9]{36}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bAKIA[0-9A-Z]{16}\b/, path);
    }
  });

  it('has no finding of publint', async () => {
    const tarball = new Uint8Array(await readFile(packed.tarball)).buffer;
    const { messages, pkg } = await publint({ pack: { tarball } });
    assert.deepEqual(
      messages.map((message) => `${message.type}: ${formatMessage(message, pkg, { color: false }) ?? message.code}`),
      [],
    );
  });

  it('has types that agree with its code in every way to resolve them, for `require` too', async () => {
    const { code, output } = await areTypesWrong('--entrypoints', '.');
    assert.equal(code, 0, output);
    assert.match(output, /node16 \(from CJS\) │ 🟢 \(CJS\)/);
  });

  it('has types of the element that resolve in every way, as those of an ES module', async () => {
    const { code, output } = await areTypesWrong('--ignore-rules', 'cjs-resolves-to-esm');
    assert.equal(code, 0, output);
    assert.match(output, /"align-monitor\/widget\/jsx"/);
  });

  function areTypesWrong(...words: string[]): Promise<{ code: number; output: string }> {
    const program = '@arethetypeswrong/cli/dist/index.js';
    return runProgram(program, [packed.tarball, '--no-color', ...words], root);
  }
});
