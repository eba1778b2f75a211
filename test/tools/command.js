// @ts-check
/**
 * Runs other programs so that none of them outlives this one: Ctrl-C and `kill` end the whole process group of each.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The checkout, in which every command runs. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

const graceMs = 5000;
const hasGroups = process.platform !== 'win32';
/** @type {NodeJS.Signals[]} */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** @type {Set<number>} */
const running = new Set();
/** @type {NodeJS.Signals | undefined} */
let endedBy;

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ capture?: boolean, env?: Record<string, string>, shell?: boolean }} [options] `capture` keeps the output
 *   back and returns it, else it is printed as it comes; `env` is added to this process's own
 * @returns {Promise<{ code: number, output: string }>} the exit code (1 when it was killed or could not be started)
 */
export async function runCommand(command, args, { capture = false, env = {}, shell = false } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
    detached: hasGroups,
    shell,
  });
  const { pid } = child;
  if (pid !== undefined) watch(pid);
  /** @type {Buffer[]} */
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(chunk));
  /** @type {number} */
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      chunks.push(Buffer.from(`${command}: ${error.message}\n`));
      resolve(1);
    });
    child.once('close', (exitCode) => {
      resolve(exitCode ?? 1);
    });
  });
  if (pid !== undefined) await unwatch(pid);
  return { code, output: Buffer.concat(chunks).toString() };
}

/** @param {number} pid */
function watch(pid) {
  if (running.size === 0) {
    for (const signal of endingSignals) process.on(signal, endAll);
    process.on('exit', killAll);
  }
  running.add(pid);
}

/**
 * Forgets a process that has ended. While everything is being ended, first waits for the rest of its group.
 *
 * @param {number} pid
 */
async function unwatch(pid) {
  const deadline = Date.now() + graceMs;
  while (endedBy !== undefined && isAlive(pid) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (endedBy !== undefined) send(pid, 'SIGKILL');
  running.delete(pid);
  if (running.size > 0) return;
  if (endedBy !== undefined) process.exit(endedBy === 'SIGINT' ? 130 : 143);
  for (const signal of endingSignals) process.off(signal, endAll);
  process.off('exit', killAll);
}

/**
 * The first signal asks all commands to end, with the one signal on which browsers and test runners tidy up; those
 * that are still there after the grace time, or at a second signal, are killed.
 *
 * @param {NodeJS.Signals} signal
 */
function endAll(signal) {
  if (endedBy !== undefined) {
    killAll();
    return;
  }
  endedBy = signal;
  for (const pid of running) send(pid, 'SIGINT');
  setTimeout(killAll, graceMs).unref();
}

function killAll() {
  for (const pid of running) send(pid, 'SIGKILL');
}

/** @param {number} pid */
function isAlive(pid) {
  return send(pid, 0);
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} whether there was anybody to receive it
 */
function send(pid, signal) {
  try {
    return process.kill(hasGroups ? -pid : pid, signal);
  } catch {
    return false;
  }
}
