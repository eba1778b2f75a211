// @ts-check
/** The child's side of tools/processes.js. */

/** A thousand clients may come at once. */
const waitingConnections = 2048;

/**
 * Answers the parent's commands, one function each, and ends with the parent.
 *
 * @param {Record<string, (data: any) => unknown>} commands
 * @returns {void}
 */
export function answer(commands) {
  /** @param {unknown} message */
  const send = (message) => process.send?.(message);
  process.on('message', async (/** @type {any} */ { id, command, data }) => {
    try {
      const run = commands[command];
      if (run === undefined) throw new Error(`there is no command "${command}"`);
      send({ id, result: await run(data) });
    } catch (error) {
      send({ id, error: error instanceof Error ? error.stack : String(error) });
    }
  });
  process.once('disconnect', () => process.exit());
  // The answer to the parent's first question, which is whether we are ready.
  send({ id: 0, result: true });
}

/**
 * The commands of a server's process: `listen` answers its address (the same one when it listens already); `usage` how many requests it has had and how much
 * CPU time it has used since its start, in microseconds.
 *
 * @param {import('node:http').Server} server
 * @returns {Record<string, () => unknown>}
 */
export function serverCommands(server) {
  let requests = 0;
  server.on('request', () => requests++);
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        const answerAddress = () => {
          const address = /** @type {import('node:net').AddressInfo} */ (server.address());
          resolve(`http://127.0.0.1:${address.port}`);
        };
        if (server.listening) return answerAddress();
        server.once('error', reject);
        server.listen({ host: '127.0.0.1', port: 0, backlog: waitingConnections }, answerAddress);
      }),
    usage: () => {
      const { user, system } = process.cpuUsage();
      return { requests, microseconds: user + system };
    },
  };
}
