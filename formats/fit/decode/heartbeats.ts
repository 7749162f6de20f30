/**
 * `hr` messages: straps that store while out of reach, in water mostly, tell their beats later, on a clock of their own. One message says what that
 * clock showed at what time, the others give beats by that clock, at 12 bits each.
 */
import type { Budget } from './limits.js';
import type { Message } from './message.js';

const FRACTION = 0;
const BPM = 6;
const CLOCK = 9;
const CLOCK_12 = 10;
const TICKS_PER_SECOND = 1024;
const FRACTIONS_PER_SECOND = 32_768;
/** The strap's clock is a 32-bit count of ticks. */
const CLOCK_TICKS = 2 ** 32;

export class Heartbeats {
  /** FIT seconds, with fractions. */
  readonly seconds: number[] = [];
  readonly bpm: number[] = [];
  #anchor: { readonly seconds: number; readonly ticks: number } | null = null;
  #ticks = 0;

  read(message: Message, budget: Budget): void {
    const clocks = message.numbers(CLOCK);
    const [first = NaN] = clocks;
    if (!Number.isNaN(message.seconds) && !Number.isNaN(first)) {
      const fraction = message.number(FRACTION);
      this.#anchor = {
        seconds: message.seconds + (Number.isNaN(fraction) ? 0 : fraction / FRACTIONS_PER_SECOND),
        ticks: first,
      };
      this.#ticks = first;
    }
    const bpm = message.numbers(BPM);
    const packed = clocks.length === 0 ? message.bytes(CLOCK_12) : new Uint8Array();
    if (this.#anchor === null) return;
    budget.spend('maxRows', bpm.length);
    bpm.forEach((value, i) => {
      const ticks = clocks.length > 0 ? (clocks[i] ?? NaN) : this.#unpack(packed, i);
      if (Number.isNaN(ticks)) return;
      this.#ticks = ticks;
      if (value > 0) this.#add(ticks, value);
    });
  }

  #add(ticks: number, bpm: number): void {
    const since = ticks - (this.#anchor?.ticks ?? 0);
    // A count that started over lies far before its anchor.
    const passed = since < -CLOCK_TICKS / 2 ? since + CLOCK_TICKS : since;
    this.seconds.push((this.#anchor?.seconds ?? NaN) + passed / TICKS_PER_SECOND);
    this.bpm.push(bpm);
  }

  /** The i-th 12-bit count, as the full count that comes next after the last one. */
  #unpack(packed: Uint8Array, i: number): number {
    const at = (i >> 1) * 3 + (i & 1);
    if (at + 1 >= packed.length) return NaN;
    const [first = 0, second = 0] = packed.subarray(at, at + 2);
    const low = i & 1 ? (first >> 4) | (second << 4) : first | ((second & 0x0f) << 8);
    return this.#ticks + ((low - (this.#ticks & 0xfff)) & 0xfff);
  }
}
