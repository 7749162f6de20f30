import { describe, expect, it } from '@jest/globals';
import { RideView, axisOf } from './ride-view.js';

const seconds = (rows: number): number[] => Array.from({ length: rows }, (_, row) => row);

describe('the view of a ride', () => {
  it('shows all at first, and says so again when it was zoomed out to all', () => {
    const view = new RideView(seconds(101));
    expect([view.range, view.isZoomed]).toEqual([{ min: 0, max: 100 }, false]);
    view.setRange(20, 60);
    expect([view.range, view.isZoomed, view.rows()]).toEqual([{ min: 20, max: 60 }, true, [20, 60]]);
    view.zoomBy(10);
    expect([view.range, view.isZoomed]).toEqual([{ min: 0, max: 100 }, false]);
  });

  it('never shows more than there is, nor less than some rows', () => {
    const view = new RideView(seconds(101));
    view.setRange(-50, 10);
    expect(view.range.min).toBe(0);
    view.setRange(50, 50);
    const { min, max } = view.range;
    expect(max - min).toBeGreaterThan(1);
    expect((min + max) / 2).toBeCloseTo(50);
  });

  it('moves along with the cursor, and zooms around it', () => {
    const view = new RideView(seconds(101));
    view.setRange(0, 20);
    view.goTo(70);
    expect([view.cursor, view.range]).toEqual([70, { min: 60, max: 80 }]);
    view.zoomBy(0.5);
    expect(view.range).toEqual({ min: 65, max: 75 });
    view.goTo(1_000);
    expect(view.cursor).toBe(100);
  });

  it('tells each change once, and only those who still follow', () => {
    const view = new RideView(seconds(11));
    const told: string[] = [];
    const unfollow = view.follow((part) => told.push(part));
    view.setCursor(3);
    view.setCursor(3);
    view.setRange(0, 5);
    view.setRange(0, 5);
    unfollow();
    view.setCursor(null);
    expect(told).toEqual(['cursor', 'range']);
  });

  it('has a distance that never goes back, whatever was recorded', () => {
    const none = null;
    const series = {
      start_time: none,
      rows: 5,
      elapsed_seconds: seconds(5),
      altitude_meters: none,
      power_watts: none,
      heart_rate_bpm: none,
      cadence_rpm: none,
      speed_meters_per_second: none,
      distance_meters: [0, 1_000, null, 900, 2_000],
      temperature_celsius: none,
      latitude_degrees: none,
      longitude_degrees: none,
    };
    expect(axisOf(series, 'distance')).toEqual([0, 1, 1, 1, 2]);
    expect(axisOf({ ...series, distance_meters: none }, 'distance')).toEqual([0, 1, 2, 3, 4]);
  });
});
