// @ts-check
/**
 * `npm run test:kill`: kills a process that stores history at 1,000 random moments (or as many as are given), and says
 * how often its file could not be read afterwards and how often more than one snapshot was lost: never.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { register } from 'tsx/esm/api';

register();
const { killRounds } = await import('./rounds.js');

const kills = Number(process.argv[2] ?? 1000);
const folder = await mkdtemp(path.join(os.tmpdir(), 'align-kill-'));
try {
  const figures = await killRounds(folder, kills, (soFar) => {
    if (soFar.kills % 100 === 0)
      console.log(`${soFar.kills} kills, ${soFar.unreadable} unreadable, ${soFar.lost} lost`);
  });
  console.log(JSON.stringify(figures));
  process.exitCode = figures.unreadable + figures.lost + figures.notOwned === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}
