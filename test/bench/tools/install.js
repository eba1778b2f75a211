// @ts-check
/** Installs what the benchmarks compare with and are driven by: packages of theirs alone, in a folder of their own. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../tools/command.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const lock = new URL('../package-lock.json', import.meta.url);
const installedLock = new URL('../node_modules/.installed-lock', import.meta.url);

/**
 * Runs `npm ci` in the benchmarks' folder unless exactly its lock's packages are there already. Ends the process with
 * exit code 1 when npm fails.
 *
 * @param {{ quiet?: boolean }} options `quiet` says nothing unless npm fails
 * @returns {Promise<void>}
 */
export async function installPeers({ quiet = false }) {
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(installedLock) && readFileSync(installedLock, 'utf8') === wanted) return;
  if (!quiet) console.log('Installing what the benchmarks compare with (npm ci in test/bench) …');
  // No package's script is needed; one of them would compile native code.
  const args = ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await npm(args);
  if (code !== 0) {
    console.error(`${output.trimEnd()}\n\nnpm ci in test/bench failed with exit code ${code}; its output is above.`);
    process.exit(1);
  }
  writeFileSync(installedLock, wanted);
}

/**
 * Runs npm: the very one that started us if one did, else the one on the path.
 *
 * @param {string[]} args
 */
function npm(args) {
  const started = process.env['npm_execpath'] ?? '';
  return /npm-cli\.c?js$/.test(started)
    ? runCommand(process.execPath, [started, ...args], { capture: true })
    : runCommand('npm', args, { capture: true, shell: process.platform === 'win32' });
}
