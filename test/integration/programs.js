// @ts-check
/** The programs that these tests run beside the monitor. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { installWithApt, isRootOnDebian } from '../tools/debian.js';

const run = promisify(execFile);

/**
 * A program: how it is called, what it prints when it is there, and Debian's package of it.
 *
 * @typedef {{ command: string, args: string[], package: string }} Program
 */

/** @typedef {'chromedriver' | 'firefox' | 'webkit' | 'xvfb' | 'xauth'} BrowserProgram */

/** @type {Record<'flask' | 'gunicorn' | 'nginx' | 'haproxy' | 'prometheus' | BrowserProgram, Program>} */
export const programs = {
  flask: {
    command: process.env['PYTHON_PATH'] ?? '/usr/bin/python3',
    args: ['-c', 'import flask'],
    package: 'python3-flask',
  },
  gunicorn: {
    command: process.env['PYTHON_PATH'] ?? '/usr/bin/python3',
    args: ['-m', 'gunicorn', '--version'],
    package: 'python3-gunicorn',
  },
  nginx: { command: process.env['NGINX_PATH'] ?? '/usr/sbin/nginx', args: ['-v'], package: 'nginx-light' },
  haproxy: { command: process.env['HAPROXY_PATH'] ?? '/usr/sbin/haproxy', args: ['-v'], package: 'haproxy' },
  prometheus: {
    command: process.env['PROMETHEUS_PATH'] ?? '/usr/bin/prometheus',
    args: ['--version'],
    package: 'prometheus',
  },
  chromedriver: {
    command: process.env['CHROMEDRIVER_PATH'] ?? '/usr/bin/chromedriver',
    args: ['--version'],
    package: 'chromium-driver',
  },
  firefox: {
    command: process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr',
    args: ['--version'],
    package: 'firefox-esr',
  },
  webkit: {
    command: process.env['WEBKIT_DRIVER_PATH'] ?? '/usr/bin/WebKitWebDriver',
    args: ['--help'],
    package: 'webkit2gtk-driver',
  },
  xvfb: { command: '/usr/bin/xvfb-run', args: ['--help'], package: 'xvfb' },
  xauth: { command: '/usr/bin/xauth', args: ['-V'], package: 'xauth' },
};

/**
 * Looks for programs. With TEST_INSTALL, as root on a Debian machine, those that are missing are installed.
 *
 * @param {Program[]} wanted
 * @returns {Promise<string | false>} why tests that need them are skipped; false when all are there
 * @throws {Error} when apt-get cannot install them
 */
export async function skipWithout(...wanted) {
  let missing = await missingOf(wanted);
  if (missing.length > 0 && process.env['TEST_INSTALL'] === '1' && (await isRootOnDebian())) {
    console.log(`Installing ${missing.join(', ')} with apt-get.`);
    await installWithApt(...missing);
    missing = await missingOf(wanted);
  }
  if (missing.length === 0) return false;
  return `${missing.join(', ')} not found: run with --install as root on Debian, or: sudo apt-get install ${missing.join(' ')}`;
}

/**
 * @param {Program[]} wanted
 * @returns {Promise<string[]>} the packages of those that do not run
 */
async function missingOf(wanted) {
  const packages = wanted.map((program) =>
    run(program.command, program.args).then(
      () => [],
      () => [program.package],
    ),
  );
  return (await Promise.all(packages)).flat();
}
