/** Makes a browser's pictures of the screen small enough to be packed: at most 64 colours, less than half the bytes. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** The same picture with at most 64 colours. Takes what Chromium writes: 8 bits, RGB, not interlaced. */
export function toPalette(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const count = new Map<number, number>();
  for (const colour of pixels) count.set(colour, (count.get(colour) ?? 0) + 1);
  const frequentFirst = [...count]
    .sort(([a, often], [b, times]) => times - often || a - b)
    .map(([colour]) => colour);
  const palette = choosePalette(frequentFirst);
  const index = new Map(frequentFirst.map((colour) => [colour, nearest(palette, colour)]));

  // Each row starts with its filter, which is 0: none.
  const rows = Buffer.alloc((width + 1) * height);
  pixels.forEach((colour, at) => rows.writeUInt8(index.get(colour) ?? 0, at + 1 + Math.floor(at / width)));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The first colours that are not close to an earlier one; what is close grows until they are few enough. */
function choosePalette(colours: readonly number[]): number[] {
  for (let closest = 0; ; closest += 2) {
    const palette: number[] = [];
    for (const colour of colours) {
      if (palette.length > 64) break;
      if (!palette.some((other) => distance(colour, other) < closest ** 2)) palette.push(colour);
    }
    if (palette.length <= 64) return palette;
  }
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  palette.forEach((other, at) => {
    if (distance(other, colour) < distance(palette[best] ?? 0, colour)) best = at;
  });
  return best;
}

/** Squared. */
function distance(a: number, b: number): number {
  const away = (shift: number) => (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2;
  return away(16) + away(8) + away(0);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** 0xRRGGBB, row by row. */
  readonly pixels: Uint32Array;
}

function decode(png: Buffer): Picture {
  const parts: Buffer[] = [];
  for (let at = signature.length; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  if (png.readUInt32BE(24) >>> 0 !== 0x08020000) throw new Error('The picture is not 8 bit RGB.');
  const bytes = unfilter(inflateSync(Buffer.concat(parts)), width * 3, height);
  const pixels = Uint32Array.from({ length: width * height }, (_, at) => bytes.readUIntBE(at * 3, 3));
  return { width, height, pixels };
}

/** Undoes the filter that each row starts with: what is stored is the difference to a byte nearby. */
function unfilter(raw: Buffer, stride: number, height: number): Buffer {
  const bytes = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row++) {
    const filter = raw[row * (stride + 1)] ?? 0;
    for (let column = 0; column < stride; column++) {
      const at = row * stride + column;
      const left = column < 3 ? 0 : (bytes[at - 3] ?? 0);
      const up = row === 0 ? 0 : (bytes[at - stride] ?? 0);
      const corner = row === 0 || column < 3 ? 0 : (bytes[at - stride - 3] ?? 0);
      const guesses = [0, left, up, (left + up) >> 1, paeth(left, up, corner)];
      bytes[at] = (raw[at + row + 1] ?? 0) + (guesses[filter] ?? 0);
    }
  }
  return bytes;
}

function paeth(left: number, up: number, corner: number): number {
  const away = (value: number) => Math.abs(left + up - corner - value);
  if (away(left) <= away(up) && away(left) <= away(corner)) return left;
  return away(up) <= away(corner) ? up : corner;
}
