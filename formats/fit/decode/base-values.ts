/** How a FIT base type is read. What a file marks as invalid reads as NaN, so that nobody takes it for a value. */

export interface NumericType {
  readonly bytes: number;
  /** NaN where the file has the type's invalid mark. */
  read(view: DataView, at: number, little: boolean): number;
}

const marked = (bytes: number, invalid: number, read: NumericType['read']): NumericType => ({
  bytes,
  read: (view, at, little) => {
    const value = read(view, at, little);
    return value === invalid ? NaN : value;
  },
});

const big = (invalid: bigint, read: (view: DataView, at: number, little: boolean) => bigint): NumericType => ({
  bytes: 8,
  read: (view, at, little) => {
    const value = read(view, at, little);
    return value === invalid ? NaN : Number(value);
  },
});

const uint8: NumericType['read'] = (view, at) => view.getUint8(at);
const uint16: NumericType['read'] = (view, at, little) => view.getUint16(at, little);
const uint32: NumericType['read'] = (view, at, little) => view.getUint32(at, little);
const uint64 = (view: DataView, at: number, little: boolean): bigint => view.getBigUint64(at, little);

/** By the low five bits of the type's byte; the top bit only says that byte order matters, and some writers forget it. */
const NUMERIC: readonly (NumericType | undefined)[] = (() => {
  const types: (NumericType | undefined)[] = [];
  types[0x00] = marked(1, 0xff, uint8); // enum
  types[0x01] = marked(1, 0x7f, (view, at) => view.getInt8(at));
  types[0x02] = types[0x00];
  types[0x03] = marked(2, 0x7fff, (view, at, little) => view.getInt16(at, little));
  types[0x04] = marked(2, 0xffff, uint16);
  types[0x05] = marked(4, 0x7fff_ffff, (view, at, little) => view.getInt32(at, little));
  types[0x06] = marked(4, 0xffff_ffff, uint32);
  // The mark of floats is all ones, which is a NaN already.
  types[0x08] = { bytes: 4, read: (view, at, little) => finite(view.getFloat32(at, little)) };
  types[0x09] = { bytes: 8, read: (view, at, little) => finite(view.getFloat64(at, little)) };
  types[0x0a] = marked(1, 0, uint8);
  types[0x0b] = marked(2, 0, uint16);
  types[0x0c] = marked(4, 0, uint32);
  types[0x0d] = types[0x00]; // byte
  types[0x0e] = big(0x7fff_ffff_ffff_ffffn, (view, at, little) => view.getBigInt64(at, little));
  types[0x0f] = big(0xffff_ffff_ffff_ffffn, uint64);
  types[0x10] = big(0n, uint64);
  return types;
})();

const finite = (value: number): number => (Number.isFinite(value) ? value : NaN);

/** undefined for text and for types that FIT does not know. */
export const numericType = (code: number): NumericType | undefined => NUMERIC[code & 0x1f];
