/** Two fingers upon a chart choose the time that it shows. */
import type { TimeRange } from './chart-model.js';

/** Two fingers keep the times that they came down on; calls `zoom` with what the area then shows. */
export function followPinch(area: HTMLElement, timeAt: (x: number) => number, zoom: (range: TimeRange) => void): void {
  /** By the pointer: where it is, and the time that it holds. */
  const held = new Map<number, { x: number; time: number }>();
  const xOf = (event: PointerEvent) => event.clientX - area.getBoundingClientRect().left;
  area.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse') return;
    held.set(event.pointerId, { x: xOf(event), time: 0 });
    for (const finger of held.values()) finger.time = timeAt(finger.x);
  });
  area.addEventListener('pointermove', (event) => {
    const moved = held.get(event.pointerId);
    if (moved === undefined) return;
    moved.x = xOf(event);
    const [one, other] = [...held.values()].sort((a, b) => a.x - b.x);
    if (one === undefined || other === undefined || other.x - one.x < 1) return;
    const perPixel = (other.time - one.time) / (other.x - one.x);
    const from = one.time - one.x * perPixel;
    if (perPixel > 0) zoom([from, from + area.clientWidth * perPixel]);
  });
  const lift = ({ pointerId }: PointerEvent) => held.delete(pointerId);
  area.addEventListener('pointerup', lift);
  area.addEventListener('pointercancel', lift);
}
