import type { FaultPromise } from '../promise.js';

/** Promises about the element. */
export const element: readonly FaultPromise[] = [
  {
    promise: 'When its address answers HTML, wrong JSON, nothing or nonsense, the element says so and is never blank',
    tests: {
      'widget/data/answers.test.ts': [
        '401, 502, or not at all',
        '${code}, with or without figures from before',
        'words that it does not know',
        'fields that are missing, null or absurd',
      ],
      'widget/data/parse.test.ts': [
        'that is none is refused with the field that is missing',
        'has no number that is negative, infinite or too large to reckon with',
        'never makes anything throw, whatever it is',
        'never makes anything throw when any of its fields holds anything',
      ],
      'widget/model/history-series.test.ts': ['never makes anything throw, whatever it is'],
    },
  },
  {
    promise: 'When several instances answer in turn, the element says so',
    tests: {
      'widget/data/poller.test.ts': ['tells how many instances answer in turn'],
      'widget/element/shows.test.ts': ['that several instances answer in turn'],
    },
  },
  {
    promise:
      'Two copies of the script in a page, or of the module in a process: the first stays, the second says so and works',
    tests: {
      'widget/element/copies.test.ts': ['is left to the copy that came first; the second says so and goes on'],
      'server/copies.test.ts': ['find the monitor of either, and say that they are two'],
    },
  },
  {
    promise: 'In another document, and in a browser without custom states, the element works',
    tests: {
      'widget/element/documents.test.ts': [
        'shows its figures in a document that it is moved to, and looks the same',
        'works where the browser knows no custom states',
      ],
    },
  },
];
