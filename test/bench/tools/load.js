// @ts-check
/** Servers under load: what they answer, how fast, and what an answer costs them. */
import { Process } from './processes.js';

/**
 * @typedef {object} Measured
 * @property {number} perSecond answers
 * @property {number} p50Ms
 * @property {number} p99Ms
 * @property {number} cpuUs the server's CPU time for each answer
 */

/** The load generator, a child process of its own. */
export class Load {
  #process;

  /** @param {Process} process */
  constructor(process) {
    this.#process = process;
  }

  static async start() {
    return new Load(await Process.start('load'));
  }

  /**
   * Has every server listen.
   *
   * @param {Record<string, Process>} servers
   * @param {Omit<import('../processes/load.js').Shape, 'url'>} shape of the load
   * @param {string} [path] what is asked for, unless the shape says it
   * @returns {Promise<(name: string) => Promise<Measured>>} fires at the server of that name, and measures
   */
  async aimAt(servers, shape, path = '/') {
    /** @type {Map<string, { server: Process, url: string }>} */
    const targets = new Map();
    for (const [name, server] of Object.entries(servers)) {
      targets.set(name, { server, url: (await server.ask('listen')) + path });
    }
    return async (name) => {
      const target = targets.get(name);
      if (target === undefined) throw new Error(`there is no server ${name}`);
      const before = await target.server.ask('usage');
      // Where the machine was busy with something else for all of a short round, a longer one has answers.
      const shortly = this.#process.ask('fire', { ...shape, url: target.url });
      const answers = await shortly.catch(() => this.#process.ask('fire', { ...shape, seconds: 2, url: target.url }));
      const after = await target.server.ask('usage');
      return { ...answers, cpuUs: (after.microseconds - before.microseconds) / (after.requests - before.requests) };
    };
  }

  /** Ends the process. */
  end() {
    return this.#process.end();
  }
}

/**
 * @param {Record<string, Measured[]>} measured
 * @param {string} name of the server
 * @param {keyof Measured} figure
 * @returns {number[]} one a round
 */
export function figuresOf(measured, name, figure) {
  return (measured[name] ?? []).map((values) => values[figure]);
}
