/** In which zone times are shown: the browser's, UTC, or any other; kept in this browser. */
import { useLocalStorage } from '@mantine/hooks';
import { zoneNames } from './zone-names.js';

const KEY = 'freehub-time-zone';
export const BROWSER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
export const TIME_ZONES: readonly string[] = zoneNames(BROWSER_ZONE);

export const useTimeZone = () => useLocalStorage({ key: KEY, defaultValue: BROWSER_ZONE, getInitialValueInEffect: false });
