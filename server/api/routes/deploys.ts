/** `POST /monitoring/deploys`: marks that a version went into service. */

import { z } from 'zod';
import type { Actions } from '../actions.js';
import { readMutation } from '../mutation.js';
import type { Route } from '../route.js';

const MAX_VERSION_LENGTH = 100;
const MAX_NOTE_LENGTH = 500;
const version = `a text of 1 to ${MAX_VERSION_LENGTH} characters`;
const note = `a text of at most ${MAX_NOTE_LENGTH} characters`;
const deploy = z.strictObject({
  version: z.string(version).min(1, version).max(MAX_VERSION_LENGTH, version),
  note: z.string(note).max(MAX_NOTE_LENGTH, note).nullable().default(null),
});

/** Makes the route. */
export function deployRoutes(actions: Actions): Route[] {
  return [
    {
      method: 'POST',
      path: '/monitoring/deploys',
      rule: 'operator',
      answer: async (context, { name }) => {
        const mutation = await readMutation(context, deploy);
        if (mutation === undefined) return;
        context.status = 201;
        context.body = { deploy: actions.markDeploy(mutation.version, mutation.note, name) };
      },
    },
  ];
}
