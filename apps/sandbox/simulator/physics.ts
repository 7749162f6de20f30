/** How power becomes speed, and effort becomes heartbeats, one second at a time. */
import type { Random } from './random.js';
import type { Rider } from './rider.js';

const GRAVITY = 9.80665;
/** Rolling resistance of a good tyre on asphalt. */
const ROLLING = 0.0045;
/** Drag area on the hoods (m²), and air density at 15 °C near the sea (kg/m³). */
const DRAG_AREA = 0.33;
const AIR = 1.2;
/** What the chain leaves over. */
const DRIVETRAIN = 0.97;
/** Nobody lets the bike run faster than this on public roads (m/s). */
const NERVE = 18;
const STANDING = 0.5;

export const standing = (speed: number): boolean => speed < STANDING;

/** Speed one second later (m/s): energy in from the pedals, out to air, tyres and the hill. */
export function roll(speed: number, watts: number, gradient: number, kg: number, indoor: boolean): number {
  // At walking pace the legs, not the power, limit the push: without a floor the first second would be a leap.
  const push = (watts * DRIVETRAIN) / Math.max(speed, 1.8);
  const slope = Math.atan(indoor ? 0 : gradient);
  const resist = kg * GRAVITY * (Math.sin(slope) + ROLLING * Math.cos(slope)) + 0.5 * AIR * DRAG_AREA * speed * speed;
  const next = speed + (push - resist) / kg;
  // A rider who would roll backwards gets off and walks.
  return Math.min(NERVE, Math.max(!indoor && gradient > 0.02 ? 1.1 : 0, next));
}

/** Heart rate one second later: it follows effort with a lag, faster up than down, and drifts up over the hours. */
export function beat(heart: number, effort: number, second: number, rider: Rider, random: Random): number {
  const reserve = rider.maxHrBpm - rider.restHrBpm;
  const drift = 1 + Math.min(0.08, (second / 3600) * 0.03);
  const wanted = rider.restHrBpm + reserve * Math.min(0.98, (0.24 + 0.6 * Math.min(1.25, effort)) * drift);
  const lagSeconds = wanted > heart ? 28 : 48;
  return Math.min(rider.maxHrBpm, heart + (wanted - heart) / lagSeconds + random.normal() * 0.25);
}
