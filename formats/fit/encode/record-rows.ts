/** Samples as FIT records, straight from their columns: no object is made for a row. */
import { BASE_TYPES, type BaseTypeName } from '../base-types.js';
import { isPosition } from '../../recording/position.js';
import { type Channel, CHANNELS, type Samples } from '../../recording/recording.js';
import { DEGREES_PER_SEMICIRCLE } from '../profile.js';
import { type FitWriter, type Shape, shapeOf, type ShapeField } from '../writer.js';

const RECORD = 20;
const TIMESTAMP: ShapeField = { number: 253, bytes: 4, code: BASE_TYPES.uint32.code };

/** What a field may hold, and the field. */
interface Slot {
  readonly field: ShapeField;
  readonly least: number;
  readonly greatest: number;
  put(view: DataView, at: number, value: number): void;
  /** The rows' values in the file's steps, rounded; NaN = none. */
  readonly raw: Float64Array;
}

type Step = (value: number) => number;
const FIELDS: Readonly<Record<Channel, readonly (readonly [number: number, type: BaseTypeName, step: Step])[]>> = {
  latitudeDegrees: [[0, 'sint32', (degrees) => Math.round(degrees / DEGREES_PER_SEMICIRCLE)]],
  // 180° east is one more than the field can hold.
  longitudeDegrees: [
    [1, 'sint32', (degrees) => (degrees <= 180 ? Math.min(Math.round(degrees / DEGREES_PER_SEMICIRCLE), 0x7fff_fffe) : NaN)],
  ],
  altitudeMeters: [[78, 'uint32', (meters) => Math.round((meters + 500) * 5)]],
  distanceMeters: [[5, 'uint32', (meters) => Math.round(meters * 100)]],
  speedMetersPerSecond: [[73, 'uint32', (speed) => Math.round(speed * 1000)]],
  // 0 means none: it is not written.
  heartRateBpm: [[3, 'uint8', (bpm) => Math.round(bpm) || NaN]],
  cadenceRpm: [
    [4, 'uint8', (rpm) => Math.floor(Math.round(rpm * 128) / 128)],
    // Only what a whole number does not tell.
    [53, 'uint8', (rpm) => (rpm < 255 ? Math.round(rpm * 128) & 127 : 0) || NaN],
  ],
  powerWatts: [[7, 'uint16', Math.round]],
  temperatureCelsius: [[13, 'sint8', Math.round]],
};

export class RecordRows {
  readonly #writer: FitWriter;
  readonly #slots: readonly Slot[];
  /** By which slots a row has values for: bit n = slot n. */
  readonly #shapes = new Map<number, Shape>();

  constructor(writer: FitWriter, samples: Samples) {
    this.#writer = writer;
    this.#slots = slotsOf(samples);
  }

  /** @param seconds FIT seconds. What a field cannot hold is left out, never wrapped round. */
  write(row: number, seconds: number): void {
    let mask = 0;
    for (let i = 0; i < this.#slots.length; i++) {
      const slot = this.#slots[i];
      const value = slot?.raw[row] ?? NaN;
      if (slot && value >= slot.least && value <= slot.greatest) mask |= 1 << i;
    }
    let shape = this.#shapes.get(mask);
    if (!shape) this.#shapes.set(mask, (shape = this.#shapeOf(mask)));
    let at = this.#writer.place(this.#writer.define(shape), shape.bytes);
    const { view } = this.#writer;
    view.setUint32(at, seconds, true);
    at += TIMESTAMP.bytes;
    for (let i = 0; i < this.#slots.length; i++) {
      const slot = this.#slots[i];
      if (!slot || !(mask & (1 << i))) continue;
      slot.put(view, at, slot.raw[row] ?? NaN);
      at += slot.field.bytes;
    }
  }

  #shapeOf(mask: number): Shape {
    return shapeOf(RECORD, [TIMESTAMP, ...this.#slots.filter((_, i) => mask & (1 << i)).map(({ field }) => field)]);
  }
}

function slotsOf({ channels }: Samples): Slot[] {
  return CHANNELS.flatMap((channel) => {
    const column = channels[channel];
    if (!column) return [];
    return FIELDS[channel].map(([number, type, step]) => {
      const { bytes, code, least, greatest, put } = BASE_TYPES[type];
      return { field: { number, bytes, code }, least, greatest, put, raw: rawOf(channel, column, channels, step) };
    });
  });
}

function rawOf(
  channel: Channel,
  column: Float64Array,
  { latitudeDegrees, longitudeDegrees }: Samples['channels'],
  step: Step,
): Float64Array {
  const position = channel === 'latitudeDegrees' || channel === 'longitudeDegrees';
  const raw = new Float64Array(column.length);
  for (let row = 0; row < raw.length; row++) {
    const none = position && !isPosition(latitudeDegrees?.[row], longitudeDegrees?.[row]);
    raw[row] = none ? NaN : step(column[row] ?? NaN);
  }
  return raw;
}
