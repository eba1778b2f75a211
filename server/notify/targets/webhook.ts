/** Webhooks: a POST of JSON, signed where there is a secret. */

import { createHmac } from 'node:crypto';
import type { Notification } from '../../contract/index.js';
import type { WebhookTarget } from '../../options/notify-targets.js';
import { request } from '../delivery-attempt.js';
import { FORMATS } from '../formats/index.js';
import type { Target } from './target.js';

/** A target of webhooks. */
export function webhookTarget({ url, format = 'json', headers: given, secret }: WebhookTarget): Target {
  return {
    name: new URL(url).origin,
    identity: `${format} ${url}`,
    send: (message, { signal, fetch, wall }) => {
      const headers = new Headers({ 'content-type': 'application/json', ...given });
      headers.set('idempotency-key', message.id);
      const body = JSON.stringify(FORMATS[format](message));
      if (secret !== undefined) sign(headers, message, body, secret, Math.floor(wall / 1000));
      return request(url, { method: 'POST', headers, body, signal }, fetch);
    },
  };
}

/**
 * Signs a request as Standard Webhooks 1.0 says (github.com/standard-webhooks/standard-webhooks): HMAC-SHA256 over id,
 * time and body. A secret that begins with `whsec_` is a key in base64, any other is the key itself.
 * @param seconds since 1970
 */
function sign(headers: Headers, { id }: Notification, body: string, secret: string, seconds: number): void {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  headers.set('webhook-id', id);
  headers.set('webhook-timestamp', String(seconds));
  headers.set('webhook-signature', `v1,${signature}`);
}
