/** What every text depends on besides the figures. */
import type { Strings } from '../strings/index.js';
import type { Format } from './format.js';

/** Whom the texts are written for: those who use the system, or those who run it. */
export type Audience = 'everyone' | 'team';

/** The audience, the language and the time. */
export interface DisplayContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly audience: Audience;
  readonly strings: Strings;
  readonly format: Format;
  /** Where the figures come from, as shown to the reader. */
  readonly address: string;
}
