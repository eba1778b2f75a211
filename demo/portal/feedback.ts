/** Asks the language model for a remark on an answer. */

import { Agent, request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';

/** A remark, and how much of the model's work it took. */
export interface Feedback {
  text: string;
  tokens: number;
}

/** Asks for a remark. Rejects when the model does not answer. */
export type AskForFeedback = (answer: string) => Promise<Feedback>;

const hostname = 'models.example';

/** @param port where the model of the demo listens; the name `models.example` leads there */
export function createFeedback(port: number): AskForFeedback {
  const agent = new Agent({
    keepAlive: true,
    lookup: (_name, options, done) => {
      if (options.all === true) done(null, [{ address: '127.0.0.1', family: 4 }]);
      else done(null, '127.0.0.1', 4);
    },
  });
  return async (answer) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = request({ hostname, port, path: '/remarks', method: 'POST', agent });
      call.once('response', resolve).once('error', reject).end(JSON.stringify({ answer }));
    });
    return (await json(response)) as Feedback;
  };
}
