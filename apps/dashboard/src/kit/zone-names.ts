/** The names of time zones, and how they are searched. */

/** Browsers take these, but list some of them under an old name only, such as Asia/Calcutta. */
const MODERN = [
  'Africa/Asmara',
  'America/Argentina/Buenos_Aires',
  'America/Argentina/Catamarca',
  'America/Argentina/Cordoba',
  'America/Argentina/Jujuy',
  'America/Argentina/Mendoza',
  'America/Atikokan',
  'America/Indiana/Indianapolis',
  'America/Kentucky/Louisville',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
  'Pacific/Chuuk',
  'Pacific/Kanton',
  'Pacific/Pohnpei',
];

function isTaken(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** All that this browser takes, UTC first. @param own the browser's, however it names it */
export const zoneNames = (own: string): readonly string[] => {
  const names = new Set([...Intl.supportedValuesOf('timeZone'), ...MODERN.filter(isTaken), own]);
  names.delete('UTC');
  return ['UTC', ...[...names].sort()];
};

const plain = (text: string): string => text.toLowerCase().replaceAll('_', ' ').trim();

/** "new york" finds America/New_York. */
export const isZoneFound = (zone: string, search: string): boolean => plain(zone).includes(plain(search));
