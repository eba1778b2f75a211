/** Reads the plain part of XML that our pictures use, and throws where an XML parser would. */

/** An element, in the order of the document. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** All text in it. */
  text: string;
}

const NAME = '[A-Za-z_][\\w.-]*';
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const TAG = new RegExp(`<(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>|</(${NAME})\\s*>|([^<]+)`, 'y');

/** The elements of a document that has no comments, declarations or instructions. */
export function readXml(document: string): XmlElement[] {
  const forbidden = FORBIDDEN.exec(document);
  if (forbidden !== null) throw new Error(`U+${forbidden[0].codePointAt(0)?.toString(16)} stands in no XML`);
  const elements: XmlElement[] = [];
  const open: XmlElement[] = [];
  const source = document.trim();
  TAG.lastIndex = 0;
  while (TAG.lastIndex < source.length) {
    const at = TAG.lastIndex;
    const [, name, attributes = '', isEmpty, end, text] = TAG.exec(source) ?? [];
    if (name !== undefined) {
      if (open.length === 0 && elements.length > 0) throw new Error('There is a second root');
      const element = { name, attributes: attributesOf(attributes), text: '' };
      elements.push(element);
      if (isEmpty === '') open.push(element);
    } else if (end !== undefined) {
      if (open.pop()?.name !== end) throw new Error(`</${end}> ends nothing`);
    } else if (text !== undefined && open.length > 0) {
      for (const element of open) element.text += decode(text);
    } else {
      throw new Error(`This is no markup: ${source.slice(at, at + 40)}`);
    }
  }
  if (open.length > 0) throw new Error(`<${open[0]?.name}> never ends`);
  return elements;
}

function attributesOf(source: string): Record<string, string> {
  const pairs = [...source.matchAll(new RegExp(`(${NAME})="([^"]*)"`, 'g'))];
  const attributes = Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, decode(value)]));
  if (Object.keys(attributes).length < pairs.length) throw new Error(`An attribute is there twice: ${source}`);
  return attributes;
}

function decode(text: string): string {
  return text.replaceAll(/&([^;]*);?/g, (whole, entity: string) => {
    const character = ENTITIES[entity];
    if (character === undefined || !whole.endsWith(';')) throw new Error(`${whole} is no entity`);
    return character;
  });
}
