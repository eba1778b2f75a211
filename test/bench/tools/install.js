// @ts-check
/** Installs the packages that only the benchmarks use, such as the competitors and the load generator, in test/bench. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runNpm } from '../../tools/setup.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const lock = new URL('../package-lock.json', import.meta.url);
const installedLock = new URL('../node_modules/.installed-lock', import.meta.url);

/**
 * Runs `npm ci` in test/bench unless the packages of its lock file are installed already. Ends the process with exit
 * code 1 when npm fails.
 *
 * @param {{ silent?: boolean }} [options] `silent`: print nothing unless npm fails
 */
export function installPeers({ silent = false } = {}) {
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(installedLock) && readFileSync(installedLock, 'utf8') === wanted) return;
  // No package needs its install script; one of them would compile native code.
  const args = ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  runNpm('Installing the packages of the benchmarks (npm ci)', args, { silent });
  writeFileSync(installedLock, wanted);
}
