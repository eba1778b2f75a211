/** Estimates the width of a line of text for a font that is not known; rather too wide than too narrow. */

/** Widths relative to the font size, at least those of Verdana and DejaVu Sans, the widest common fonts. */
const SLIM = 0.37;
const NARROW = 0.46;
const ORDINARY = 0.64;
const CAPITAL = 0.8;
const BROAD = 1;
/** Chinese, Japanese and Korean characters and emoji are square. */
const SQUARE = 2 * ORDINARY;

const BOLD = 1.09;

const KINDS: readonly (readonly [RegExp, number])[] = [
  [/[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}]/u, 0],
  [/[ijl .,'·]/, SLIM],
  [/[frtI:;!|()[\]/\\-]/, NARROW],
  [/[mwMW@%&…—]/, BROAD],
  [/[a-z\d]/, ORDINARY],
  [/[A-Z]/, CAPITAL],
  [/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{Extended_Pictographic}\u3000-\u303F\uFF01-\uFF60]/u, SQUARE],
  [/[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Hebrew}\p{sc=Arabic}]/u, CAPITAL],
];

/** The width of a line, in the unit of `fontSize`. */
export function textWidth(text: string, fontSize: number, isBold = false): number {
  let width = 0;
  for (const character of text) {
    width += KINDS.find(([kind]) => kind.test(character))?.[1] ?? (character.length > 1 ? SQUARE : BROAD);
  }
  return width * fontSize * (isBold ? BOLD : 1);
}
