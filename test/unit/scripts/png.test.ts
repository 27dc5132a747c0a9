import assert from 'node:assert/strict';
import { deflateSync, inflateSync } from 'node:zlib';
import { toPalette } from '../../../scripts/png';

/** An RGB picture of rows that each start with their filter; checksums are not looked at. */
function png(width: number, rows: number[][]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, 2], 8);
  const chunks = [header, deflateSync(Buffer.from(rows.flat()))].map((data, at) => {
    const frame = Buffer.alloc(8 + data.length + 4);
    frame.writeUInt32BE(data.length, 0);
    frame.write(['IHDR', 'IDAT'][at]!, 4, 'latin1');
    data.copy(frame, 8);
    return frame;
  });
  return Buffer.concat([Buffer.alloc(8), ...chunks]);
}

/** The chunks of a picture by their names. */
function chunks(picture: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (let at = 8; at < picture.length; at += 12 + picture.readUInt32BE(at))
    found.set(
      picture.toString('latin1', at + 4, at + 8),
      picture.subarray(at + 8, at + 8 + picture.readUInt32BE(at)),
    );
  return found;
}

describe('a picture with a palette', () => {
  it('has the colours of the original, whatever filter its rows have', () => {
    const rows = [
      [0, 10, 20, 30, 1, 2, 3],
      [1, 10, 20, 30, 247, 238, 229],
      [2, 0, 0, 0, 0, 0, 0],
      [3, 5, 10, 15, 252, 247, 243],
      [4, 0, 0, 0, 0, 0, 0],
    ];
    const made = chunks(toPalette(png(2, rows)));
    assert.deepEqual([...made.get('PLTE')!], [1, 2, 3, 10, 20, 30]);
    const indexes = [...inflateSync(made.get('IDAT')!)];
    assert.deepEqual(
      indexes,
      [
        [0, 1, 0],
        [0, 1, 0],
        [0, 1, 0],
        [0, 1, 0],
        [0, 1, 0],
      ].flat(),
    );
  });

  it('keeps a rare colour that is unlike the others where there are too many', () => {
    const greys = Array.from({ length: 1024 }, (_, at) => [at >> 2, at >> 2, (at >> 2) ^ (at & 3)]).flat();
    const made = chunks(toPalette(png(1025, [[0, ...greys, 255, 0, 0]])));
    const palette = made.get('PLTE')!;
    assert.ok(palette.length <= 64 * 3);
    const last = inflateSync(made.get('IDAT')!).at(-1)!;
    assert.deepEqual([...palette.subarray(last * 3, last * 3 + 3)], [255, 0, 0]);
  });

  it('is not made of another kind of picture', () => {
    const grey = png(1, [[0, 1, 2, 3]]);
    grey.writeUInt8(0, 25);
    assert.throws(() => toPalette(grey), /not 8 bit RGB/);
  });
});
