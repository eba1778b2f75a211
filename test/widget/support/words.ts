/** The texts of a language, each made from sample values, and the words in them. */
import type { Strings } from '../../../widget/strings/index.js';
import type { AccessStrings } from '../../../widget/strings/access-strings.js';
import type { ErrorStrings } from '../../../widget/strings/error-strings.js';
import type { OwnStrings } from '../../../widget/strings/own-strings.js';
import type { PageStrings } from '../../../widget/strings/page-strings.js';
import type { StatusValues } from '../../../widget/strings/strings.js';
import type { WaitingStrings } from '../../../widget/strings/waiting-strings.js';

/** All words of a language, those that are loaded later too. */
export type AllStrings = Omit<Strings & PageStrings, 'access' | 'page' | 'errors' | 'waitingWords' | 'ownWords'> &
  AccessStrings &
  ErrorStrings &
  WaitingStrings &
  OwnStrings;

type Functions = {
  [Name in keyof AllStrings as AllStrings[Name] extends (...given: never[]) => string ? Name : never]: AllStrings[Name];
};
type Samples = { [Name in Exclude<keyof Functions, 'affected'>]: readonly Parameters<Functions[Name]>[] };

const CODES: [code: number][] = [[0], [401], [403], [404], [500]];
const PARTS = { figure: '«figure»', endpoint: '«endpoint»', limit: '«limit»', isMinimum: false, window: '«window»' };

/** What each function of the words is called with: texts that can be found again, and values for every branch. */
const SAMPLES: Samples = {
  asSentence: [['«sentence»']],
  old: [['«ago»']],
  instances: [['«count»']],
  retryIn: [['«span»']],
  evidence: [['«rate»', '«p95»', '«requests»', '«window»']],
  last: [['«window»']],
  newErrors: [
    [1, '1', ''],
    [1, '1', '«group»'],
    [7, '7', '«group»'],
  ],
  overdueJob: [
    ['«job»', 30],
    ['«job»', 93_600],
  ],
  chart: [
    ['«name»', '«window»', []],
    ['«name»', '«window»', ['«lowest»', '«highest»', '«latest»']],
  ],
  firing: [
    [1, '1'],
    [3, '3'],
  ],
  slower: [
    ['«share»', '«limit»'],
    ['«share»', ''],
  ],
  figureOver: [['«figure»', '«value»', '«limit»']],
  figureAt: [['«figure»', '«value»', '«limit»']],
  inWindow: [['«count»', '«window»']],
  sawError: [
    [0, '0'],
    [1, '1'],
    [7, '7'],
  ],
  groupName: [
    ['«type»', ''],
    ['«type»', '«location»'],
  ],
  times: [
    [1, '1'],
    [7, '7'],
  ],
  people: [
    [1, '1'],
    [7, '7'],
  ],
  newSince: [['«version»']],
  mostAre: [
    ['«count»', '«total»', '«group»', ''],
    ['«count»', '«total»', '«group»', '«extent»'],
  ],
  errorsOver: [['«window»']],
  openGroups: [['«count»']],
  mutedGroups: [['«count»']],
  resolvedGroups: [['«count»']],
  groupsKept: [
    [1, '1', '«most»'],
    [7, '7', '«most»'],
  ],
  groupsRefused: CODES,
  acknowledgedChip: [
    ['', '«time»'],
    ['«name»', '«time»'],
  ],
  mutedChip: [['«time»']],
  resolvedChip: [
    ['', '«time»'],
    ['«name»', '«time»'],
  ],
  cameBack: [[''], ['«version»']],
  firstSeen: [['«when»']],
  lastSeen: [['«ago»']],
  trend: [
    [1, '1', '«latest»'],
    [7, '7', '«latest»'],
  ],
  sinceFirst: [
    ['«time»', ''],
    ['«time»', '«afterDeploy»'],
  ],
  afterDeploy: [['«span»', '«version»']],
  moreFrames: [
    [1, '1'],
    [7, '7'],
  ],
  checkFailed: [
    ['«check»', ''],
    ['«check»', '«message»'],
  ],
  alert: [[PARTS], [{ ...PARTS, endpoint: '', window: '' }], [{ ...PARTS, isMinimum: true }]],
  checkAlert: [['«check»']],
  errorsOfClass: ['«class»', '5xx', 'timeout', '4xx', 'csrf', 'aborted', 'other'].flatMap(
    (name): [number, string, string][] => [
      [1, '1', name],
      [7, '7', name],
    ],
  ),
  shareOfRequests: [['«percent»']],
  peopleSawError: [
    [1, '1'],
    [7, '7'],
  ],
  starts: [['«count»', '«minutes»']],
  stillWaiting: [
    ['«message»', 1, '1'],
    ['«message»', 12, '12'],
  ],
  notConfirmed: [['«message»']],
  comesAndGoes: [['«message»']],
  firingAlert: [['«severity»']],
  firingFor: [['«span»']],
  lasted: [['«time»', '«span»']],
  peak: [['«value»']],
  ofRequests: [['«count»']],
  mostFrom: [['«share»', '«endpoint»']],
  firstAt: [
    ['«time»', ''],
    ['«time»', '«endpoint»'],
  ],
  acknowledgedBy: [
    ['', '«time»', ''],
    ['«name»', '«time»', '«note»'],
  ],
  mutedUntil: [['«time»']],
  muted: [
    ['«rule»', '«time»', '', ''],
    ['«rule»', '«time»', '«name»', '«note»'],
  ],
  maintenanceUntil: [['«time»']],
  plannedMaintenance: [['«from»', '«to»']],
  signedInAs: [
    ['«audience»', ''],
    ['«audience»', '«name»'],
  ],
  until: [['«time»']],
  muteMeans: [['«rule»']],
  minutes: [[30], [120]],
  refused: CODES,
  nothingBefore: [['«requests»']],
  requestCount: [
    [1, '1'],
    [7, '7'],
  ],
  figureChange: [
    ['«figure»', '«after»', '«before»', '', '«verdict»'],
    ['«figure»', '«after»', '«before»', '«expected»', '«verdict»'],
  ],
  slowFirstMinute: [['«result»', '«p95»']],
  sure: [['«result»', '«percent»']],
  deployResult: [['«rate»', '«p95»', '«requests»']],
  worseEndpoints: [
    ['«result»', ['«one»', '«two»'], 0],
    ['«result»', ['«one»'], 7],
  ],
  historyFailed: CODES.map(([code]) => ['«range»', code]),
  historySummary: [
    [0, 0, 0],
    [1, 1, 1],
    [3, 4, 5],
  ],
  deploy: [['«version»']],
  sinceDeploy: [['«version»', '«ago»', '«message»']],
  ago: [['«span»']],
  levelShare: [['«level»', '«percent»']],
  down: [
    ['«span»', '«time»', 1],
    ['«span»', '«time»', 3],
  ],
  notRecorded: [['«time»']],
  fromTo: [
    ['«from»', ''],
    ['«from»', '«to»'],
  ],
  incidents: [[1], [3]],
  limit: [['«value»']],
  requestsOf: [['«endpoint»']],
  noneInLast: [[''], ['«count»']],
  requestsRefused: CODES,
  megabytes: [['«count»']],
  totals: [['«requests»', '«failed»']],
  ofPeople: [['«hit»', '«all»']],
  oldest: [['«count»', '«age»']],
  ownTime: [['«percent»']],
  slowBecause: [['«dependency»', '«p95»']],
  every: [['«span»']],
  took: [['«span»']],
  overdue: [[''], ['«ago»']],
  runFailed: [['«ago»']],
  objective: [['«name»', '«target»', '«span»']],
  burns: [['«times»']],
  usedUpIn: [['«span»']],
  cost: [
    ['«request»', '«memory»', '«evaluation»', '«disk»'],
    ['', '«memory»', '', ''],
    ['', '', '', '«disk»'],
  ],
};

