/** PNGs with at most 256 colours: a picture of a page takes a third of the room. */

import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
/** Eight bits for each pixel, as an index of the palette. */
const INDEXED = [8, 3, 0, 0, 0];
const MAX_COLOURS = 256;

/** Of colours that are closer in RGB, squared, only the most frequent is kept. */
const MIN_DISTANCE = 48;

/** Gives each pixel the nearest of the most frequent colours. */
export function withPalette(png: Buffer): Buffer {
  const { width, height, data } = PNG.sync.read(png);
  const colours = Uint32Array.from({ length: width * height }, (_, pixel) => data.readUIntBE(4 * pixel, 3));
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const known: number[] = [];
  for (const [colour] of [...counts].sort((a, b) => b[1] - a[1])) {
    if (known.length === MAX_COLOURS) break;
    if (known.every((other) => distance(colour, other) > MIN_DISTANCE)) known.push(colour);
  }
  const places = new Map([...counts.keys()].map((colour) => [colour, nearest(colour, known)]));
  // Each row begins with the number of its filter: none.
  const rows = Buffer.alloc((width + 1) * height);
  colours.forEach((colour, pixel) => {
    rows[Math.floor(pixel / width) * (width + 1) + 1 + (pixel % width)] = places.get(colour) ?? 0;
  });
  const header = Buffer.alloc(8 + INDEXED.length);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(INDEXED, 8);
  return Buffer.concat([
    Buffer.from(SIGNATURE),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(known.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function nearest(colour: number, palette: readonly number[]): number {
  const distances = palette.map((other) => distance(colour, other));
  return distances.indexOf(Math.min(...distances));
}

function distance(a: number, b: number): number {
  const to = channels(b);
  return channels(a).reduce((sum, value, channel) => sum + (value - (to[channel] ?? 0)) ** 2, 0);
}

function channels(colour: number): number[] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
