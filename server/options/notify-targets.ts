/** The entries of the option `notify`. */

import type { Notification, WebhookFormat } from '../contract/index.js';

/** A POST of JSON. */
export interface WebhookTarget {
  /** Its path and query are treated as secret. */
  url: string;
  /** The form of the body; `json` unless given. */
  format?: WebhookFormat | undefined;
  /** Sent with every message. */
  headers?: Record<string, string> | undefined;
  /**
   * At least 16 characters. Messages are then signed as Standard Webhooks says: `webhook-signature` is HMAC-SHA256 over
   * `webhook-id`, `webhook-timestamp` and the body.
   */
  secret?: string | undefined;
}

/** What sends e-mails: a transporter of nodemailer, or what has the same method. */
export interface MailTransport {
  sendMail(mail: {
    to: string[];
    from: string;
    subject: string;
    text: string;
    messageId: string;
    references: string;
    headers: Record<string, string>;
    signal: AbortSignal;
  }): Promise<unknown>;
}

/** An e-mail in plain text. */
export interface EmailTarget {
  format: 'email';
  to: string | string[];
  from: string;
  /** Such as `smtps://user:password@mail.example`, for which nodemailer must be installed; or a transporter of nodemailer. */
  smtp: string | MailTransport;
}

/** A service of PagerDuty, through its Events API v2. */
export interface PagerDutyTarget {
  format: 'pagerduty';
  /** The integration key of the service; secret. */
  routingKey: string;
  /** `https://events.eu.pagerduty.com/v2/enqueue` for accounts in the EU; that for the others unless given. */
  url?: string | undefined;
}

/** Where alerts are sent; a function may be async. Failed deliveries are repeated later. */
export type NotifyTarget = WebhookTarget | EmailTarget | PagerDutyTarget | ((message: Notification) => unknown);
