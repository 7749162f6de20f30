/** Figures as people read them. */
const whole = new Intl.NumberFormat('en');
const COUNT_MOST = 10_000;

export const count = (value: number): string => whole.format(value);
/** Of a figure that the api counts up to 10,000 only. */
export const countUpTo = (value: number): string => (value >= COUNT_MOST ? `${whole.format(COUNT_MOST)}+` : whole.format(value));

export function duration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '–';
  const rounded = Math.round(seconds);
  const [days, hours, minutes, rest] = [
    Math.floor(rounded / 86_400),
    Math.floor(rounded / 3_600) % 24,
    Math.floor(rounded / 60) % 60,
    rounded % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${String(minutes).padStart(2, '0')} min`;
  return minutes > 0 ? `${minutes} min ${String(rest).padStart(2, '0')} s` : `${rest} s`;
}

export const kilometers = (meters: number | null): string => (meters === null ? '–' : `${(meters / 1_000).toFixed(1)} km`);
export const kilometersPerHour = (metersPerSecond: number | null): string =>
  metersPerSecond === null ? '–' : `${(metersPerSecond * 3.6).toFixed(1)} km/h`;
export const rounded = (value: number | null, unit: string): string => (value === null ? '–' : `${Math.round(value)} ${unit}`);

export const milliseconds = (value: number | null): string =>
  value === null ? '–' : value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`;

export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`;
  return value < 1_000_000 ? `${(value / 1_000).toFixed(1)} kB` : `${(value / 1_000_000).toFixed(1)} MB`;
}

export const percent = (share: number | null): string =>
  share === null ? '–' : `${(share * 100).toFixed(share > 0.999 && share < 1 ? 2 : 1)} %`;
/** First part of an id: enough to tell two apart on a page. */
export const shortId = (id: string): string => id.slice(-8);
