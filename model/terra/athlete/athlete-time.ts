/** Records are kept by their start. A profile is of no time, so it is kept as if of one that nothing else has. */
import { DAY_MS, type TimeRange, timeRange } from '../../time-range.js';

/** The stand-in for start and end of an athlete's record. */
export const ATHLETE_TIME = '1970-01-01T00:00:00.000000+00:00';

/** The day that it lies in: a request for the profile asks for it, and its coverage says when the profile was fetched. */
export const ATHLETE_RANGE: TimeRange = timeRange(0, DAY_MS);
