import { setImmediate as turn } from 'node:timers/promises';

/** Waits until no call to the file system is under way: the disk is slower than a test's clock. */
export async function diskIsIdle(): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet++) {
    await turn();
    const active = process.getActiveResourcesInfo();
    if (active.includes('FSReqPromise') || active.includes('CloseReq')) quiet = -1;
  }
}
