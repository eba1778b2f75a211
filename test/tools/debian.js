// @ts-check
/** Installs what the tests need of Debian's packages, where that can be done without asking anybody. */
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether this process may install Debian's packages. */
export async function isRootOnDebian() {
  const isDebian = await access('/etc/debian_version').then(
    () => true,
    () => false,
  );
  return isDebian && process.getuid?.() === 0;
}

/**
 * Installs packages; what apt-get printed is shown only when it fails.
 *
 * @param {string[]} packages
 * @throws {Error} when they cannot be installed
 */
export async function installWithApt(...packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, maxBuffer: 64 * 1024 * 1024 };
  try {
    await run('apt-get', ['update'], options);
    await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options);
  } catch (error) {
    const { stdout = '', stderr = '' } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    process.stderr.write(stdout + stderr);
    throw new Error(`apt-get could not install ${packages.join(', ')} (its output is above).`, { cause: error });
  }
}
