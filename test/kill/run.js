// @ts-check
/**
 * `npm run test:kill`: kills a process that stores history at 1,000 random moments (or as many as are given), then four
 * processes at once that share a folder, and says how often a file could not be read afterwards, how often a stored
 * snapshot was lost, and how often one was counted twice: never.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { register } from 'tsx/esm/api';

register();
const { killRounds } = await import('./rounds.js');

const kills = Number(process.argv[2] ?? 1000);
for (const processes of [1, 4]) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'align-kill-'));
  try {
    const figures = await killRounds(folder, kills, processes, (soFar) => {
      if (soFar.kills % 100 === 0) console.log(JSON.stringify(soFar));
    });
    console.log(`${processes} at once: ${JSON.stringify(figures)}`);
    if (figures.unreadable + figures.lost + figures.twice > 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}
