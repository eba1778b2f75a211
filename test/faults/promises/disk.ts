import type { FaultPromise } from '../promise.js';

const STORAGE = 'server/storage/storage.test.ts';

/** Promises about files, and about the processes that share them. */
export const disk: readonly FaultPromise[] = [
  {
    promise: 'A kill at any moment of a write leaves the old or the new file, and loses one snapshot at most',
    tests: {
      'server/storage/kill.test.ts': [
        'history and deploys are whole after kills at any moment of a write, of ${processes} at once',
      ],
    },
  },
  {
    promise:
      'A power failure leaves the old or the new file: a file is on the disk before its name is, and then its folder',
    tests: {
      'server/storage/durability.test.ts': [
        'is on the disk before it takes the place of the old file, and its folder afterwards',
        'that only its owner may read is on the disk before it has its name, and its folder afterwards',
      ],
    },
  },
  {
    promise: 'A full disk or a short write leaves the old file; the monitor says so and goes on',
    tests: {
      [STORAGE]: [
        'a full disk leaves the old files, is reported, and is written again when there is room',
        'a short write leaves the old file',
      ],
    },
  },
  {
    promise:
      'Without permission to write everything is kept in memory; the monitor says so, in one line per five minutes',
    tests: {
      [STORAGE]: [
        'a folder that cannot be made means memory only, until it can',
        'no permission to write means memory only; what others have stored is read all the same',
      ],
      'server/runtime/log-lines.test.ts': ['has one line per cause in five minutes, which says how many there were'],
    },
  },
  {
    promise: 'An empty, truncated or corrupt file is set aside, three are kept, and the monitor says so',
    tests: {
      [STORAGE]: ['that is ${what} is set aside, and that is reported', 'that was set aside is one of three at most'],
      'server/storage/access.test.ts': [
        'that were set aside are three at most, also where an earlier version left more',
      ],
    },
  },
  {
    promise: 'A file of a newer version is left as it is; the monitor says so',
    tests: { [STORAGE]: ['that a newer version wrote is left as it is, and that is reported'] },
  },
  {
    promise:
      'Many processes share a folder: nothing is lost or counted twice, whatever their order, host names and pids',
    tests: {
      [STORAGE]: [
        'are merged when a range is read: requests, deploys, mutes, acknowledgements and alerts',
        'add up to the same whatever process reads them, and count nothing twice',
        'lose nothing and count nothing twice wherever the process that folds them is killed',
      ],
      'server/alerts/alerts.test.ts': ['are the same in whatever order and however often they are restored'],
    },
  },
  {
    promise: 'What a dead process has left is taken over by one other process, once',
    tests: {
      [STORAGE]: [
        'of one that was killed: its alerts go on in one process alone, and are not sent again',
        'that were being taken over by a process that was killed are taken over by the next',
        'are folded by two processes at once',
      ],
    },
  },
  {
    promise: 'A disk that hangs holds no thread and no rule up, and does not delay the end; the monitor says so',
    tests: {
      [STORAGE]: [
        'a disk that hangs stops neither rules nor close, and the monitor says so',
        'never takes more than one call to the file system at a time',
        'FIFOs in place of files hold no thread of libuv',
        'a FIFO in place of its own heartbeat means memory only',
      ],
    },
  },
  {
    promise: 'A host that exits in the middle of a write has no signal handler of the monitor; close() ends within 2 s',
    tests: {
      'server/evaluation/evaluation.test.ts': ['installs no signal handlers, and ends although a target never answers'],
      'server/notify/close.test.ts': [
        'waits at most a second for a target that never answers, whose message stays due',
        'lets the app continue, even when nothing else keeps the process alive',
      ],
      'server/storage/kill.test.ts': [
        'history and deploys are whole after kills at any moment of a write, of ${processes} at once',
      ],
    },
  },
];
