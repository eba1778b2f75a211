/** `POST /monitoring/alerts/…`: acknowledges and mutes alerts. */

import { z } from 'zod';
import type { Actions } from '../actions.js';
import { minutes, readMutation, remark } from '../mutation.js';
import { apiError } from '../api-error.js';
import type { Route } from '../route.js';

const acknowledgement = z.strictObject(remark);
const mute = z.strictObject({
  type: z.string("a rule's name"),
  minutes,
  ...remark,
});

/** Makes the routes. */
export function alertRoutes(actions: Actions): Route[] {
  return [
    {
      method: 'POST',
      path: '/monitoring/alerts/mute',
      rule: 'operator',
      answer: async (context, { name }) => {
        const mutation = await readMutation(context, mute);
        if (mutation === undefined) return;
        const { type, minutes, ...remark } = mutation;
        await actions.refresh();
        const muted = actions.mute(type, minutes, { ...remark, credential: name });
        if (muted === undefined && actions.isSilenced(type)) {
          context.status = 409;
          context.body = apiError('silenced_elsewhere', 'The rule is silenced in Alertmanager: end the silence there.');
          return;
        }
        context.status = muted === undefined ? 404 : 200;
        context.body =
          muted === undefined ? apiError('no_such_rule', 'There is no rule of this name.') : { mute: muted };
      },
    },
    {
      method: 'POST',
      path: '/monitoring/alerts/:id/acknowledge',
      rule: 'operator',
      answer: async (context, { name }) => {
        const mutation = await readMutation(context, acknowledgement);
        if (mutation === undefined) return;
        await actions.refresh();
        const id = (context['params'] as { id: string }).id;
        const alert = actions.acknowledge(id, { ...mutation, credential: name });
        context.status = alert === undefined ? 404 : 200;
        context.body = alert === undefined ? apiError('no_such_alert', 'No alert of this id fires.') : { alert };
      },
    },
  ];
}
