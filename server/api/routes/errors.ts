/** `GET /metrics/errors`: errors by their cause; `POST /monitoring/errors/…`: what people do about them. */

import type { Context } from 'koa';
import { z } from 'zod';
import { ERROR_GROUP_STATES } from '../../contract/index.js';
import type { GroupView } from '../../errors/error-groups.js';
import type { Actions } from '../actions.js';
import { apiError } from '../api-error.js';
import type { ErrorsFilter } from '../json/errors-json.js';
import { minutes, readMutation, remark } from '../mutation.js';
import { queryOf } from '../query.js';
import type { Reader } from '../reader.js';
import { SharedAnswers } from '../response-cache.js';
import type { Route } from '../route.js';

const ID = /^[\da-f]{20}$/;
const remarks = z.strictObject(remark);
const mute = z.strictObject({ minutes, ...remark });

function parseQuery({ id, state }: Record<string, unknown>): ErrorsFilter | { problem: string } {
  if (id !== undefined && (typeof id !== 'string' || !ID.test(id))) return { problem: 'id must be that of a group.' };
  const known = ERROR_GROUP_STATES.find((name) => name === state);
  if (known === undefined && state !== undefined) {
    return { problem: `state must be one of ${ERROR_GROUP_STATES.join(', ')}.` };
  }
  return { id, state: known };
}

/** Makes the routes. */
export function errorRoutes(reader: Reader, actions: Actions): Route[] {
  const answers = new SharedAnswers(
    () => reader.now,
    () => reader.state,
  );
  const answer = (context: Context, group: GroupView | undefined): void => {
    context.status = group === undefined ? 404 : 200;
    context.body =
      group === undefined
        ? apiError('no_such_group', 'There is no error group of this id.')
        : { group: reader.errorGroup(group) };
  };
  const idOf = (context: Context): string => (context['params'] as { id: string }).id;
  return [
    {
      method: 'GET',
      path: '/metrics/errors',
      rule: 'viewer',
      isOpen: true,
      answer: async (context) => {
        const query = parseQuery(queryOf(context));
        if ('problem' in query) {
          context.status = 400;
          context.body = apiError('bad_query', query.problem);
          return;
        }
        context.type = 'json';
        context.body = await answers.body(JSON.stringify(query), () => reader.errors(query));
      },
    },
    ...(['acknowledge', 'resolve', 'reopen'] as const).map((kind): Route => ({
      method: 'POST',
      path: `/monitoring/errors/:id/${kind}`,
      rule: 'operator',
      answer: async (context, { name }) => {
        const mutation = await readMutation(context, remarks);
        if (mutation === undefined) return;
        await actions.refresh();
        answer(context, actions.errorGroup(idOf(context), kind, { ...mutation, credential: name }));
      },
    })),
    {
      method: 'POST',
      path: '/monitoring/errors/:id/mute',
      rule: 'operator',
      answer: async (context, { name }) => {
        const mutation = await readMutation(context, mute);
        if (mutation === undefined) return;
        const { minutes: length, ...rest } = mutation;
        await actions.refresh();
        answer(context, actions.muteErrorGroup(idOf(context), length, { ...rest, credential: name }));
      },
    },
  ];
}
