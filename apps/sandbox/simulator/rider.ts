/** Simulated athletes: body, fitness, home, equipment and habits, all from (seed, number). */
import { randomFrom } from './random.js';

export interface Rider {
  readonly number: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly sex: 'female' | 'male';
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  readonly massKg: number;
  readonly heightCm: number;
  readonly ftpWatts: number;
  readonly restHrBpm: number;
  readonly maxHrBpm: number;
  /** Cadence that the rider likes on the flat (rpm). */
  readonly cadenceRpm: number;
  /** IANA name. */
  readonly timezone: string;
  /** Degrees. */
  readonly home: readonly [number, number];
  readonly homeAltitudeMeters: number;
  readonly ridesPerWeek: number;
  readonly indoorShare: number;
  /** The head unit stops recording while the rider stands: gaps in time instead of samples with `moving` false. */
  readonly autoPause: boolean;
  readonly device: { readonly name: string; readonly manufacturer: string; readonly serial: string };
}

const FIRST = {
  female: ['Aino', 'Berta', 'Chiara', 'Dunya', 'Elif', 'Freya', 'Greta', 'Hana'],
  male: ['Anton', 'Bruno', 'Cem', 'Diego', 'Emil', 'Farid', 'Gaspar', 'Henk'],
} as const;
const LAST = [
  'Alder',
  'Birch',
  'Cedar',
  'Elm',
  'Hazel',
  'Juniper',
  'Linden',
  'Maple',
  'Oak',
  'Rowan',
  'Spruce',
  'Willow',
] as const;

/** Half-hour offsets, the southern hemisphere and daylight saving are here on purpose: clients must cope. */
const HOMES = [
  { timezone: 'Europe/Zurich', home: [47.37, 8.54], altitude: 420 },
  { timezone: 'America/Denver', home: [39.74, -104.99], altitude: 1610 },
  { timezone: 'Asia/Kolkata', home: [18.52, 73.86], altitude: 560 },
  { timezone: 'Australia/Adelaide', home: [-34.93, 138.6], altitude: 50 },
  { timezone: 'Europe/Lisbon', home: [38.72, -9.14], altitude: 20 },
  { timezone: 'Asia/Tokyo', home: [35.68, 139.65], altitude: 40 },
] as const;

const DEVICES = ['Head unit', 'Head unit mini', 'Trail unit', 'Wrist unit'] as const;

/** Rider `number` (from 1) of the world `seed`. */
export function makeRider(seed: number, number: number): Rider {
  const random = randomFrom(seed, 'rider', number);
  const sex = random.chance(0.5) ? 'female' : 'male';
  const massKg = Math.round(random.between(sex === 'female' ? 52 : 62, sex === 'female' ? 72 : 88) * 10) / 10;
  const age = random.integer(19, 62);
  const place = HOMES[(number - 1) % HOMES.length] ?? HOMES[0];
  return {
    number,
    firstName: random.pick(FIRST[sex]),
    lastName: random.pick(LAST),
    sex,
    birthDate: `${2026 - age}-${String(random.integer(1, 12)).padStart(2, '0')}-${String(random.integer(1, 28)).padStart(2, '0')}`,
    massKg,
    heightCm: random.integer(sex === 'female' ? 156 : 168, sex === 'female' ? 180 : 195),
    ftpWatts: Math.round(massKg * random.between(2.4, 4.6)),
    restHrBpm: random.integer(42, 62),
    maxHrBpm: 208 - Math.round(0.7 * age) + random.integer(-6, 6),
    cadenceRpm: random.integer(80, 95),
    timezone: place.timezone,
    home: [place.home[0] + random.between(-0.08, 0.08), place.home[1] + random.between(-0.08, 0.08)],
    homeAltitudeMeters: place.altitude,
    ridesPerWeek: random.integer(2, 5),
    indoorShare: random.between(0.1, 0.5),
    autoPause: random.chance(0.5),
    device: { name: random.pick(DEVICES), manufacturer: 'Sandbox', serial: String(random.integer(100_000_000, 999_999_999)) },
  };
}
