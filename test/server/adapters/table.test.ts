/** The same promises, kept by every adapter on its real framework. */

import { afterEach, describe, it } from 'node:test';
import { adapters } from './support/adapters.js';
import { answers } from './rows/answers.js';
import { app } from './rows/app.js';
import { clients } from './rows/clients.js';
import { connections } from './rows/connections.js';
import { streams } from './rows/streams.js';
import { waiting } from './rows/waiting.js';
import { setStage, type Stage } from './support/stage.js';

const rows = [...answers, ...streams, ...clients, ...connections, ...app, ...waiting];

for (const adapter of adapters) {
  describe(adapter.name, () => {
    let stage: Stage | undefined;

    afterEach(async () => {
      await stage?.end();
      stage = undefined;
    });

    for (const row of rows.filter(({ isUnknownTo }) => isUnknownTo?.(adapter) !== true)) {
      it(row.name, async () => {
        stage = await setStage(adapter, row.options);
        await row.run(stage);
      });
    }
  });
}
