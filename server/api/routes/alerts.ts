/** `POST /monitoring/alerts/…`: what people do about alerts. */

import type Router from '@koa/router';
import { z } from 'zod';
import type { Alert, Mute } from '../../contract/index.js';
import { readChange } from '../mutation.js';
import { refusal } from '../api-error.js';

/** Who says something about an alert, and what. */
export interface Remark {
  by: string | null;
  note: string | null;
}

/** What the endpoints hand on. */
export interface AlertHands {
  /** Undefined when no such alert fires. */
  acknowledge(id: string, remark: Remark): Alert | undefined;
  /** Mutes a rule for so many minutes; with 0 it ends a mute. Undefined when there is no such rule. */
  mute(type: string, minutes: number, remark: Remark): Mute | null | undefined;
}

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

/** Adds the endpoints. */
export function alertRoutes(router: Router, hands: AlertHands): void {
  router.post('/monitoring/alerts/mute', async (context) => {
    const change = await readChange(context, mute);
    if (change === undefined) return;
    const { type, minutes, ...rest } = change;
    const muted = hands.mute(type, minutes, rest);
    context.status = muted === undefined ? 404 : 200;
    context.body = muted === undefined ? refusal('no_such_rule', 'There is no rule of this name.') : { mute: muted };
  });
  router.post('/monitoring/alerts/:id/acknowledge', async (context) => {
    const change = await readChange(context, acknowledgement);
    if (change === undefined) return;
    const alert = hands.acknowledge(context.params['id'] ?? '', change);
    context.status = alert === undefined ? 404 : 200;
    context.body = alert === undefined ? refusal('no_such_alert', 'No alert of this id fires.') : { alert };
  });
}
