/** Style sheets for shadow roots, written beside the code and made when the first element needs them. */

/** A sheet that all elements share. */
export type SharedSheet = () => CSSStyleSheet;

/** The tag for a style sheet's text; nothing can be put into it. The sheet is made once, and only in a browser. */
export function css(text: TemplateStringsArray): SharedSheet {
  let made: CSSStyleSheet | undefined;
  return () => {
    if (made === undefined) {
      made = new CSSStyleSheet();
      made.replaceSync(text.join(''));
    }
    return made;
  };
}
