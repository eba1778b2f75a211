/** What the package costs where it is installed: bytes on the disk, and files to load at the start of an app. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { npm, root } from '../tools/setup.js';

const run = promisify(execFile);

/** Bytes of the package and of everything that is installed with it. */
const INSTALLED = 12_000_000;
/** The entry, the server and the bundler's runtime. */
const FILES_OF_IMPORT = 3;

/** The bytes of a package's own files. */
async function sizeOf(folder: string): Promise<number> {
  let size = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile()) size += (await stat(path)).size;
    else if (entry.isDirectory() && entry.name !== 'node_modules') size += await sizeOf(path);
  }
  return size;
}

/** The files that a program loads, relative to this checkout. */
async function filesLoadedBy(program: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'align-monitor-loaded-'));
  try {
    const env = { ...process.env, NODE_V8_COVERAGE: folder, NODE_OPTIONS: '' };
    await run(process.execPath, ['--input-type=module', '-e', program], { env });
    const [report = ''] = await readdir(folder);
    const { result } = JSON.parse(await readFile(join(folder, report), 'utf8')) as { result: { url: string }[] };
    const files = result.map(({ url }) => url).filter((url) => /^file:.*\.c?js$/.test(url));
    return files.map((url) => relative(root, fileURLToPath(url)).replaceAll('\\', '/'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const entry = (name: string) => JSON.stringify(pathToFileURL(join(root, 'dist', 'server', name)));

describe('the installed package', () => {
  it(`takes at most ${INSTALLED / 1e6} MB with everything that is installed with it`, async (test) => {
    const [command, words, options] = npm(['pack', '--json', '--dry-run', '--ignore-scripts']);
    const [own] = JSON.parse((await run(command, words, options)).stdout) as [{ unpackedSize: number }];
    const lock = await readFile(join(root, 'package-lock.json'), 'utf8');
    const { packages } = JSON.parse(lock) as { packages: Record<string, Partial<Record<'dev' | 'peer', boolean>>> };
    let size = own.unpackedSize;
    for (const [path, { dev, peer, ...rest }] of Object.entries(packages)) {
      if (path === '' || dev === true || peer === true || 'devOptional' in rest) continue;
      size += await sizeOf(join(root, path));
    }
    test.diagnostic(`${(size / 1e6).toFixed(1)} MB`);
    assert.ok(size <= INSTALLED, `${size} bytes`);
  });

  it(`loads at most ${FILES_OF_IMPORT} files when it is imported, and none of a dependency`, async () => {
    const files = await filesLoadedBy(`await import(${entry('index.js')});`);
    assert.ok(files.includes('dist/server/index.js'), files.join());
    assert.ok(files.length <= FILES_OF_IMPORT, files.join());
    assert.deepEqual(
      files.filter((file) => file.includes('node_modules')),
      [],
    );
  });

  it('is one file for `require`', async () => {
    const files = await filesLoadedBy(`
      import { createRequire } from 'node:module';
      createRequire(${entry('x.cjs')})('./index.cjs');
    `);
    assert.deepEqual(files, ['dist/server/index.cjs']);
  });

  it('has a command that can be executed', { skip: process.platform === 'win32' }, async () => {
    const { stdout } = await run(join(root, 'dist', 'server', 'cli', 'main.js'), ['--help']);
    assert.match(stdout, /^Usage: align-monitor /);
  });

  it('contains the licence of each package that is in its files', async () => {
    const licences = await readFile(join(root, 'dist', 'server', 'licenses.md'), 'utf8');
    const named = [...licences.matchAll(/^## (\S+) - /gm)].map(([, name]) => name);
    for (const name of ['zod', 'lowdb', 'commander', '@koa/router', '@koa/cors']) assert.ok(named.includes(name), name);
  });
});
