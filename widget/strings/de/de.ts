/** The German words. Spans of time can end with a full stop ("5 Min."), so no sentence ends with one of them. */
import type { Grammar, Strings } from '../strings.js';

const plural = new Intl.PluralRules('de');

/** A count with its noun. */
const counted = (text: string, count: number, one: string, many = one): string =>
  `${text} ${plural.select(count) === 'one' ? one : many}`;
/** The same; empty for none. */
const some = (count: number, one: string, many?: string): string =>
  count === 0 ? '' : counted(`${count}`, count, one, many);

/** A span of time: "5 Minuten". */
const inFull = (seconds: number): string => (seconds % 60 === 0 ? `${seconds / 60} Minuten` : `${seconds} Sekunden`);

/** Ends a sentence, unless it has an end: the message of a check, an address or a span of time can have one. */
const asSentence = (text: string): string =>
  `${text.replace(/[\s:;,]+$/, '')}.`.replace(/([.!?…。！？]["'”’»“]?)\.$/, '$1');

/** What errors of a class are called: one of them, and several. */
const CLASSES = new Map([
  ['5xx', ['Serverfehler']],
  ['timeout', ['Zeitüberschreitung', 'Zeitüberschreitungen']],
  ['4xx', ['Clientfehler']],
  ['csrf', ['abgelehntes Formular', 'abgelehnte Formulare']],
  ['aborted', ['abgebrochene Anfrage', 'abgebrochene Anfragen']],
  ['other', ['anderer Fehler', 'andere Fehler']],
]);

const grammar: Grammar = { counted, some, asSentence };

/** The German words. */
export const german: Strings = {
  name: 'Systemstatus',
  asSentence,
  refresh: 'Aktualisieren',
  states: {
    loading: ['Wird geladen', () => 'Die Werte werden abgerufen.'],
    healthy: [
      'In Ordnung',
      ({ count, sessions, knowsSessions, window }) =>
        `Alles funktioniert normal.${window && knowsSessions ? ` ${counted(count(sessions), sessions, 'Person', 'Personen')} aktiv.` : ''}`,
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
      ({ window }) => `Es wird besser${window && `: innerhalb von ${window} in Ordnung, wenn es anhält`}.`,
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
      ({ count, sessions, knowsSessions }) =>
        knowsSessions ? `${counted(count(sessions), sessions, 'aktive Sitzung', 'aktive Sitzungen')}.` : '',
    ],
    warning: ['Genau beobachten, Deployment möglich', () => ''],
    degraded: ['Keinen Traffic hierher leiten; Ursache untersuchen', () => ''],
    recovering: [
      'Erholt sich: mit Traffic noch warten',
      ({ window }) => `Innerhalb von ${window} in Ordnung, wenn es anhält.`,
    ],
  },
  causes: {
    wrong: 'Bei uns liegt eine Störung vor.',
    slow: 'Langsamer als üblich.',
    unconfirmed: 'Vor der Unterbrechung gab es eine Störung.',
    failing: 'Nicht alles funktioniert, wie es soll.',
    behind: 'Die App funktioniert; etwas im Hintergrund braucht Aufmerksamkeit.',
  },
  affected: ({ count, affected, people, seconds }) =>
    `${count(affected)} von ${counted(count(people), people, 'Person', 'Personen')} ${affected === 1 ? 'hat' : 'haben'} in den letzten ${inFull(seconds)} einen Fehler gesehen.`,
  alerted: 'Das Team wurde alarmiert.',
  old: (ago) => `Letzte Antwort ${ago}: Die Werte unten sind veraltet.`,
  instances: (count) => `${count} Instanzen antworten abwechselnd, jede mit eigenen Werten.`,
  retryIn: (span) => `neuer Versuch in ${span}`,
  retrying: 'neuer Versuch läuft',
  maintenanceUntil: (time) => `Wartung bis ${time}`,
  plannedMaintenance: (from, to) => `Geplante Wartung: ${from} bis ${to}`,
  access: async () => (await import('./de-access.js')).germanAccess,
  page: async () => (await import('./de-page.js')).germanPage(grammar),
  errors: async () => (await import('./de-errors.js')).germanErrors(grammar),

  errorRate: 'Fehlerrate',
  p50Latency: 'P50-Latenz',
  p95: 'P95-Latenz',
  slowRequests: 'Langsame Anfragen',
  slower: (share, limit) =>
    limit
      ? `${share} der Anfragen sind langsamer als ihre Grenzen, ${limit} sind erlaubt`
      : `${share} langsamer als ihre Grenzen`,
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
  firing: (count, text) => counted(text, count, 'Alarm', 'Alarme'),
  noErrors: 'Keine Fehler',
  endpoints: 'Endpunkte',
  endpointAndShare: 'Endpunkt, Anteil an den Anfragen',
  errorsColumn: 'Fehler',
  percentiles: { p50: 'P50', p95: 'P95', p99: 'P99' },
  shareOfRequests: (percent) => `${percent} der Anfragen`,
  asTable: 'Als Tabelle',

  inWindow: (count, window) => `${count} in ${window}`,
  sawError: (count, text) =>
    count === 0 ? 'niemand sah einen Fehler' : `${text} ${count === 1 ? 'sah' : 'sahen'} einen Fehler`,
  byCookie: 'Personen werden an Cookies unterschieden, die sich fälschen lassen.',
  groupName: (type, location) => `${type}${location && ` in ${location}`}`,
  times: (count, text) => counted(text, count, 'Mal'),
  people: (count, text) => counted(text, count, 'Person', 'Personen'),
  newSince: (version) => `neu seit ${version}`,

  figureOver: (figure, value, limit) => `${figure} ${value} liegt über ${limit}`,
  figureAt: (figure, value, limit) => `${figure} ${value} liegt bei ${limit}`,
  checkFailed: (check, message) => `${check} schlägt fehl${message && `: ${message}`}`,
  alert: ({ figure, endpoint, limit, isMinimum, window }) =>
    `${figure}${endpoint && ` bei ${endpoint}`} (${isMinimum ? 'Minimum' : 'Grenzwert'} ${limit}${window && `, letzte ${window}`})`,
  checkAlert: (check) => `Prüfung ${check} schlägt fehl`,
  errorsOfClass: (count, text, errorClass) => {
    const [one = `${errorClass}-Fehler`, many = one] = CLASSES.get(errorClass) ?? [];
    return counted(text, count, one, many);
  },
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
  mostAre: (count, total, group, extent) => `${count} von ${total} sind ${group}${extent && `, ${extent}`}`,
  mostFrom: (share, endpoint) => `${share} bei ${endpoint}`,
  firstAt: (time, endpoint) => `zuerst um ${time}${endpoint && ` bei ${endpoint}`}`,
  acknowledgedBy: (name, time, note) => `Bestätigt${name && ` von ${name}`} (${time})${note && `: ${note}`}`,
  mutedUntil: (time) => `Stummgeschaltet bis ${time}`,
  flapping: 'Kommt und geht: als ein Alarm geführt',

  ranges: { live: 'Live', '15m': '15 Min.', '1h': '1 Std.', '6h': '6 Std.', '24h': '24 Std.' },
  historyFailed: (range, code) => {
    if (code === 404) return 'Dieser Server speichert keinen Verlauf.';
    return `Verlauf (${range}) konnte nicht geladen werden${code === 0 ? '' : ` (${code})`}; neuer Versuch läuft.`;
  },
  waiting: 'Wird geladen …',
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
  total: 'Seit dem Start',
  totals: (requests, failed) => `${requests} Anfragen, ${failed} fehlgeschlagen`,
};
