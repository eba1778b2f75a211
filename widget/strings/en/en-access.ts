/** English words about who is signed in. */
import type { AccessStrings } from '../access-strings.js';

/** The English words. */
export const englishAccess: AccessStrings = {
  signIn: 'Sign in to see more',
  rules: {
    error_rate_high: 'Many requests fail',
    latency_high: 'Answers take long',
    '5xx_detected': 'Server errors',
    csrf_detected: 'Forms are refused (CSRF)',
    restart_loop: 'The server starts again and again',
    overdue_job: 'A job has not run in time',
  },
  slowerThanUsual: 'slower than usual',
  averageLatency: 'Average latency',

  signedInAs: (audience, name) => `Signed in as ${audience}${name && ` (${name})`}`,
  rights: {
    viewer: 'Sees everything.',
    operator: 'Sees everything; may acknowledge, mute and mark deploys.',
  },
  until: (time) => `Until ${time}`,
  markDeploy: 'Mark a deploy',
  signOut: 'Sign out',
};
