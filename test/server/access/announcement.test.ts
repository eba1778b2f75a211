import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const app = fileURLToPath(new URL('./announcing-app.js', import.meta.url));

/** Runs the app until it has said what there is to say. */
async function start(
  env: Record<string, string>,
  isTerminal: boolean,
  ...words: string[]
): Promise<{ text: string; child: ChildProcess }> {
  const node = [process.execPath, app, ...words];
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/NODE_ENV|ALIGN_MONITOR/.test(name)),
  );
  const options = { env: { ...clean, ...env } };
  const child = isTerminal
    ? spawn('script', ['-qec', node.map((word) => `'${word}'`).join(' '), '/dev/null'], options)
    : spawn(node[0] ?? '', node.slice(1), options);
  let text = '';
  child.stdout.on('data', (chunk) => (text += String(chunk)));
  child.stderr.on('data', (chunk) => (text += String(chunk)));
  while (!text.includes('ready')) await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  return { text, child };
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.stdin?.end('end\n');
  await exited;
}

describe('a process that begins to listen', () => {
  it('on a terminal prints one link that signs one browser in as operator, once', async () => {
    const { text, child } = await start({}, true);
    const [link = ''] = /http:\/\/localhost:\d+\/monitoring\/sign-in#key=\w+/.exec(text) ?? [];
    assert.equal(text.split('sign-in#key=').length, 2, text);
    const url = new URL(link);
    const signIn = (): Promise<Response> =>
      fetch(`${url.origin}/monitoring/sign-in`, {
        ...{ method: 'POST', redirect: 'manual', headers: { Origin: url.origin } },
        body: new URLSearchParams({ token: url.hash.replace('#key=', '') }),
      });
    const first = await signIn();
    assert.equal(first.status, 303);
    const Cookie = first.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    const session = await fetch(`${url.origin}/monitoring/session`, { headers: { Cookie } });
    assert.equal(((await session.json()) as { audience: string }).audience, 'operator');
    assert.equal((await signIn()).status, 401);
    await end(child);
  });

  it('without a terminal prints no key, but what strangers see and how to see more', async () => {
    const { text, child } = await start({}, false);
    const lines = text.split('\n').filter((line) => line.includes('align-monitor'));
    assert.equal(lines.length, 1, text);
    assert.match(
      lines[0] ?? '',
      /strangers see the status .* at http:\/\/localhost:\d+\/monitoring; to see more, set ALIGN_MONITOR_OPERATOR_TOKEN or/,
    );
    assert.doesNotMatch(text, /key=/);
    await end(child);
  });

  it('says that clients on this machine are operators, where they are', async () => {
    const { text, child } = await start({ NODE_ENV: 'development' }, false);
    assert.match(text, /every client on this machine is an operator/);
    await end(child);
  });

  it('says nothing where the monitor answers no strangers, behind the login of the app', async () => {
    const { text, child } = await start({}, true, '--behind-login');
    assert.doesNotMatch(text, /align-monitor/);
    await end(child);
  });

  it('says nothing where the app has said who may see what', async () => {
    const { text, child } = await start({ ALIGN_MONITOR_VIEWER_TOKEN: 'viewer-token-1' }, true);
    assert.doesNotMatch(text, /align-monitor/);
    await end(child);
  });
});
