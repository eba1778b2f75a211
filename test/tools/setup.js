// @ts-check
/**
 * Prepares a checkout: installs the packages and builds dist/, each only where it is needed. It uses nothing but Node,
 * since a fresh machine has nothing else.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

const oldestNode = [20, 19];
const sources = ['server', 'widget', 'package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts'];
/** Holds the digest of the sources that dist/ was built from. */
const buildRecord = join(root, 'dist', '.sources');

/**
 * Installs and builds. When one of these fails, prints why and ends the process with exit code 1.
 *
 * @param {{ silent?: boolean }} [options] `silent`: print nothing unless something fails
 */
export function setUp({ silent = false } = {}) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    fail(
      `align-monitor needs Node ${oldestNode.join('.')} or later; this is Node ${process.versions.node}. Get one from https://nodejs.org/.`,
    );
  }
  if (!isInstalled()) {
    // With NODE_ENV=production npm would leave out the development dependencies, which build.
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=warn'];
    runNpm('Installing the packages (npm ci)', args, { silent });
  }
  const digest = digestOfSources();
  if (existsSync(buildRecord) && readFileSync(buildRecord, 'utf8') === digest) return;
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  runNpm('Building (npm run build)', ['run', 'build'], { silent });
  writeFileSync(buildRecord, digest);
}

/**
 * The command line of npm: of the npm that runs this process, or of the one on the path.
 *
 * @param {string[]} args
 * @returns {[command: string, args: string[], options: { cwd: string, shell: boolean }]} for `spawn`
 */
export function npm(args) {
  const own = process.env['npm_execpath'] ?? '';
  if (/npm-cli\.c?js$/.test(own)) return [process.execPath, [own, ...args], { cwd: root, shell: false }];
  return ['npm', args, { cwd: root, shell: process.platform === 'win32' }];
}

/** Whether npm's record of what is installed has all that package.json and package-lock.json ask for. */
function isInstalled() {
  const installed = readJson('node_modules/.package-lock.json')['packages'];
  const { '': own, ...wanted } = readJson('package-lock.json')['packages'] ?? {};
  if (!installed || !own) return false;
  const manifest = readJson('package.json');
  const isEachLocked = ['dependencies', 'devDependencies'].every((kind) =>
    Object.keys(manifest[kind] ?? {}).every((name) => name in (own[kind] ?? {})),
  );
  // Optional packages may be missing: most are for other platforms.
  const isEachInstalled = Object.entries(wanted).every(([path, { version, optional }]) =>
    installed[path] ? installed[path].version === version : optional === true,
  );
  return isEachLocked && isEachInstalled;
}

/**
 * @param {string} path
 * @returns {Record<string, any>} empty when there is no such file or it is not JSON
 */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch {
    return {};
  }
}

/** A digest of the names and contents of everything that is built. */
function digestOfSources() {
  const hash = createHash('sha256');
  for (const source of sources) {
    const isFolder = statSync(join(root, source)).isDirectory();
    const names = isFolder ? readdirSync(join(root, source), { recursive: true, encoding: 'utf8' }).sort() : [''];
    for (const path of names.map((name) => join(source, name))) {
      if (statSync(join(root, path)).isFile()) hash.update(`${path}\0`).update(readFileSync(join(root, path)));
    }
  }
  return hash.digest('hex');
}

/**
 * Runs npm and prints its output only when it fails; then it also ends the process with exit code 1.
 *
 * @param {string} what for the messages
 * @param {string[]} args
 * @param {{ silent?: boolean }} [options] `silent`: print nothing unless npm fails
 */
export function runNpm(what, args, { silent = false } = {}) {
  if (!silent) console.log(`${what} …`);
  const start = Date.now();
  const [command, words, options] = npm(args);
  const { status, stdout, stderr } = spawnSync(command, words, { ...options, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) fail(`${stdout}${stderr}\n${what} failed with exit code ${status}; its output is above.`);
  if (!silent) console.log(`${what} took ${((Date.now() - start) / 1000).toFixed(1)} s.`);
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(1);
}
