/** German words that only a page needs. */
import type { PageStrings } from '../page-strings.js';
import type { Grammar } from '../strings.js';

/** Such as `26 h`: the largest unit of which there are two. */
function spanText(seconds: number): string {
  const units = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const;
  const [length, unit] = units.find((each) => seconds >= 2 * each[0]) ?? [1, 's'];
  return `${Math.floor(seconds / length)}\u00a0${unit}`;
}

/** The German words. */
export const germanPage = ({ asSentence, counted, some }: Grammar): PageStrings => ({
  evidence: (errorRate, p95, requests, window) =>
    `In den letzten ${window}: Fehlerrate ${errorRate} und P95-Latenz ${p95} bei ${requests} Anfragen.`,

  newErrors: (count, text, group) => {
    const what = count === 1 ? 'Neuer Fehler' : `${text} neue Fehler`;
    return group === '' ? what : `${what}${count === 1 ? ': ' : ', am häufigsten '}${group}`;
  },
  overdueJob: (job, seconds) => `${job} lief seit ${spanText(seconds)} nicht`,

  signedIn: 'Angemeldet als',
  audiences: { viewer: 'Leser', operator: 'Betreiber' },

  muted: (rule, time, name, note) =>
    `${rule} ist stummgeschaltet bis ${time}${name && ` von ${name}`}${note && `: ${note}`}`,
  acknowledge: 'Bestätigen',
  mute: 'Stummschalten',
  unmute: 'Stummschaltung aufheben',
  muteMeans: (rule) => `Alarme von ${rule} werden aufgezeichnet, aber nicht gemeldet.`,
  muteFor: 'Dauer',
  minutes: (amount) => (amount < 60 ? `${amount} Min.` : `${amount / 60} Std.`),
  yourName: 'Name',
  note: 'Notiz',
  cancel: 'Abbrechen',
  refused: (code) => {
    if (code === 401) return 'Bitte zuerst anmelden.';
    if (code === 403) return 'Keine Berechtigung.';
    if (code === 404) return 'Der Server kennt diesen Alarm nicht mehr.';
    return code === 0
      ? 'Der Server antwortet nicht. Bitte noch einmal versuchen.'
      : `Das hat nicht geklappt (${code}). Bitte noch einmal versuchen.`;
  },

  verdicts: {
    'no difference': 'kein Unterschied',
    worse: 'schlechter',
    better: 'besser',
    'too early to say': 'noch nicht absehbar',
  },
  noRequestsYet: 'Noch keine Anfragen',
  nothingBefore: (requests) => `Keine früheren Anfragen zum Vergleich; seitdem ${requests}`,
  requestCount: (count, text) => counted(text, count, 'Anfrage', 'Anfragen'),
  figureChange: (figure, after, before, expected, verdict) =>
    `${figure} ${after} (vorher ${before}${expected && `, ${expected} bei der jetzigen Verteilung auf die Endpunkte`}, ${verdict})`,
  slowFirstMinute: (result, p95) => `${result}; langsam in der ersten Minute (P95 ${p95})`,
  sure: (result, percent) => `${result}; zu ${percent} sicher`,
  deployResult: (errorRate, p95, requests) => `${errorRate}, ${p95}; ${requests}`,
  worseEndpoints: (result, endpoints, more) =>
    `${result}; schlechter: ${[...endpoints, ...(more > 0 ? [`${more} weitere`] : [])].join(', ')}`,
  unknown: 'unbekannt',

  range: 'Zeitraum der Diagramme',
  historySummary: (gaps, alerts, deploys) =>
    [some(gaps, 'Lücke', 'Lücken'), some(alerts, 'Alarm', 'Alarme'), some(deploys, 'Deployment', 'Deployments')]
      .filter(Boolean)
      .join(', '),
  deploy: (version) => `Deployment ${version}`,
  sinceDeploy: (version, ago, message) => asSentence(`Seit Deployment ${version} (${ago}): ${message}`),
  events: 'Ereignisse',

  latency: 'Latenz',
  requestsPerSecond: 'Anfragen pro Sekunde',
  succeeded: 'erfolgreich',
  failed: 'fehlgeschlagen',
  errorsByClass: 'Fehler nach Klasse',
  byClass: 'Nach Klasse',
  peopleTitle: 'Personen',
  activeNow: 'aktiv',
  sawAnError: 'mit Fehler',
  wholeRange: 'Gesamter Zeitraum',
  limit: (value) => `Grenzwert ${value}`,
  noChart: 'Das Diagramm konnte nicht geladen werden; siehe Tabelle.',

  failedColumn: 'Fehler',
  failingFirst: 'fehlerhafte zuerst',
  noRequests: 'Die Anfragen konnten nicht geladen werden.',
  requestsOf: (endpoint) => `Anfragen an ${endpoint}`,
  newestFailed: 'Fehlgeschlagene, neueste zuerst',
  slowest: 'Langsamste',
  status: 'Status',
  errorClass: 'Fehlerklasse',
  feature: 'Funktion',
  noneInLast: (count) => (count ? `Keine unter den letzten ${count} Anfragen.` : 'Keine.'),
  requestsRefused: (code) => {
    if (code === 401 || code === 403) return 'Keine Berechtigung.';
    if (code === 404) return 'Dieser Server zeigt keine einzelnen Anfragen.';
    return `Die Anfragen konnten nicht geladen werden${code === 0 ? '' : ` (${code})`}.`;
  },
  again: 'Noch einmal versuchen',

  waitingWords: async () => (await import('./de-waiting.js')).germanWaiting,
  ownWords: async () => (await import('./de-own.js')).germanOwn,

  features: 'Genutzte Funktionen',
  sinceStart: 'seit dem Start',
  process: 'Prozess',
  checks: 'Prüfungen',
  checksAndProcess: 'Prüfungen und Prozess',
  checkStatuses: { healthy: 'in Ordnung', degraded: 'gestört', unknown: 'unbekannt' },
  inFlight: 'In Bearbeitung',
  eventLoop: 'Event-Loop P99',
  heap: 'Heap',
  megabytes: (count) => `${count}\u00a0MB`,
  uptime: 'Laufzeit',
  version: 'Version',
  instance: 'Instanz',
  lastError: 'Letzter Fehler',
});
