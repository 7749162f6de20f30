/** Records as they come, a column for each channel: no object is made for a sample. */
import { type Channel, CHANNELS } from '../../recording/recording.js';
import type { Definition } from './definition.js';
import { OTHER_TYPE, PACKED, type RecordStep, SINT16, SINT32, SINT8, UINT16, UINT32, UINT8 } from './record-plan.js';

const FIRST_ROWS = 256;
const SPEED = CHANNELS.indexOf('speedMetersPerSecond');
const DISTANCE = CHANNELS.indexOf('distanceMeters');

/** Degrees are semicircles here. */
export class RecordColumns {
  length = 0;
  /** FIT seconds. */
  seconds: Float64Array = new Float64Array(FIRST_ROWS);
  /** By place in CHANNELS; undefined where no record had a value. */
  readonly #columns: (Float64Array | undefined)[] = CHANNELS.map(() => undefined);
  #packedDistance: { last: number; sum: number } | null = null;

  /** One record that lies at `at` as a whole. */
  add(bytes: Uint8Array, view: DataView, at: number, definition: Definition, seconds: number): void {
    const row = this.length++;
    if (row === this.seconds.length) this.#grow();
    this.seconds[row] = seconds;
    for (const step of definition.plan ?? []) {
      const from = at + step.field.offset;
      let value: number;
      switch (step.kind) {
        case UINT8:
          value = bytes[from] ?? 0xff;
          if (value === 0xff) continue;
          break;
        case SINT8:
          value = view.getInt8(from);
          if (value === 0x7f) continue;
          break;
        case UINT16:
          value = view.getUint16(from, definition.little);
          if (value === 0xffff) continue;
          break;
        case SINT16:
          value = view.getInt16(from, definition.little);
          if (value === 0x7fff) continue;
          break;
        case UINT32:
          value = view.getUint32(from, definition.little);
          if (value === 0xffff_ffff) continue;
          break;
        case SINT32:
          value = view.getInt32(from, definition.little);
          if (value === 0x7fff_ffff) continue;
          break;
        case PACKED:
          this.#unpack(bytes, from, row);
          continue;
        case OTHER_TYPE:
        default:
          value = step.field.type?.read(view, from, definition.little) ?? NaN;
          if (Number.isNaN(value)) continue;
      }
      this.#put(step, row, (value - step.shift) / step.scale);
    }
  }

  #put({ slot, adds }: RecordStep, row: number, value: number): void {
    const column = this.#column(slot);
    // A fraction of nothing is nothing: NaN stays NaN.
    column[row] = adds ? (column[row] ?? NaN) + value : value;
  }

  /** Twelve bits of speed (0.01 m/s) and twelve of distance (1/16 m), which start over at 256 m. */
  #unpack(bytes: Uint8Array, at: number, row: number): void {
    const [low = 0, middle = 0, high = 0] = bytes.subarray(at, at + 3);
    if ((low & middle & high) === 0xff) return;
    const distance = (middle >> 4) | (high << 4);
    const sum = this.#packedDistance ?? { last: distance, sum: distance };
    sum.sum += (distance - sum.last) & 0xfff;
    sum.last = distance;
    this.#packedDistance = sum;
    this.#column(SPEED)[row] = (low | ((middle & 0xf) << 8)) / 100;
    this.#column(DISTANCE)[row] = sum.sum / 16;
  }

  /** As long as `length`. */
  column(channel: Channel): Float64Array | undefined {
    return this.#columns[CHANNELS.indexOf(channel)]?.subarray(0, this.length);
  }

  #column(slot: number): Float64Array {
    return (this.#columns[slot] ??= new Float64Array(this.seconds.length).fill(NaN));
  }

  #grow(): void {
    const longer = (column: Float64Array): Float64Array => {
      const grown = new Float64Array(column.length * 2).fill(NaN, column.length);
      grown.set(column);
      return grown;
    };
    this.seconds = longer(this.seconds);
    this.#columns.forEach((column, slot) => {
      if (column) this.#columns[slot] = longer(column);
    });
  }
}
