/** German words about who is signed in. */
import type { AccessStrings } from '../access-strings.js';

/** The German words. */
export const germanAccess: AccessStrings = {
  signIn: 'Anmelden, um mehr zu sehen',
  rules: {
    error_rate_high: 'Viele Anfragen schlagen fehl',
    latency_high: 'Antworten dauern lange',
    '5xx_detected': 'Serverfehler',
    csrf_detected: 'Formulare werden abgewiesen (CSRF)',
    restart_loop: 'Der Server startet immer wieder neu',
    overdue_job: 'Ein Job ist überfällig',
  },
  slowerThanUsual: 'langsamer als üblich',
  averageLatency: 'Mittlere Latenz',

  signedInAs: (audience, name) => `Angemeldet als ${audience}${name && ` (${name})`}`,
  rights: {
    viewer: 'Sieht alles.',
    operator: 'Sieht alles; darf Alarme bestätigen und stummschalten und Deployments eintragen.',
  },
  until: (time) => `Bis ${time}`,
  markDeploy: 'Deployment eintragen',
  signOut: 'Abmelden',
};
