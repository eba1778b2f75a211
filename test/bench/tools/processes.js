// @ts-check
/**
 * The benchmarks' child processes: each contestant, server and load generator has one to itself, so that none shares
 * the other's compiler, heap or event loop. A child answers commands (tools/answer.js) and ends with this process.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A child that has not answered by then never will. */
const answerWithinMs = 120_000;
const keptOutput = 4000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A child process that answers commands. */
export class Process {
  #child;
  #output = '';
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  #pending = new Map();
  #asked = 0;
  #name;

  /**
   * @param {string} name of the file in processes/, without its ending
   * @param {string[]} args
   * @param {string[]} flags for Node itself
   */
  constructor(name, args, flags) {
    this.#name = [name, ...args].join(' ');
    const file = fileURLToPath(new URL(`../processes/${name}.js`, import.meta.url));
    this.#child = fork(file, args, {
      execArgv: flags,
      // Frameworks are faster in production, and so they are run.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    running.add(this.#child);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk) => (this.#output = (this.#output + chunk).slice(-keptOutput)));
    }
    this.#child.on('message', (message) => this.#take(message));
    this.#child.once('error', (error) => this.#fail(error.message));
    this.#child.once('close', (code, signal) => this.#fail(`ended with ${signal ?? `exit code ${code}`}`));
  }

  /**
   * Starts a child and waits until it is ready.
   *
   * @param {string} name of the file in processes/, without its ending
   * @param {string[]} [args]
   * @param {string[]} [flags] for Node itself
   * @returns {Promise<Process>}
   */
  static async start(name, args = [], flags = []) {
    const started = new Process(name, args, flags);
    await started.ask('ready');
    return started;
  }

  /**
   * Has the child carry out a command.
   *
   * @param {string} command
   * @param {unknown} [data]
   * @returns {Promise<any>} what the command returned
   * @throws {Error} when the command threw, the child ended or there was no answer in time
   */
  async ask(command, data) {
    const id = this.#asked++;
    const answer = new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    const timer = setTimeout(() => this.#fail(`has not answered "${command}"`), answerWithinMs);
    // A child says by itself that it is ready: what is sent before it listens could be lost.
    if (command !== 'ready') this.#child.send({ id, command, data });
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the child. */
  async end() {
    if (!running.has(this.#child)) return;
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    await closed;
  }

  /** @param {any} message */
  #take({ id, result, error }) {
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(`${this.#name}: ${error}`));
  }

  /** @param {string} reason */
  #fail(reason) {
    running.delete(this.#child);
    const error = new Error(`The process "${this.#name}" ${reason}.\n${this.#output}`);
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    this.#child.kill('SIGKILL');
  }
}

/**
 * Starts one child for each of the arguments, runs the work with all of them, and ends them.
 *
 * @template T
 * @param {string} name of the file in processes/, without its ending
 * @param {readonly string[]} variants one child each, with that argument
 * @param {(children: Record<string, Process>) => Promise<T>} work
 * @param {string[]} [flags] for Node itself
 * @returns {Promise<T>}
 */
export async function withProcesses(name, variants, work, flags = []) {
  /** @type {Record<string, Process>} */
  const children = {};
  try {
    for (const variant of variants) children[variant] = await Process.start(name, [variant], flags);
    return await work(children);
  } finally {
    await Promise.all(Object.values(children).map((child) => child.end()));
  }
}
