// @ts-check
/**
 * Where the browser for the tests is. Plain JavaScript without dependencies, since it also runs before anything is built.
 */
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { installWithApt, isRootOnDebian } from './debian.js';

/** Command-line switches for a Chromium under test: quiet, alone, and able to run as root in a container. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Finds a Chromium or Chrome: `CHROME_PATH`, then the usual places, then, as root on a Debian machine, installs one.
 *
 * @returns {Promise<string>} the path of the executable
 * @throws {Error} when there is none; the message says what to install or to set
 */
export async function chromiumPath() {
  const chosen = process.env['CHROME_PATH'];
  if (chosen) {
    if (await isExecutable(chosen)) return chosen;
    throw new Error(
      `CHROME_PATH is ${chosen}, which is no executable file. Set it to a Chromium or Chrome, or unset it.`,
    );
  }
  const found = await firstExecutable(usualPlaces());
  if (found !== undefined) return found;
  if (await isRootOnDebian()) return installChromium();
  throw new Error(`No Chromium or Chrome was found. ${howToInstall()}`);
}

/** @returns {string[]} the paths at which this platform keeps a browser, in order of preference */
function usualPlaces() {
  if (process.platform === 'win32') {
    const roots = [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']];
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'];
    const edge = 'Microsoft\\Edge\\Application\\msedge.exe';
    return [...programs, edge].flatMap((program) => roots.flatMap((root) => (root ? [join(root, program)] : [])));
  }
  if (process.platform === 'darwin') {
    const programs = ['Google Chrome.app/Contents/MacOS/Google Chrome', 'Chromium.app/Contents/MacOS/Chromium'];
    return programs.flatMap((program) => [join('/Applications', program), join(homedir(), 'Applications', program)]);
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean), '/usr/bin', '/snap/bin'];
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), '/opt/google/chrome/chrome'];
}

/**
 * @param {string[]} paths
 * @returns {Promise<string | undefined>}
 */
async function firstExecutable(paths) {
  for (const path of paths) {
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

/**
 * @param {string} path
 * @returns {Promise<boolean>}
 */
async function isExecutable(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** @returns {Promise<string>} the path of the Chromium that apt has installed */
async function installChromium() {
  console.log('No browser was found: installing Chromium with apt-get (about half a minute).');
  try {
    await installWithApt('chromium');
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error} ${howToInstall()}`, { cause: error });
  }
  const installed = await firstExecutable(usualPlaces());
  if (installed === undefined) throw new Error(`apt-get installed no Chromium that can be found. ${howToInstall()}`);
  return installed;
}

/** @returns {string} what to do, in this platform's words */
function howToInstall() {
  if (process.platform === 'linux') {
    return 'Install it (Debian: "sudo apt-get install chromium", Fedora: "sudo dnf install chromium"), or set CHROME_PATH to one.';
  }
  return 'Install Google Chrome from https://www.google.com/chrome/, or set CHROME_PATH to a Chromium or Chrome.';
}
