// @ts-check
/** Parts of a storage that keep nothing. */

const nothing = () => undefined;

/** For `new Storage`, beside the parts under test. */
export const emptyParts = {
  unsent: { version: 0, toJSON: () => null, restore: nothing },
  jobs: { version: 0, toJSON: () => [], restore: nothing, merge: nothing },
  errors: { version: () => 0, actionVersion: () => 0, toJSON: () => null, restore: nothing, merge: nothing },
};
