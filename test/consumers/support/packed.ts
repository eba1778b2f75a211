/** Packs the package as npm publishes it, and makes projects that depend on it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../tools/setup.js';

const run = promisify(execFile);

/** A packed package. */
export interface Packed {
  tarball: string;
  /** The packed files, relative to the package. */
  files: string[];
  /**
   * Makes a project with these files (names to contents), the package, its dependencies, and `others` of the packages
   * that are installed here. Returns its folder.
   */
  project(files: Record<string, string>, others?: readonly string[]): Promise<string>;
  /** Removes the tarball and all projects. */
  remove(): Promise<void>;
}

/** Packs the build into a temporary folder. */
export async function pack(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'align-monitor-package-'));
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', words, { cwd: root, shell: process.platform === 'win32' });
  const [made] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  if (made === undefined) throw new Error('npm packed nothing.');
  const tarball = join(folder, made.filename);
  let projects = 0;
  return {
    tarball,
    files: made.files.map(({ path }) => path),
    async project(files, others = []) {
      const home = join(folder, `project-${(projects += 1)}`);
      const own = join(home, 'node_modules', 'align-monitor');
      await mkdir(own, { recursive: true });
      await run('tar', ['-xzf', tarball, '-C', own, '--strip-components=1']);
      const { dependencies } = JSON.parse(await readFile(join(own, 'package.json'), 'utf8')) as {
        dependencies: Record<string, string>;
      };
      for (const name of [...Object.keys(dependencies), ...others]) {
        const link = join(home, 'node_modules', name);
        await mkdir(dirname(link), { recursive: true });
        await symlink(join(root, 'node_modules', name), link, 'junction');
      }
      for (const [name, text] of Object.entries(files)) await writeFile(join(home, name), text);
      return home;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A tsconfig.json with the strictest settings. Also checks the types of libraries. */
function tsconfig(options: Record<string, unknown>): string {
  const strict = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true };
  const target = { target: 'ES2022', lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: [] };
  return JSON.stringify({ compilerOptions: { ...strict, ...target, ...options } });
}

/** Asserts that a project of these files compiles. Returns its folder. */
export async function compile(
  packed: Packed,
  files: Record<string, string>,
  options: Record<string, unknown>,
  others?: string[],
): Promise<string> {
  const folder = await packed.project({ ...files, 'tsconfig.json': tsconfig(options) }, others);
  const { code, output } = await runProgram('typescript/bin/tsc', ['-p', folder], folder);
  assert.equal(output, '');
  assert.equal(code, 0);
  return folder;
}

/** Runs a program of an installed package with Node. Returns its exit code and its output. */
export async function runProgram(
  path: string,
  words: string[],
  cwd: string,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'node_modules', path), ...words], { cwd }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, output: stdout + stderr });
    });
  });
}
