/** Real browsers, driven by the WebDriver protocol: over HTTP, and for Firefox over its own Marionette, without geckodriver. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromiumArgs } from '../tools/chromium.js';

/** Sends one command of the protocol; resolves with its value. Rejects with the browser's error. */
type Send = (command: Command, parameters?: object) => Promise<unknown>;

type Command = keyof typeof COMMANDS;

/** Method and path over HTTP, and the name that Marionette has for the same. */
const COMMANDS = {
  navigate: ['POST', 'url', 'Navigate'],
  execute: ['POST', 'execute/sync', 'ExecuteScript'],
  act: ['POST', 'actions', 'PerformActions'],
  screenshot: ['GET', 'screenshot', 'TakeScreenshot'],
  end: ['DELETE', '', 'DeleteSession'],
} as const;

/** How long a browser may take to start, and to do what is waited for; in milliseconds. */
const PATIENCE_MS = 20_000;
const LOOK_AGAIN_MS = 50;

/** The codes of keys in the protocol. */
export const KEYS = { Tab: '\ue004', Enter: '\ue007', Escape: '\ue00c' } as const;

/** A browser with one window. */
export class Driver {
  readonly #send: Send;
  readonly #end: () => Promise<void>;

  constructor(send: Send, end: () => Promise<void>) {
    this.#send = send;
    this.#end = end;
  }

  /** Loads a page. */
  async open(url: string): Promise<void> {
    await this.#send('navigate', { url });
  }

  /** Runs a function in the page; it sees nothing of its surroundings here. Takes and returns JSON. */
  async run<Args extends unknown[], Result>(look: (...args: Args) => Result, ...args: Args): Promise<Result> {
    // tsx adds calls of a helper to functions that a page does not have.
    const script = `globalThis.__name ??= (named) => named; return (${String(look)})(...arguments)`;
    return (await this.#send('execute', { script, args })) as Result;
  }

  /** Waits until a function returns in the page what is no null, undefined or false. */
  async until<Args extends unknown[], Result>(what: string, look: (...args: Args) => Result, ...args: Args) {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const seen = await this.run(look, ...args);
      if (seen !== null && seen !== undefined && seen !== false) return seen;
      if (Date.now() > end) throw new Error(`It did not come: ${what}`);
      await wait(LOOK_AGAIN_MS);
    }
  }

  /** Types a text, or presses keys. */
  async type(text: string): Promise<void> {
    const actions = Array.from(text).flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.#send('act', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Presses the mouse button at a place, in CSS pixels of the window, and releases it at the last one. */
  async drag(...places: (readonly [x: number, y: number])[]): Promise<void> {
    const moves = places.map(([x, y]) => ({ type: 'pointerMove', duration: 50, x: Math.round(x), y: Math.round(y) }));
    const actions = [moves[0], { type: 'pointerDown', button: 0 }, ...moves.slice(1), { type: 'pointerUp', button: 0 }];
    const parameters = { pointerType: 'mouse' };
    await this.#send('act', { actions: [{ type: 'pointer', id: 'mouse', parameters, actions }] });
  }

  /** The window's content, as PNG. */
  async screenshot(): Promise<Buffer> {
    return Buffer.from((await this.#send('screenshot', { full: false })) as string, 'base64');
  }

  /** Ends the browser and all that was started for it. */
  async close(): Promise<void> {
    await this.#send('end').catch(() => undefined);
    await this.#end();
  }
}

/** Starts Chromium, through chromedriver. */
export function startChromium(driver: string, browser: string): Promise<Driver> {
  const options = { binary: browser, args: [...chromiumArgs, '--headless=new', '--window-size=1280,900'] };
  return startOverHttp([driver], { 'goog:chromeOptions': options });
}

/** Starts WebKit, through its driver, on a screen that nobody sees, and without a locale: its language is `C`, which is no language tag. */
export function startWebKit(driver: string): Promise<Driver> {
  const screen = ['xvfb-run', '-a', '-s', '-screen 0 1280x900x24'];
  return startOverHttp([...screen, driver], {});
}

/** Starts Firefox. */
export async function startFirefox(browser: string): Promise<Driver> {
  const profile = await mkdtemp(join(tmpdir(), 'align-monitor-browser-'));
  await writeFile(join(profile, 'user.js'), FIREFOX_PREFERENCES);
  const words = [
    '--headless',
    '--marionette',
    '--no-remote',
    '--width',
    '1280',
    '--height',
    '900',
    '--profile',
    profile,
  ];
  const program = start([browser, ...words], profile);
  const end = async () => {
    await stop(program);
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const port = await eventually(() => readFile(join(profile, 'MarionetteActivePort'), 'utf8'));
    const { socket, send } = await marionette(Number(port));
    await send('NewSession', { capabilities: { alwaysMatch: {} } });
    return new Driver(
      (command, parameters = {}) => send(COMMANDS[command][2], parameters),
      async () => {
        socket.destroy();
        await end();
      },
    );
  } catch (error) {
    await end();
    throw error;
  }
}

const FIREFOX_PREFERENCES = `
user_pref('marionette.port', 0);
user_pref('app.update.disabledForTesting', true);
user_pref('browser.shell.checkDefaultBrowser', false);
user_pref('datareporting.policy.dataSubmissionEnabled', false);
user_pref('dom.disable_open_during_load', false);
user_pref('network.captive-portal-service.enabled', false);
user_pref('network.connectivity-service.enabled', false);
user_pref('termsofuse.bypassNotification', true);
`;

async function startOverHttp(words: string[], options: object): Promise<Driver> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'align-monitor-browser-'));
  const program = start([...words, `--port=${port}`], folder);
  const end = async () => {
    await stop(program);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const ask = async (method: string, path: string, parameters?: object): Promise<unknown> => {
    const body = method === 'POST' ? { body: JSON.stringify(parameters ?? {}) } : {};
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...body });
    const { value } = (await answer.json()) as { value: unknown };
    if (!answer.ok) throw new Error(JSON.stringify(value));
    return value;
  };
  try {
    await eventually(() => ask('GET', '/status'));
    const capabilities = { alwaysMatch: options };
    const { sessionId } = (await ask('POST', '/session', { capabilities })) as { sessionId: string };
    const send: Send = (command, parameters) => {
      const [method, path] = COMMANDS[command];
      return ask(method, `/session/${sessionId}${path && '/'}${path}`, parameters);
    };
    return new Driver(send, end);
  } catch (error) {
    await end();
    throw error;
  }
}

