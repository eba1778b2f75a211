/**
 * Writes lines in the background, to a file or the standard output. The destinations of pino either block the process
 * while a disk or a reader is slow, or on a full disk keep it from exiting (sonic-boom's `flushSync`).
 */

import { write as writeToDescriptor } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const STDOUT = 1;
/** Lines that wait, in characters; beyond that they are dropped. */
const MAX_WAITING = 8_000_000;
const BUSY_MS = 100;

const write = promisify(writeToDescriptor);

/** A destination of lines. */
export class LineWriter {
  readonly #file: string | undefined;
  readonly #onError: (error: unknown) => void;
  #waiting: string[] = [];
  #length = 0;
  #writing: Promise<void> | undefined;

  /** @param file its path, opened for each batch, so that it can be rotated; the standard output unless given */
  constructor(file: string | undefined, onError: (error: unknown) => void) {
    this.#file = file;
    this.#onError = onError;
  }

  /** Takes a line with its line feed. */
  write(line: string): void {
    if (this.#length + line.length > MAX_WAITING) {
      this.#onError(new Error('A log line was dropped: they are not written as fast as they come'));
      return;
    }
    this.#waiting.push(line);
    this.#length += line.length;
    this.#writing ??= this.#writeAll();
  }

  /** Settles when all lines are written or lost; never rejects. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // Lines that come in the same turn are one batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.join('');
      this.#waiting = [];
      try {
        await (this.#file === undefined ? writeToStdout(batch) : writeToFile(this.#file, batch));
      } catch (error) {
        this.#onError(error);
      }
      this.#length -= batch.length;
    }
    this.#writing = undefined;
  }
}

async function writeToFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, text);
}

async function writeToStdout(text: string): Promise<void> {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray((await write(STDOUT, rest)).bytesWritten);
    } catch (error) {
      // A pipe whose reader is slow.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      await pause(BUSY_MS);
    }
  }
}
