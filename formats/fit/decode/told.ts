/** Everything that one FIT file tells, as it tells it: the messages that we understand, taken in as they pass. */
import { Heartbeats } from './heartbeats.js';
import type { Budget } from './limits.js';
import type { Message } from './message.js';
import { type LapSpan, readLap, readSession, type SessionSpan } from './spans.js';
import { RecordColumns } from './record-columns.js';

export interface FileId {
  readonly type: number;
  readonly manufacturer: number;
  readonly serialNumber: number;
  readonly productName: string | null;
  /** FIT seconds, as all times here. */
  readonly created: number;
}

export interface Creator {
  readonly manufacturer: number;
  readonly serialNumber: number;
  readonly productName: string | null;
  readonly softwareVersion: number;
}

export interface TimerEvent {
  readonly seconds: number;
  readonly runs: boolean;
}

const TIMER = 0;
const START = 0;
/** stop, stop_all, stop_disable, stop_disable_all */
const STOPS: readonly number[] = [1, 4, 8, 9];
const CREATOR = 0;

export class Told {
  fileId: FileId | null = null;
  creator: Creator | null = null;
  sport: { readonly sport: number; readonly subSport: number } | null = null;
  activity: { readonly seconds: number; readonly localSeconds: number } | null = null;
  /** What the clock showed when the seconds since power-on were these. */
  correlation: { readonly seconds: number; readonly sincePowerOn: number } | null = null;
  readonly sessions: SessionSpan[] = [];
  readonly laps: LapSpan[] = [];
  readonly timer: TimerEvent[] = [];
  /** Fields of records that an app added (FIT: developer fields), by the number of the native field that they stand for. */
  readonly appFields = new Map<number, string>();
  readonly records = new RecordColumns();
  readonly heartbeats = new Heartbeats();
  recordsWithoutTime = 0;
  hasActivityMessage = false;

  /** Takes in one message other than a record; what is not understood is passed over. */
  take(message: Message, budget: Budget): void {
    SINKS.get(message.definition.message)?.(this, message, budget);
  }
}

type Sink = (told: Told, message: Message, budget: Budget) => void;

/** By FIT's number of the message. Not here, and passed over: hrv (78), length (101), developer data (207) and what makers keep to themselves. */
const SINKS: ReadonlyMap<number, Sink> = new Map<number, Sink>([
  [0, fileId],
  [12, (told, message) => (told.sport ??= { sport: message.number(0), subSport: message.number(1) })],
  [18, session],
  [19, lap],
  [21, event],
  [23, deviceInfo],
  [34, activity],
  [132, (told, message, budget) => told.heartbeats.read(message, budget)],
  [206, fieldDescription],
  [162, (told, message) => (told.correlation ??= { seconds: message.seconds, sincePowerOn: message.number(1) })],
]);
export const UNDERSTOOD: ReadonlySet<number> = new Set(SINKS.keys());

function fileId(told: Told, message: Message): void {
  told.fileId ??= {
    type: message.number(0),
    manufacturer: message.number(1),
    serialNumber: message.number(3),
    productName: message.text(8),
    created: message.number(4),
  };
}

function session(told: Told, message: Message, budget: Budget): void {
  budget.spend('maxSpans');
  told.sessions.push(readSession(message));
}

function lap(told: Told, message: Message, budget: Budget): void {
  budget.spend('maxSpans');
  told.laps.push(readLap(message));
}

function event(told: Told, message: Message, budget: Budget): void {
  if (message.number(0) !== TIMER || Number.isNaN(message.seconds)) return;
  const type = message.number(1);
  if (type !== START && !STOPS.includes(type)) return;
  budget.spend('maxTimerEvents');
  told.timer.push({ seconds: message.seconds, runs: type === START });
}

/** The recorder tells of itself several times: of two values the first counts, for a later one may be about a sensor's update. */
function deviceInfo(told: Told, message: Message): void {
  if (message.number(0) !== CREATOR) return;
  const known = told.creator;
  const number = (value: number | undefined, field: number): number =>
    value === undefined || Number.isNaN(value) ? message.number(field) : value;
  told.creator = {
    manufacturer: number(known?.manufacturer, 2),
    serialNumber: number(known?.serialNumber, 3),
    productName: known?.productName ?? message.text(27),
    softwareVersion: number(known?.softwareVersion, 5),
  };
}

const RECORD = 20;

function fieldDescription(told: Told, message: Message): void {
  const native = message.number(15);
  if (message.number(14) === RECORD && !Number.isNaN(native)) told.appFields.set(native, message.text(3) ?? '');
}

function activity(told: Told, message: Message): void {
  told.hasActivityMessage = true;
  told.activity ??= { seconds: message.seconds, localSeconds: message.number(5) };
}