/** Messages are JSON lists behind their length in bytes: `[0, id, name, parameters]` and `[1, id, error, result]`. */
async function marionette(port: number) {
  const socket: Socket = await eventually(
    () =>
      new Promise((resolve, reject) => {
        const opened = connect(port, '127.0.0.1', () => resolve(opened));
        opened.once('error', reject);
      }),
  );
  const waiting = new Map<number, (error: unknown, result: unknown) => void>();
  let received = Buffer.alloc(0);
  let last = 0;
  socket.on('data', (data: Buffer) => {
    received = Buffer.concat([received, data]);
    for (;;) {
      const colon = received.indexOf(':');
      const end = colon + 1 + Number(received.subarray(0, Math.max(0, colon)).toString());
      if (colon < 1 || received.length < end) return;
      const message = JSON.parse(received.subarray(colon + 1, end).toString()) as unknown;
      received = received.subarray(end);
      // The first message greets.
      if (Array.isArray(message)) waiting.get(message[1] as number)?.(message[2], message[3]);
    }
  });
  const send = (name: string, parameters: object): Promise<unknown> => {
    const id = (last += 1);
    const message = JSON.stringify([0, id, `WebDriver:${name}`, parameters]);
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error('Firefox has ended.'));
      socket.once('close', fail);
      waiting.set(id, (error, result) => {
        socket.off('close', fail);
        waiting.delete(id);
        if (error === null) resolve((result as { value?: unknown } | null)?.value);
        else reject(new Error(JSON.stringify(error)));
      });
      socket.write(`${Buffer.byteLength(message)}:${message}`);
    });
  };
  return { socket, send };
}

/** In a group of its own, so that all that it starts ends with it, and with a folder for what they would leave behind. */
function start([command = '', ...words]: string[], folder: string): ChildProcess {
  const language = { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  const own = { ...language, HOME: folder, TMPDIR: folder, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' };
  return spawn(command, words, { env: { ...process.env, ...own }, stdio: 'ignore', detached: true });
}

async function stop(program: ChildProcess): Promise<void> {
  const { pid, exitCode } = program;
  if (pid === undefined || exitCode !== null) return;
  const ended = new Promise((resolve) => program.once('exit', resolve));
  process.kill(-pid, 'SIGTERM');
  const timer = setTimeout(() => process.kill(-pid, 'SIGKILL'), 3000);
  await ended;
  clearTimeout(timer);
}

/** Tries until it succeeds. */
async function eventually<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await wait(LOOK_AGAIN_MS);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
