/** German words about what endpoints and the app wait for. */
import type { WaitingStrings } from '../waiting-strings.js';

/** The German words. */
export const germanWaiting: WaitingStrings = {
  peopleHit: 'Betroffene',
  ofPeople: (hit, all) => `${hit} von ${all}`,
  limits: 'Grenzen, ms',
  leftOut: 'zählt nicht',
  ownAndWaiting: 'Eigene Zeit und Warten',
  own: 'eigene',
  ownTimeKey: 'eigene Zeit',
  waitingKey: 'Warten',

  waitsFor: 'Wartet auf',
  dependency: 'Dienst',
  kinds: { http: 'http', https: 'https', timed: 'gemessen' },
  callsPerMinute: 'Aufrufe /min',
  failures: 'Fehler',
  callFailures: {
    status: (count) => `${count}-mal 5xx`,
    refused: (count) => `${count}-mal abgelehnt`,
    dns: (count) => `${count}-mal nicht gefunden`,
    timeout: (count) => `${count} ${count === '1' ? 'Timeout' : 'Timeouts'}`,
    other: (count) => `${count}-mal abgebrochen`,
  },
  noFailures: 'keine',
  openNow: 'Jetzt offen',
  oldest: (count, age) => `${count}, älteste ${age}`,
  shareOfTime: 'Anteil der Zeit',
  ofTime: 'der Zeit',
  ownTime: (percent) => `Die eigene Zeit der Anwendung beträgt ${percent}`,
  slowBecause: (dependency, p95) => `Langsam, weil ${dependency} langsam ist: Zuvor war dessen P95 ${p95}`,
};