/** For the words of failed calls. */
const COUNTS = [['1'], ['5']];

/** For the sentences about the status. */
export const VALUES: readonly StatusValues[] = [null, 403, 404, 500].flatMap((code) =>
  [1, 12].map((amount) => ({
    count: (value: number) => `${value}`,
    requests: amount,
    sessions: amount,
    knowsSessions: true,
    people: 2 * amount,
    affected: amount,
    seconds: 300,
    window: '«window»',
    ago: '«ago»',
    address: '«address»',
    code,
  })),
);

/**
 * Every text of a language, by the name of its word and the sample that it was made with.
 * @param end added to each sample text
 */
export function textsOf(strings: AllStrings, end = ''): Map<string, string> {
  const texts = new Map<string, string>();
  const add = (name: string, word: unknown): void => {
    if (typeof word === 'string') texts.set(name, word);
    else if (typeof word === 'function') {
      const samples = samplesFor(name);
      for (const [index, given] of samples.entries()) {
        const ended = given.map((value) => withEnd(value, end));
        texts.set(`${name}(${index})`, (word as (...given: readonly unknown[]) => string)(...ended));
      }
    } else for (const [key, inner] of Object.entries(word as object)) add(`${name}.${key}`, inner);
  };
  for (const [name, word] of Object.entries(strings)) add(name, word);
  return texts;
}

/** All words of a language. */
export async function allOf({ access, page, errors, ...strings }: Strings): Promise<AllStrings> {
  const { waitingWords, ownWords, ...pageWords } = await page();
  const later = await Promise.all([access(), errors(), waitingWords(), ownWords()]);
  return Object.assign({ ...strings, ...pageWords }, ...later) as AllStrings;
}

function samplesFor(name: string): readonly (readonly unknown[])[] {
  if (name.startsWith('callFailures.')) return COUNTS;
  // Sentences about the status.
  const isSentence = name.includes('.') || name === 'affected';
  return isSentence ? VALUES.map((values) => [values]) : SAMPLES[name as keyof Samples];
}

/** The sample texts within a value, each with an end. */
function withEnd(value: unknown, end: string): unknown {
  if (typeof value === 'string') return value.replaceAll('»', `»${end}`);
  if (Array.isArray(value)) return value.map((inner) => withEnd(inner, end));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withEnd(inner, end)]));
}

/** The words of some texts in lower case, without those of the sample values. */
export function wordsIn(texts: Iterable<string>): Set<string> {
  const words = (text: string) =>
    text
      .replaceAll(/«.*?»/g, '')
      .toLowerCase()
      .match(/\p{L}{2,}/gu) ?? [];
  return new Set([...texts].flatMap(words));
}
