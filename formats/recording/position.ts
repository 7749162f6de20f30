/** Whether two numbers are a place on the globe. 0/0 is what recorders write for none, and half a position is none. */
export const isPosition = (latitude: number | undefined, longitude: number | undefined): boolean =>
  latitude !== undefined &&
  longitude !== undefined &&
  Math.abs(latitude) <= 90 &&
  Math.abs(longitude) <= 180 &&
  (latitude !== 0 || longitude !== 0);
