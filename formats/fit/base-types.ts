/** FIT base types: how one value of a field lies in the file, little-endian. */

interface BaseType {
  /** The byte that a definition names it by. */
  readonly code: number;
  readonly bytes: number;
  readonly least: number;
  /** The greatest value that is not the invalid mark. */
  readonly greatest: number;
  put(view: DataView, offset: number, value: number): void;
}

export const BASE_TYPES = {
  enum: {
    code: 0x00,
    bytes: 1,
    least: 0,
    greatest: 0xfe,
    put: (view, at, value) => {
      view.setUint8(at, value);
    },
  },
  sint8: {
    code: 0x01,
    bytes: 1,
    least: -0x80,
    greatest: 0x7e,
    put: (view, at, value) => {
      view.setInt8(at, value);
    },
  },
  uint8: {
    code: 0x02,
    bytes: 1,
    least: 0,
    greatest: 0xfe,
    put: (view, at, value) => {
      view.setUint8(at, value);
    },
  },
  uint16: {
    code: 0x84,
    bytes: 2,
    least: 0,
    greatest: 0xfffe,
    put: (view, at, value) => {
      view.setUint16(at, value, true);
    },
  },
  sint32: {
    code: 0x85,
    bytes: 4,
    least: -0x8000_0000,
    greatest: 0x7fff_fffe,
    put: (view, at, value) => {
      view.setInt32(at, value, true);
    },
  },
  uint32: {
    code: 0x86,
    bytes: 4,
    least: 0,
    greatest: 0xffff_fffe,
    put: (view, at, value) => {
      view.setUint32(at, value, true);
    },
  },
  /** "z": 0 is the invalid mark. */
  uint32z: {
    code: 0x8c,
    bytes: 4,
    least: 1,
    greatest: 0xffff_ffff,
    put: (view, at, value) => {
      view.setUint32(at, value, true);
    },
  },
} as const satisfies Record<string, BaseType>;

export type BaseTypeName = keyof typeof BASE_TYPES;
export const STRING_CODE = 0x07;
