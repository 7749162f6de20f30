/** One simulated ride: intended power → speed on a road with hills → heart, cadence, track, drop-outs. Pure: same setup, same ride. */
import { makeCourse, type Place, type Relief } from './course.js';
import { beat, roll, standing } from './physics.js';
import { randomFrom, type Random } from './random.js';
import type { Recording } from './recording.js';
import type { Rider } from './rider.js';
import { planStops, planWorkout, type Stop, type WorkoutKind } from './workout.js';

/** `mixed`: whatever the rider does. `standard`: exactly 1 h at 1 Hz outdoors with 8 whole streams, for benchmarks. */
export type RideShape = 'mixed' | 'standard';

export interface RideSetup {
  readonly seconds: number;
  readonly indoor: boolean;
  readonly kind: WorkoutKind;
  readonly relief: Relief;
  readonly heartStrap: boolean;
  readonly powerMeter: boolean;
  readonly stops: readonly Stop[];
  readonly dropOuts: boolean;
  /** Temperature and moving are left out of standard rides. */
  readonly extras: boolean;
  readonly ambientCelsius: number;
}

export interface SimulatedRide {
  readonly setup: RideSetup;
  readonly recording: Recording;
  /** Indexes of samples where a lap starts; the first is 0. */
  readonly lapStarts: readonly number[];
}

/** What ride `number` of this rider is. */
export function setUpRide(seed: number, rider: Rider, number: number, shape: RideShape, minutes?: number): RideSetup {
  const random = randomFrom(seed, 'setup', rider.number, number);
  const mixed = shape === 'mixed';
  const indoor = mixed && random.chance(rider.indoorShare);
  const seconds = mixed ? Math.round((minutes ?? random.between(25, indoor ? 75 : 150)) * 60) : 3600;
  return {
    seconds,
    indoor,
    kind: random.pick(['recovery', 'endurance', 'endurance', 'endurance', 'tempo', 'intervals', 'intervals', 'race']),
    relief: random.pick(['flat', 'rolling', 'rolling', 'mountain']),
    heartStrap: !mixed || random.chance(0.93),
    powerMeter: !mixed || random.chance(0.9),
    stops: mixed && !indoor ? planStops(random, seconds) : [],
    dropOuts: mixed,
    extras: mixed,
    ambientCelsius: indoor ? random.between(17, 21) : random.between(3, 29),
  };
}

