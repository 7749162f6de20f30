/** Numbers and words of the FIT protocol that reader and writer share. */

/** 1989-12-31T00:00:00Z in Unix seconds. */
export const FIT_EPOCH_SECONDS = 631_065_600;
/** Smaller times count from when the recorder was switched on. */
export const LEAST_DATE = 0x1000_0000;
export const DEGREES_PER_SEMICIRCLE = 180 / 2 ** 31;

export const FILE_TYPE_ACTIVITY = 4;
/** What people know the other kinds of FIT files as. */
export const FILE_TYPES: Readonly<Record<number, string>> = {
  1: 'device',
  2: 'settings',
  3: 'sport settings',
  5: 'workout',
  6: 'course',
  7: 'schedules',
  9: 'weight',
  10: 'totals',
  11: 'goals',
  14: 'blood pressure',
  15: 'monitoring',
  20: 'activity summary',
  28: 'daily monitoring',
  32: 'monitoring',
  34: 'segment',
  35: 'segment list',
};

export const MANUFACTURER_DEVELOPMENT = 255;
/** Makers of recorders, by FIT's number. One that is missing is shown as its number. */
const MANUFACTURERS: Readonly<Record<number, string>> = {
  1: 'Garmin',
  6: 'SRM',
  9: 'Saris',
  15: 'Dynastream',
  16: 'Timex',
  23: 'Suunto',
  32: 'Wahoo',
  38: 'o-synce',
  40: 'Concept2',
  41: 'Shimano',
  45: 'Xplova',
  49: 'Spantec',
  61: 'Geonaute',
  67: 'BKool',
  68: 'CatEye',
  69: 'Stages Cycling',
  70: 'SIGMA SPORT',
  71: 'TomTom',
  86: 'Elite',
  89: 'Tacx',
  107: 'Magene',
  108: 'Giant',
  115: 'iGPSPORT',
  123: 'Polar',
  144: 'Zwift',
  258: 'Lezyne',
  260: 'Zwift',
  263: 'Favero Electronics',
  265: 'Strava',
  267: 'Bryton',
  281: 'TrainerRoad',
  284: 'Rouvy',
  289: 'Hammerhead',
  294: 'COROS',
  307: 'OneLap',
  310: 'Decathlon',
  331: 'MyWhoosh',
  339: 'Zepp',
  340: 'Peloton',
  348: 'Huawei',
};
const NUMBERS = new Map(Object.entries(MANUFACTURERS).map(([number, name]) => [name.toLowerCase(), Number(number)]));

/** null for FIT's own number of "somebody who has none". */
export const manufacturerName = (number: number): string | null =>
  number === MANUFACTURER_DEVELOPMENT || Number.isNaN(number) ? null : (MANUFACTURERS[number] ?? String(number));

export const manufacturerNumber = (name: string | null): number => {
  const word = name?.trim().toLowerCase() ?? '';
  return NUMBERS.get(word) ?? (/^\d{1,5}$/.test(word) ? Number(word) : MANUFACTURER_DEVELOPMENT);
};
