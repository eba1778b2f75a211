// @ts-check
/** Finds a Python that has Flask. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { installWithApt, isRootOnDebian } from '../tools/debian.js';

const run = promisify(execFile);
const python = process.env['PYTHON_PATH'] ?? '/usr/bin/python3';

/**
 * Finds a Python that can import Flask; as root on a Debian machine it installs one.
 *
 * @returns {Promise<string>} the path of the interpreter
 * @throws {Error} when there is none; the message says what to install
 */
export async function pythonWithFlask() {
  if (await hasFlask()) return python;
  if (await isRootOnDebian()) {
    console.log('No Flask was found: installing python3-flask with apt-get.');
    await installWithApt('python3-flask');
    if (await hasFlask()) return python;
  }
  throw new Error(
    `${python} cannot import Flask. Install it (Debian: "sudo apt-get install python3-flask"), or set PYTHON_PATH.`,
  );
}

async function hasFlask() {
  return run(python, ['-c', 'import flask']).then(
    () => true,
    () => false,
  );
}
