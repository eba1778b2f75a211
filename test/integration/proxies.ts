/** nginx and haproxy on loopback, each with a front for every way in which it can reach a server. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../server/support/http.js';
import { programs } from './programs.js';

/** The ports of one server: the same app over HTTP/1.1, and over HTTP/2 without TLS. */
export interface Upstream {
  http1: number;
  http2: number;
}

/** Ways to a server. */
const NGINX = {
  'nginx, HTTP/1.0, its own Host': { version: '1.0', lines: [] },
  'nginx, HTTP/1.0, Host passed on': { version: '1.0', lines: ['proxy_set_header Host $http_host;'] },
  'nginx, HTTP/1.1, its own Host': { version: '1.1', lines: ['proxy_set_header Connection "";'] },
  'nginx, HTTP/1.1, Host passed on': {
    version: '1.1',
    lines: ['proxy_set_header Connection "";', 'proxy_set_header Host $http_host;'],
  },
  'nginx, TLS in front': {
    version: '1.1',
    lines: [
      'proxy_set_header Connection "";',
      'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
      'proxy_set_header X-Forwarded-Proto https;',
    ],
  },
} as const;
const HAPROXY = {
  'haproxy, mode http': { mode: 'http', words: '', port: 'http1' },
  'haproxy, mode tcp': { mode: 'tcp', words: '', port: 'http1' },
  'haproxy, HTTP/2': { mode: 'http', words: 'proto h2', port: 'http2' },
} as const;

/** The name of a front. */
export type Front = keyof typeof NGINX | keyof typeof HAPROXY;

/** All fronts. */
export const FRONTS = [...Object.keys(NGINX), ...Object.keys(HAPROXY)] as Front[];

/** Proxies that run. */
export interface Proxies {
  /** The address of a front. */
  url: (front: Front) => string;
  close: () => Promise<void>;
}

/** Starts nginx and haproxy in front of a server. */
export async function startProxies(upstream: Upstream): Promise<Proxies> {
  const folder = await mkdtemp(join(tmpdir(), 'align-proxies-'));
  const ports = new Map<Front, number>();
  for (const front of FRONTS) ports.set(front, await freePort());
  const portOf = (front: Front): number => ports.get(front) ?? 0;
  await writeFile(join(folder, 'nginx.conf'), nginxConfiguration(folder, upstream, portOf));
  await writeFile(join(folder, 'haproxy.cfg'), haproxyConfiguration(upstream, portOf));
  const children = [
    start(programs.nginx.command, ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', join(folder, 'error.log')]),
    start(programs.haproxy.command, ['-db', '-q', '-f', join(folder, 'haproxy.cfg')]),
  ];
  const close = async (): Promise<void> => {
    await Promise.all(children.map((child) => end(child)));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const front of FRONTS) await untilOpen(portOf(front), children);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: (front) => `http://127.0.0.1:${portOf(front)}`, close };
}

function nginxConfiguration(folder: string, { http1 }: Upstream, portOf: (front: Front) => number): string {
  const servers = Object.entries(NGINX).map(
    ([front, { version, lines }]) => `
  server {
    listen 127.0.0.1:${portOf(front as Front)};
    location / {
      proxy_pass http://app;
      proxy_http_version ${version};
      ${lines.join('\n      ')}
    }
  }`,
  );
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  return `
daemon off;
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
events { worker_connections 1024; }
http {
  access_log off;
  ${paths.join('\n  ')}
  upstream app { server 127.0.0.1:${http1}; keepalive 8; }${servers.join('')}
}
`;
}

function haproxyConfiguration({ http1, http2 }: Upstream, portOf: (front: Front) => number): string {
  const proxies = Object.entries(HAPROXY).map(
    ([front, { mode, words, port }]) => `
listen front-${portOf(front as Front)}
  mode ${mode}
  bind 127.0.0.1:${portOf(front as Front)}
  server app 127.0.0.1:${port === 'http1' ? http1 : http2} ${words}
`,
  );
  return `
global
  maxconn 1024
defaults
  timeout connect 5s
  timeout client 30s
  timeout server 30s
${proxies.join('')}`;
}

function start(command: string, args: string[]): ChildProcess {
  return spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}

async function untilOpen(port: number, children: readonly ChildProcess[]): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await isOpen(port))) {
    if (performance.now() > deadline || children.some(({ exitCode }) => exitCode !== null)) {
      throw new Error(`No proxy listens on port ${port}; what it printed is above.`);
    }
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (isConnected: boolean): void => {
      socket.destroy();
      resolve(isConnected);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
