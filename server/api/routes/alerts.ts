/** `POST /monitoring/alerts/…`: acknowledges and mutes alerts. */

import type Router from '@koa/router';
import { z } from 'zod';
import type { Actions } from '../actions.js';
import { readMutation } from '../mutation.js';
import { apiError } from '../api-error.js';

const MINUTES_PER_WEEK = 10_080;

const words = (length: number) =>
  z.string(`a text of at most ${length} characters`).max(length, `a text of at most ${length} characters`);
const remark = { by: words(100).nullable().default(null), note: words(500).nullable().default(null) };
const acknowledgement = z.strictObject(remark);
const mute = z.strictObject({
  type: z.string("a rule's name"),
  minutes: z
    .number(`minutes from 0 to ${MINUTES_PER_WEEK}`)
    .min(0, `minutes from 0 to ${MINUTES_PER_WEEK}`)
    .max(MINUTES_PER_WEEK, `minutes from 0 to ${MINUTES_PER_WEEK}`),
  ...remark,
});

/** Adds the routes. */
export function alertRoutes(router: Router, actions: Actions): void {
  router.post('/monitoring/alerts/mute', async (context) => {
    const mutation = await readMutation(context, mute);
    if (mutation === undefined) return;
    const { type, minutes, ...rest } = mutation;
    await actions.refresh();
    const muted = actions.mute(type, minutes, rest);
    context.status = muted === undefined ? 404 : 200;
    context.body = muted === undefined ? apiError('no_such_rule', 'There is no rule of this name.') : { mute: muted };
  });
  router.post('/monitoring/alerts/:id/acknowledge', async (context) => {
    const mutation = await readMutation(context, acknowledgement);
    if (mutation === undefined) return;
    await actions.refresh();
    const alert = actions.acknowledge(context.params['id'] ?? '', mutation);
    context.status = alert === undefined ? 404 : 200;
    context.body = alert === undefined ? apiError('no_such_alert', 'No alert of this id fires.') : { alert };
  });
}
