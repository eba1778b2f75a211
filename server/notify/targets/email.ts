/** E-mail through nodemailer, an optional peer. */

import type { EmailTarget, MailTransport } from '../../options/notify-targets.js';
import { requirePeer } from '../../options/optional-peer.js';
import { TIMEOUT_MS } from '../delivery-attempt.js';
import { email } from '../formats/email.js';
import type { Target } from './target.js';

interface Nodemailer {
  createTransport(options: object): MailTransport;
}

/**
 * Addresses that get e-mails.
 * @throws TypeError when nodemailer is needed and missing
 */
export function emailTarget({ to, from, smtp }: EmailTarget): Target {
  const transport = typeof smtp === 'string' ? transportTo(smtp) : smtp;
  const recipients = [to].flat();
  return {
    name: typeof smtp === 'string' ? `e-mail through ${new URL(smtp).host}` : 'e-mail',
    identity: `email ${recipients.join(',')}`,
    send: async (message, { signal }) => {
      try {
        await transport.sendMail({ ...email(message), to: recipients, from, signal });
        return { result: 'accepted' };
      } catch (error) {
        // The server's words may hold addresses; its code says enough.
        const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
        if (typeof responseCode !== 'number') throw error;
        const reason = `answered ${responseCode}${typeof code === 'string' ? ` (${code})` : ''}`;
        // 5yz is a permanent negative completion (RFC 5321, section 4.2.1).
        return responseCode >= 500 ? { result: 'refused', reason } : { result: 'failed', reason };
      }
    },
  };
}

function transportTo(smtp: string): MailTransport {
  const nodemailer = requirePeer('nodemailer', 'notify with format email') as Nodemailer;
  const limits = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  return nodemailer.createTransport({ url: smtp, ...limits });
}
