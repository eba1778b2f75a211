/** A disk of a megabyte that the soak test fills up and empties. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder, on a disk of its own where that can be had. */
export interface SmallDisk {
  folder: string;
  /** Whether `fill` can fill it: only root may mount a file system. */
  canBeFull: boolean;
  fill: () => void;
  empty: () => void;
  remove: () => void;
}

/** Makes one. */
export function makeSmallDisk(): SmallDisk {
  const place = mkdtempSync(join(tmpdir(), 'align-monitor-soak-'));
  const canBeFull = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place]).status === 0;
  const filler = join(place, 'filler');
  return {
    folder: join(place, 'metrics'),
    canBeFull,
    fill() {
      if (!canBeFull) return;
      try {
        writeFileSync(filler, Buffer.alloc(2 ** 20));
      } catch {
        // It is full.
      }
    },
    empty: () => rmSync(filler, { force: true }),
    remove() {
      if (canBeFull) spawnSync('umount', [place]);
      rmSync(place, { recursive: true, force: true });
    },
  };
}
