/** Query parameters for the looks of the badge and of the embedded element, and escaping for their markup. */

/** The looks. */
export interface Appearance {
  /** The system's name, not escaped; empty when there is none. */
  label: string;
  theme: 'light' | 'dark' | undefined;
  audience: 'everyone' | 'team' | undefined;
}

const THEMES = ['light', 'dark'] as const;
const AUDIENCES = ['everyone', 'team'] as const;
const MAX_LABEL_LENGTH = 64;
/** So much of a given label is looked at. */
const MAX_GIVEN_LENGTH = 1000;

/** Parses `label`, `theme` and `audience` of a query string; `problem` says what is wrong. */
export function appearance(query: Record<string, unknown>): Appearance | { problem: string } {
  const { label = '', theme, audience } = query;
  if (typeof label !== 'string') return { problem: 'label must be one text.' };
  const knownTheme = THEMES.find((known) => known === theme);
  if (theme !== undefined && knownTheme === undefined) return { problem: 'theme must be light or dark.' };
  const knownAudience = AUDIENCES.find((known) => known === audience);
  if (audience !== undefined && knownAudience === undefined) return { problem: 'audience must be everyone or team.' };
  return { label: shortText(label), theme: knownTheme, audience: knownAudience };
}

/** One line of text, cut between characters, without characters that XML forbids. */
function shortText(text: string): string {
  const line = text
    .slice(0, MAX_GIVEN_LENGTH)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cs}\u{FFFE}\u{FFFF}]/gu, '')
    .trim();
  return Array.from(line).slice(0, MAX_LABEL_LENGTH).join('').trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes a text for XML and HTML, attributes included. */
export function escapeMarkup(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
