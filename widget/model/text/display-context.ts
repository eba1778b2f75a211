/** What every text depends on besides the figures. */
import type { PageStrings, Strings } from '../../strings/index.js';
import type { Format } from './format.js';
import type { teamHeadline } from './team-headline.js';

/** Whom the texts are written for: those who use the system, or those who run it. */
export type Audience = 'everyone' | 'team';

/** The audience, the language and the time. */
export interface DisplayContext<Words extends Strings = Strings> {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly audience: Audience;
  readonly strings: Words;
  readonly format: Format;
  /** Given for the team, once it has been loaded. Without it the headline is that for everyone. */
  readonly teamHeadline: typeof teamHeadline | undefined;
  /** Where the figures come from, as shown to the reader. */
  readonly address: string;
}

/** The same on a page. */
export type PageDisplay = DisplayContext<Strings & PageStrings>;
