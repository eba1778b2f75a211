/** Words about who is signed in, and for whom the figures are. Loaded when they are first needed. */
import type { Audience } from '../../server/contract/index.js';

/** All of them. */
export interface AccessStrings {
  /** For the public. */
  signIn: string;
  /** The names of the rules that there are unless options say otherwise. */
  rules: Readonly<Record<string, string>>;
  slowerThanUsual: string;
  averageLatency: string;

  /** In the menu of who is signed in. `name` is empty when it is that of the audience. */
  signedInAs: (audience: string, name: string) => string;
  rights: Record<Exclude<Audience, 'public'>, string>;
  until: (time: string) => string;
  markDeploy: string;
  signOut: string;
}
