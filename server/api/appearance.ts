/** What an address may ask of how the badge and the embedded element look, and texts in their markup. */

/** How it is to look; what is not asked for is as it is without. */
export interface Appearance {
  /** The system's name, fit for markup once it is escaped; empty when there is none. */
  label: string;
  theme: 'light' | 'dark' | undefined;
  audience: 'everyone' | 'team' | undefined;
}

const THEMES = ['light', 'dark'] as const;
const AUDIENCES = ['everyone', 'team'] as const;
const MAX_LABEL_LENGTH = 64;

/** Reads `label`, `theme` and `audience` of a query string, or says what is wrong with them. */
export function appearance(query: Record<string, unknown>): Appearance | { problem: string } {
  const { label = '', theme, audience } = query;
  if (typeof label !== 'string') return { problem: 'label must be one text.' };
  const knownTheme = THEMES.find((known) => known === theme);
  if (theme !== undefined && knownTheme === undefined) return { problem: 'theme must be light or dark.' };
  const knownAudience = AUDIENCES.find((known) => known === audience);
  if (audience !== undefined && knownAudience === undefined) return { problem: 'audience must be everyone or team.' };
  return { label: shortText(label), theme: knownTheme, audience: knownAudience };
}

/** A text in one line, cut between characters, without those that no XML may hold. */
function shortText(text: string): string {
  const line = text
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

/** A text as it stands in XML and HTML, in attributes too. */
export function escapeMarkup(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
