/** Request bodies as text, up to a limit. */

import type { IncomingMessage } from 'node:http';

/** A body that is rejected, with the status code and message of the answer. */
export class BodyError extends Error {
  readonly status: 400 | 413 | 415;
  readonly code: string;

  constructor(status: 400 | 413 | 415, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * The whole body as UTF-8.
 * @param limit in bytes
 * @param types accepted media types
 * @throws BodyError 415 for another type or an encoding, 413 over the limit, 400 when the client stops sending
 */
export async function readText(request: IncomingMessage, limit: number, types: readonly string[]): Promise<string> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(type)) throw new BodyError(415, 'unsupported_media_type', `Send ${types.join(' or ')}.`);
  if (!/^identity$/i.test(request.headers['content-encoding'] ?? 'identity')) {
    throw new BodyError(415, 'unsupported_encoding', 'Send the body without Content-Encoding.');
  }
  const charset = /;\s*charset="?([^;"\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) throw new BodyError(415, 'unsupported_charset', 'Send UTF-8.');
  if (request.readableEnded) throw new BodyError(400, 'already_read', 'A middleware in front has read the body.');
  const tooLarge = new BodyError(413, 'too_large', `Send at most ${limit} bytes at a time.`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge;
      chunks.push(chunk);
    }
  } catch (error) {
    if (error === tooLarge) throw tooLarge;
    throw new BodyError(400, 'broken_off', 'The body broke off.');
  }
  // TextDecoder drops a byte order mark.
  return new TextDecoder().decode(Buffer.concat(chunks));
}