/** Ride `number` of this rider, second by second. About 3 ms for an hour. */
export function simulateRide(seed: number, rider: Rider, number: number, shape: RideShape, minutes?: number): SimulatedRide {
  const setup = setUpRide(seed, rider, number, shape, minutes);
  const random = randomFrom(seed, 'ride', rider.number, number);
  const blocks = planWorkout(random, setup.kind, setup.seconds);
  const course = makeCourse(
    random,
    rider.home,
    rider.homeAltitudeMeters,
    Math.max(2000, setup.seconds * random.between(5.5, 8)),
    setup.relief,
  );
  const columns = emptyColumns();
  const lapStarts: number[] = [];
  const place: Place = { lat: 0, lng: 0, altitudeMeters: 0, gradient: 0 };
  let heart = rider.restHrBpm + 15;
  let speed = 0;
  let meters = 0;
  let wander = 0;
  let smoothWatts = 0;
  let coastUntil = 0;
  let sprintUntil = 0;
  let blockIndex = 0;
  let blockEnd = 0;
  let intensity = 0;
  let stopIndex = 0;
  const totalKg = rider.massKg + 9;
  for (let second = 0; second < setup.seconds; second++) {
    for (let block = blocks[blockIndex]; block && second >= blockEnd; block = blocks[++blockIndex]) {
      blockEnd += block.seconds;
      intensity = block.intensity;
      if (block.lap) lapStarts.push(columns.time.length);
    }
    course.at(meters, place);
    const gradient = setup.indoor ? 0 : place.gradient;
    let stop = setup.stops[stopIndex];
    if (stop && second >= stop.atSecond + stop.seconds) stop = setup.stops[++stopIndex];
    const stopping = stop !== undefined && second >= stop.atSecond;

    wander = 0.93 * wander + 0.07 * random.normal() * (setup.indoor ? 0.6 : 1.6);
    if (!setup.indoor && random.chance(0.004)) coastUntil = second + random.integer(3, 14);
    if (setup.kind === 'race' && random.chance(0.002)) sprintUntil = second + random.integer(6, 14);
    const terrain = 1 + Math.max(-1, Math.min(0.25, gradient * 4));
    let watts = rider.ftpWatts * intensity * Math.max(0, terrain + wander + random.normal() * (setup.indoor ? 0.02 : 0.06));
    if (second < sprintUntil) watts = rider.ftpWatts * random.between(1.8, 2.6);
    if (stopping || second < coastUntil || speed > 14.5) watts = 0;
    watts = Math.round(watts);

    speed = stopping ? Math.max(0, speed - 2.2) : roll(speed, watts, gradient, totalKg, setup.indoor);
    meters += speed;
    smoothWatts += (watts - smoothWatts) / 20;
    heart = beat(heart, smoothWatts / rider.ftpWatts, second, rider, random);
    if (rider.autoPause && stopping && standing(speed)) continue;
    columns.time.push(second);
    columns.latlng.push([round(place.lat, 6), round(place.lng, 6)]);
    columns.altitude.push(round(place.altitudeMeters + 0.3 * wander, 1));
    columns.distance.push(round(meters, 1));
    columns.speed.push(round(speed, 2));
    columns.heartrate.push(Math.round(heart));
    columns.cadence.push(cadence(rider, watts, gradient, wander, random));
    columns.power.push(watts);
    columns.temperature.push(Math.round(setup.ambientCelsius + (setup.indoor ? 4 : 2) * (1 - Math.exp(-second / 1500))));
    columns.moving.push(!standing(speed));
  }
  if (setup.dropOuts) dropOut(columns, random);
  return { setup, recording: keep(columns, setup), lapStarts };
}

const emptyColumns = (): Required<Recording> => ({
  time: [],
  latlng: [],
  altitude: [],
  distance: [],
  speed: [],
  heartrate: [],
  cadence: [],
  power: [],
  temperature: [],
  moving: [],
});

function cadence(rider: Rider, watts: number, gradient: number, wander: number, random: Random): number {
  if (watts === 0) return 0;
  return Math.round(
    Math.max(45, Math.min(125, rider.cadenceRpm - Math.max(0, gradient) * 220 + wander * 12 + random.normal() * 1.5)),
  );
}

/** Straps slip, batteries fade, tunnels swallow satellites: a few times an hour a sensor says nothing for some seconds. */
function dropOut(columns: Required<Recording>, random: Random): void {
  const sensors: (readonly unknown[][])[] = [
    [columns.heartrate],
    [columns.power, columns.cadence],
    [columns.cadence],
    [columns.latlng],
    [columns.temperature],
  ];
  for (const sensor of sensors) {
    for (let at = random.integer(0, 5400); at < columns.time.length; at += random.integer(900, 7200)) {
      const end = Math.min(columns.time.length, at + random.integer(2, 25));
      for (const column of sensor) column.fill(null, at, end);
    }
  }
}

/** Only the streams that this ride's sensors give. */
function keep(columns: Required<Recording>, setup: RideSetup): Recording {
  const { time, latlng, altitude, distance, speed, heartrate, power, temperature, moving } = columns;
  return {
    time,
    ...(!setup.indoor && { latlng, altitude }),
    distance,
    speed,
    ...(setup.heartStrap && { heartrate }),
    cadence: columns.cadence,
    ...(setup.powerMeter && { power }),
    ...(setup.extras && { temperature, moving }),
  };
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
