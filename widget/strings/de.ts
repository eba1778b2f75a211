/** The German words. Spans of time can end with a full stop ("5 Min."), so no sentence ends with one of them. */
import type { Strings } from './strings.js';

/** A count with its noun. */
const counted = (text: string, count: number, one: string, many: string): string =>
  `${text} ${count === 1 ? one : many}`;
/** The same; empty for none. */
const some = (count: number, one: string, many: string): string =>
  count === 0 ? '' : counted(`${count}`, count, one, many);

/** Ends a sentence, unless it has an end: the message of a check, an address or a span of time can have one. */
const asSentence = (text: string): string =>
  `${text.replace(/[\s:;,]+$/, '')}.`.replace(/([.!?…。！？]["'”’»“]?)\.$/, '$1');

/** The German words. */
export const german: Strings = {
  name: 'Systemstatus',
  asSentence,
  refresh: 'Aktualisieren',
  states: {
    loading: ['Wird geladen', () => 'Die Werte werden abgerufen.'],
    healthy: [
      'In Ordnung',
      ({ count, sessions, window }) =>
        `Alles funktioniert normal.${window && ` ${counted(count(sessions), sessions, 'Person', 'Personen')} aktiv.`}`,
    ],
    empty: ['Noch keine Anfragen', () => 'Öffnet jemand die App, ist das nach wenigen Sekunden hier zu sehen.'],
    idle: ['Ruhig', ({ window }) => `In den letzten ${window} gab es keine Anfragen.`],
    few: [
      'Ruhig',
      ({ count, requests, window }) =>
        `${counted(count(requests), requests, 'Anfrage', 'Anfragen')} in den letzten ${window}: zu wenig für eine Aussage.`,
    ],
    warning: ['Warnung', () => 'Das Team kann es sehen.'],
    degraded: ['Gestört', () => 'Das Team kann es sehen.'],
    recovering: [
      'Erholt sich',
      ({ window }) => `Es wird besser${window && `: in ${window} in Ordnung, wenn es anhält`}.`,
    ],
    stale: ['Keine Antwort', () => ''],
    stuck: ['Keine Antwort', () => 'Die Antworten ändern sich nicht mehr.'],
    unreachable: [
      'Keine Antwort',
      ({ address, code }) => `${address} antwortet ${code === null ? 'nicht' : `mit einem Fehler (${code})`}.`,
    ],
    offline: ['Offline', () => 'Offenbar besteht keine Internetverbindung.'],
    unauthorised: [
      'Kein Zugriff',
      ({ code }) =>
        code === 403 ? 'Dieses Konto darf die Werte nicht sehen.' : 'Bitte anmelden, um die Werte zu sehen.',
    ],
    'not-a-monitor': [
      'Kein Monitor',
      ({ address, code }) =>
        `${code === 404 ? `Unter ${address} gibt es nichts` : `${address} antwortet, aber nicht mit den Werten eines Monitors`}. Bitte die Adresse im Attribut src prüfen.`,
    ],
  },
  team: {
    healthy: [
      'Bereit für Traffic',
      ({ count, sessions }) => `${counted(count(sessions), sessions, 'aktive Sitzung', 'aktive Sitzungen')}.`,
    ],
    warning: ['Genau beobachten, Deployment möglich', () => ''],
    degraded: ['Keinen Traffic hierher leiten; Ursache untersuchen', () => ''],
  },
  slow: 'Langsamer als üblich.',
  failing: 'Nicht alles funktioniert, wie es soll.',
  unconfirmed: 'Vor der Unterbrechung gab es eine Störung.',
  wrong: 'Bei uns liegt eine Störung vor.',
  alerted: 'Das Team wurde alarmiert.',
  old: (ago) => `Letzte Antwort ${ago}: Die Werte unten sind veraltet.`,
  instances: (count) => `${count} Instanzen antworten abwechselnd, jede mit eigenen Werten.`,
  retryIn: (span) => `neuer Versuch in ${span}`,
  retrying: 'neuer Versuch läuft',
  evidence: (errorRate, p95, requests, window) =>
    `In den letzten ${window}: Fehlerrate ${errorRate} und P95-Latenz ${p95} bei ${requests} Anfragen.`,

  signedIn: 'Angemeldet als',
  audiences: { viewer: 'Leser', operator: 'Betreiber' },
  access: async () => (await import('./de-access.js')).germanAccess,

  errorRate: 'Fehlerrate',
  p50Latency: 'P50-Latenz',
  p95: 'P95-Latenz',
  p99Latency: 'P99-Latenz',
  requests: 'Anfragen',
  requestRate: 'Anfragerate',
  sessions: 'Aktive Sitzungen',
  eventLoopDelay: 'Event-Loop-Verzögerung P99',
  noValue: '–',
  last: (window) => `letzte ${window}`,
  chart: (name, window, [lowest, highest, latest]) =>
    `${name}, letzte ${window}: ${lowest === undefined ? 'nichts gemessen' : `${lowest} bis ${highest}, jetzt ${latest}`}`,
  overLimit: 'über dem Grenzwert',
  firing: (count) => `${count} ${count === '1' ? 'Alarm' : 'Alarme'}`,
  classes: { '5xx': '5xx', csrf: 'CSRF', '4xx': '4xx', timeout: 'Timeouts', aborted: 'Abgebrochen' },
  endpoints: 'Endpunkte',
  share: 'Anteil an den Anfragen',
  asTable: 'Als Tabelle',

  figureOver: (figure, value, limit) => `${figure} ${value} liegt über ${limit}`,
  figureAt: (figure, value, limit) => `${figure} ${value} liegt bei ${limit}`,
  checkFailed: (check, message) => `${check} schlägt fehl${message && `: ${message}`}`,
  alert: ({ figure, endpoint, limit, isMinimum, window }) =>
    `${figure}${endpoint && ` bei ${endpoint}`} (${isMinimum ? 'Minimum' : 'Grenzwert'} ${limit}${window && `, letzte ${window}`})`,
  checkAlert: (check) => `Prüfung ${check} schlägt fehl`,
  errorsOfClass: (_, text, errorClass) => `${text} Fehler der Klasse ${errorClass}`,
  peopleSawError: (count, text) => `${text} ${count === 1 ? 'Person sah' : 'Personen sahen'} einen Fehler`,
  starts: (count, minutes) => `${count} Starts in ${minutes} Minuten`,
  stillWaiting: (message, count, text) =>
    `${message}; ${counted(text, count, 'Anfrage wartet', 'Anfragen warten')} noch auf Antwort`,
  notConfirmed: (message) => `${message}; seit der Unterbrechung nicht bestätigt`,
  comesAndGoes: (message) => `${message}; kommt und geht, als ein Alarm geführt`,

  alerts: 'Alarme',
  firingAlert: (severity) => `Aktiv, ${severity}`,
  severities: { warning: 'Warnung', critical: 'kritisch' },
  resolved: 'Beendet',
  firingFor: (span) => `seit ${span}`,
  lasted: (time, span) => `${time}, Dauer ${span}`,
  time: 'Zeit',
  peak: (value) => `Höchstwert ${value}`,
  ofRequests: (count) => `von ${count} Anfragen`,
  mostFrom: (share, endpoint) => `${share} bei ${endpoint}`,
  firstAt: (time, endpoint) => `zuerst um ${time}${endpoint && ` bei ${endpoint}`}`,
  acknowledgedBy: (name, time, note) => `Bestätigt${name && ` von ${name}`} (${time})${note && `: ${note}`}`,
  mutedUntil: (time) => `Stummgeschaltet bis ${time}`,
  muted: (rule, time, name, note) =>
    `${rule} ist stummgeschaltet bis ${time}${name && ` von ${name}`}${note && `: ${note}`}`,
  flapping: 'Kommt und geht: als ein Alarm geführt',
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
  noAlerts: 'Keine Alarme.',

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
  ranges: { live: 'Live', '15m': '15 Min.', '1h': '1 Std.', '6h': '6 Std.', '24h': '24 Std.' },
  historyFailed: (range, code) => {
    if (code === 404) return 'Dieser Server speichert keinen Verlauf.';
    return `Verlauf (${range}) konnte nicht geladen werden${code === 0 ? '' : ` (${code})`}; neuer Versuch läuft.`;
  },
  waiting: 'Wird geladen …',
  historySummary: (gaps, alerts, deploys) =>
    [some(gaps, 'Lücke', 'Lücken'), some(alerts, 'Alarm', 'Alarme'), some(deploys, 'Deployment', 'Deployments')]
      .filter(Boolean)
      .join(', '),
  deploy: (version) => `Deployment ${version}`,
  sinceDeploy: (version, ago, message) => asSentence(`Seit Deployment ${version} (${ago}): ${message}`),
  events: 'Ereignisse',
  ago: (span) => `vor ${span}`,
  now: 'jetzt',
  levels: { healthy: 'in Ordnung', warning: 'Warnung', degraded: 'gestört', gap: 'außer Betrieb' },
  levelShare: (level, percent) => `${level} ${percent}`,
  down: (span, time, times) =>
    times > 1
      ? `außer Betrieb ${span} in ${times} Abschnitten, der längste ab ${time}`
      : `außer Betrieb ${span} ab ${time}`,
  notRecorded: (time) => `keine Aufzeichnung vor ${time}`,
  nothingRecorded: 'Noch nichts aufgezeichnet',
  fromTo: (from, to) => (to ? `${from} bis ${to}` : `seit ${from}`),
  incidents: (count) => some(count, 'Vorfall', 'Vorfälle'),

  latency: 'Latenz',
  requestsPerSecond: 'Anfragen pro Sekunde',
  percentiles: { p50: 'P50', p95: 'P95', p99: 'P99' },
  succeeded: 'erfolgreich',
  failed: 'fehlgeschlagen',
  errorsByClass: 'Fehler nach Klasse',
  byClass: 'Nach Klasse',
  otherClasses: 'andere',
  activeNow: 'aktiv',
  wholeRange: 'Gesamter Zeitraum',
  limit: (value) => `Grenzwert ${value}`,
  noChart: 'Das Diagramm konnte nicht geladen werden; siehe Tabelle.',

  endpoint: 'Endpunkt',
  failedColumn: 'Fehler',
  noEndpoints: 'Keine Anfragen in diesem Zeitfenster.',
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

  features: 'Genutzte Funktionen',
  noFeatures: 'Noch keine Funktion genutzt.',
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
  total: 'Seit dem Start',
  totals: (requests, failed) => `${requests} Anfragen, ${failed} fehlgeschlagen`,
  version: 'Version',
  instance: 'Instanz',
  lastError: 'Letzter Fehler',
};
