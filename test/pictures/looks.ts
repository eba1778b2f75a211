/** Functions that read the look of the element. Each runs in the page, alone. */

/** The shape and the colours of the status icon, and the word beside it. */
export function lookAtIcon(): { shape: string; word: string; stroke: string; surface: string } {
  const root = document.querySelector('align-monitor')?.shadowRoot;
  const icon = root?.querySelector('[part~=icon] svg');
  const card = root?.querySelector('.card');
  if (!icon || !card) throw new Error('There is no icon.');
  return {
    shape: icon.firstElementChild?.getAttribute('d') ?? '',
    word: root?.querySelector('[part~=status]')?.lastChild?.textContent?.trim() ?? '',
    stroke: getComputedStyle(icon).stroke,
    surface: getComputedStyle(card).backgroundColor,
  };
}

/** The fills of the kinds of cells that a strip has. */
export function fillsOfStrip(): string[] {
  const cells = document
    .querySelector('align-monitor')
    ?.shadowRoot?.querySelectorAll('[part~=strip] svg:first-of-type path');
  return [...(cells ?? [])].map((cell) => getComputedStyle(cell).fill);
}

/** The charts as data URLs. */
export function picturesOfCharts(): string[] {
  const canvases = document.querySelector('align-monitor')?.shadowRoot?.querySelectorAll('canvas');
  return [...(canvases ?? [])].map((canvas) => canvas.toDataURL());
}

/** Whether the first chart has pixels of a CSS colour such as `CanvasText`. */
export function isOnChart(colour: string): boolean {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.color = colour;
  const wanted = getComputedStyle(probe).color;
  probe.remove();
  const canvas = document.querySelector('align-monitor')?.shadowRoot?.querySelector('canvas');
  const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  for (let index = 0; index < pixels.length; index += 4) {
    const isOpaque = pixels[index + 3] === 255;
    if (isOpaque && wanted === `rgb(${pixels[index]}, ${pixels[index + 1]}, ${pixels[index + 2]})`) return true;
  }
  return false;
}

/** The number of running animations, without transitions of colours. */
export function countRunning(): number {
  const running = document.querySelector('align-monitor')?.shadowRoot?.getAnimations() ?? [];
  return running.filter((each) => each.playState === 'running' && each instanceof CSSAnimation).length;
}

/** The x coordinates of the first and the last letter of each range's name. */
export function lettersOfRanges(): { text: string; first: number; last: number }[] {
  const names = document.querySelector('align-monitor')?.shadowRoot?.querySelectorAll('[part~=range] label span');
  return [...(names ?? [])].map((name) => {
    const texts = document.createTreeWalker(name, NodeFilter.SHOW_TEXT);
    const node = texts.nextNode() as Text | null;
    const place = (index: number) => {
      const range = document.createRange();
      if (node) range.setStart(node, index);
      if (node) range.setEnd(node, index + 1);
      return range.getBoundingClientRect().left;
    };
    return { text: node?.data ?? '', first: place(0), last: place((node?.length ?? 1) - 1) };
  });
}

/** The distance from each bar's start to its right end, in CSS pixels. */
export function startsOfBars(): number[] {
  const bars = document.querySelector('align-monitor')?.shadowRoot?.querySelectorAll('.bar') ?? [];
  return [...bars].map((bar) => {
    const drawn = bar.querySelector('rect')?.getBoundingClientRect();
    return Math.abs((drawn?.right ?? NaN) - bar.getBoundingClientRect().right);
  });
}

/** Opens the badge's panel, then all tables. */
export async function openAll(): Promise<void> {
  const root = document.querySelector('align-monitor')?.shadowRoot;
  root?.querySelector<HTMLElement>('[part~=badge]')?.click();
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  for (const details of root?.querySelectorAll('details') ?? []) details.open = true;
  // The tables are in a lazily loaded module.
  const isWaiting = () => root?.querySelector('[open].data-table:not([inert], :has(table))') !== null;
  for (let frame = 0; frame < 3 || (frame < 120 && isWaiting()); frame++) await new Promise(requestAnimationFrame);
}

/** Describes a document or card that overflows, and an open panel that is not completely in view. */
export function overhangs(): string[] {
  const found: string[] = [];
  const measure = (name: string, { scrollWidth, clientWidth }: Element) => {
    if (scrollWidth > clientWidth) found.push(`${name} is ${scrollWidth - clientWidth} px too wide`);
  };
  measure('the document', document.documentElement);
  const root = document.querySelector('align-monitor')?.shadowRoot;
  const cards = root?.querySelectorAll('.card, [part~=card]') ?? [];
  for (const card of cards) measure(`the card "${card.textContent.trim().slice(0, 20)}"`, card);
  const panel = root?.querySelector(':popover-open')?.getBoundingClientRect();
  if (panel && (panel.left < 0 || panel.right > innerWidth)) found.push('the panel sticks out');
  return found;
}
