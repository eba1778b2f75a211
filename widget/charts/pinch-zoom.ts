/** Zooms a chart with two fingers. */
import type { TimeRange } from '../model/charts/chart.js';

/** The distance of an event from an area's left edge, in CSS pixels of the area, however the page scales it. */
export function xIn(area: HTMLElement, { clientX }: MouseEvent): number {
  const { left, width } = area.getBoundingClientRect();
  return ((clientX - left) * area.clientWidth) / width;
}

/**
 * Calls `zoom` with the time that the area shows while two fingers move: each finger keeps the time that it was put on.
 * `timeAt` converts a distance from the area's left edge, in CSS pixels of its own, to seconds since 1970.
 */
export function pinchZoom(area: HTMLElement, timeAt: (x: number) => number, zoom: (range: TimeRange) => void): void {
  /** By pointer id. */
  const fingers = new Map<number, { x: number; time: number }>();
  area.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse') return;
    fingers.set(event.pointerId, { x: xIn(area, event), time: 0 });
    for (const finger of fingers.values()) finger.time = timeAt(finger.x);
  });
  area.addEventListener('pointermove', (event) => {
    const moved = fingers.get(event.pointerId);
    if (moved === undefined) return;
    moved.x = xIn(area, event);
    const [left, right] = [...fingers.values()].sort((a, b) => a.x - b.x);
    if (left === undefined || right === undefined || right.x - left.x < 1) return;
    const secondsPerPixel = (right.time - left.time) / (right.x - left.x);
    const from = left.time - left.x * secondsPerPixel;
    if (secondsPerPixel > 0) zoom([from, from + area.clientWidth * secondsPerPixel]);
  });
  const lift = ({ pointerId }: PointerEvent) => fingers.delete(pointerId);
  area.addEventListener('pointerup', lift);
  area.addEventListener('pointercancel', lift);
}
