/** Google's encoded polyline, precision 5 (developers.google.com/maps/documentation/utilities/polylinealgorithm). */

function encodeDelta(delta: number): string {
  let rest = delta < 0 ? -delta * 2 - 1 : delta * 2;
  let text = '';
  while (rest >= 32) {
    text += String.fromCharCode(63 + 32 + (rest % 32));
    rest = Math.floor(rest / 32);
  }
  return text + String.fromCharCode(63 + rest);
}

/** @param points latitude and longitude in degrees. */
export function encodePolyline(points: readonly (readonly [number, number])[]): string {
  let text = '';
  let before: readonly [number, number] = [0, 0];
  for (const [latitude, longitude] of points) {
    const now = [Math.round(latitude * 1e5), Math.round(longitude * 1e5)] as const;
    text += encodeDelta(now[0] - before[0]) + encodeDelta(now[1] - before[1]);
    before = now;
  }
  return text;
}
