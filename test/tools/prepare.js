// @ts-check
/**
 * Brings a checkout to where it can run: packages installed, everything built. Plain JavaScript without dependencies,
 * since on a fresh machine there is nothing but Node; quick when there is nothing to do.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, runCommand } from './command.js';

const oldestNode = [20, 19];
const sources = ['server', 'widget', 'package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts'];
const buildRecord = join(root, 'dist', '.sources');

/** A preparation step that failed; the message is for people and holds the failing command's output. */
export class PrepareError extends Error {}

/**
 * Checks Node's version, installs the packages and, if asked to, builds; each only where it is needed.
 * When something fails, prints why and ends the process with exit code 1.
 *
 * @param {{ build: boolean, quiet?: boolean }} options `quiet` says nothing unless something fails
 * @returns {Promise<void>}
 */
export async function prepare({ build: shouldBuild, quiet = false }) {
  try {
    checkNode();
    await install({ quiet });
    if (shouldBuild) await build({ quiet });
  } catch (error) {
    if (!(error instanceof PrepareError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new PrepareError(
    `align-monitor needs Node ${oldestNode.join('.')} or later; this is Node ${process.versions.node}. Get one from https://nodejs.org/.`,
  );
}

/**
 * Installs the packages of package-lock.json unless exactly these are installed already.
 *
 * @param {{ quiet?: boolean }} options
 * @returns {Promise<void>}
 * @throws {PrepareError} when npm fails
 */
export async function install({ quiet = false }) {
  if (isInstalled()) return;
  // A production environment must not leave out the tools that build.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=warn'];
  await step('Installing the packages (npm ci)', quiet, () => npm(args));
}

/** @returns {boolean} whether all that package.json and package-lock.json ask for is in npm's record of what it installed */
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
 * @returns {Record<string, any>} empty when there is no such file or it is no JSON
 */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch {
    return {};
  }
}

/**
 * Builds dist/ unless it was built from these very sources.
 *
 * @param {{ quiet?: boolean }} options
 * @returns {Promise<void>}
 * @throws {PrepareError} when the build fails
 */
export async function build({ quiet = false }) {
  const current = hashSources();
  if (existsSync(buildRecord) && readFileSync(buildRecord, 'utf8') === current) return;
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await step('Building (npm run build)', quiet, () => npm(['run', 'build']));
  writeFileSync(buildRecord, current);
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

/** @returns {string} a digest of the names and contents of everything that is built */
function hashSources() {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((source) => filesUnder(join(root, source)))) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} path a file or a folder; it may be missing
 * @returns {string[]} the files, sorted
 */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/**
 * @param {string} what
 * @param {boolean} quiet
 * @param {() => Promise<{ code: number, output: string }>} work
 */
async function step(what, quiet, work) {
  if (!quiet) console.log(`${what} …`);
  const start = Date.now();
  const { code, output } = await work();
  if (code !== 0)
    throw new PrepareError(`${output.trimEnd()}\n\n${what} failed with exit code ${code}; its output is above.`);
  if (!quiet) console.log(`${what} took ${((Date.now() - start) / 1000).toFixed(1)} s.`);
}
