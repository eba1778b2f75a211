/** Programs of npm that only these tests need: too large to be installed with the others. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = fileURLToPath(new URL('../programs', import.meta.url));

/** Loads one of the programs. */
export const requireProgram: (name: string) => unknown = createRequire(`${folder}/package.json`);

/** The path of one of the programs' files. */
export function programFile(path: string): string {
  return `${folder}/node_modules/${path}`;
}

/**
 * Looks for a program. With TEST_INSTALL, those that are missing are installed, about 100 MB.
 * @returns why tests that need it are skipped; false when it is there
 */
export async function skipWithout(name: string): Promise<string | false> {
  const isThere = (): boolean => existsSync(programFile(name));
  if (!isThere() && process.env['TEST_INSTALL'] === '1') {
    const words = ['install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await promisify(execFile)('npm', words, { cwd: folder, shell: process.platform === 'win32' });
  }
  return isThere() ? false : `${name} not found: run with --install, or: npm install in test/consumers/programs`;
}
