/** What is about one day; invented. What is not said here is null. */
const metadata = {
  start_time: '2026-09-21T00:00:00.000000+02:00',
  end_time: '2026-09-22T00:00:00.000000+02:00',
  timestamp_localization: 1,
};
const at = (time: string): string => `2026-09-21T${time}:00.000000+02:00`;

export const DAILY_EXAMPLE = {
  metadata: { ...metadata, upload_type: 1 },
  active_durations_data: { activity_seconds: 4200, low_intensity_seconds: 2700, moderate_intensity_seconds: 1500 },
  calories_data: { total_burned_calories: 2410, net_activity_calories: 690, BMR_calories: 1720 },
  device_data: { name: 'Watch 4', manufacturer: 'Example' },
  distance_data: { distance_meters: 8240, steps: 10950, floors_climbed: 9 },
  heart_rate_data: { summary: { avg_hr_bpm: 71, max_hr_bpm: 158, min_hr_bpm: 49, resting_hr_bpm: 52 } },
  scores: { activity: 81, recovery: 74, sleep: 86 },
  stress_data: {
    avg_stress_level: 31,
    max_stress_level: 77,
    stress_rating: 2,
    samples: [{ timestamp: at('09:00'), level: 28 }],
    body_battery_samples: [{ timestamp: at('09:00'), level: 92 }],
  },
  tag_data: { tags: [{ timestamp: at('21:30'), tag_name: 'hot_shower', notes: 'before bed' }] },
};

export const BODY_EXAMPLE = {
  metadata,
  blood_pressure_data: {
    day_avg_systolic_bp: 118,
    day_avg_diastolic_bp: 76,
    blood_pressure_samples: [{ timestamp: at('07:10'), systolic_bp: 118, diastolic_bp: 76 }],
  },
  glucose_data: {
    day_avg_blood_glucose_mg_per_dL: 94,
    daily_patterns: [{ time_from_midnight: 8, percentile_5: 81, percentile_50: 95, percentile_95: 121 }],
    blood_glucose_samples: [{ timestamp: at('08:00'), blood_glucose_mg_per_dL: 97, glucose_level_flag: 0, trend_arrow: 3 }],
  },
  heart_data: {
    rr_interval_samples: [{ timestamp: at('07:12'), rr_interval_ms: 1090, hr_bpm: 55 }],
    afib_classification_samples: [{ timestamp: at('07:12'), afib_classification: 0 }],
  },
  measurements_data: {
    measurements: [
      {
        measurement_time: at('07:05'),
        weight_kg: 71.4,
        height_cm: 178,
        BMI: 22.5,
        bodyfat_percentage: 17.8,
        water_percentage: 58,
      },
    ],
    day_avg_weight_kg: 71.4,
  },
  temperature_data: { skin_temperature_samples: [{ timestamp: at('03:00'), temperature_celsius: 33.6 }] },
};

export const MENSTRUATION_EXAMPLE = {
  metadata,
  menstruation_data: {
    cycle_length_days: 28,
    day_in_cycle: 2,
    current_phase: 1,
    period_start_date: '2026-09-20',
    is_predicted_cycle: false,
    last_updated_time: at('20:15'),
    menstruation_flow: [{ timestamp: at('00:00'), flow: 3 }],
    intervals: [
      { start_timestamp: '2026-09-20T00:00:00.000000+02:00', end_timestamp: '2026-09-25T00:00:00.000000+02:00', phase: 1 },
    ],
  },
};

export const NUTRITION_EXAMPLE = {
  metadata,
  summary: { macros: { calories: 2140, protein_g: 112, carbohydrates_g: 248, fat_g: 71 }, water_ml: 1900 },
  meals: [
    {
      id: 'food-123',
      name: 'Oatmeal',
      timestamp: at('07:40'),
      type: 1,
      quantity: { unit: 1, amount: 320 },
      macros: { calories: 410, protein_g: 16, carbohydrates_g: 62, fat_g: 11, fiber_g: 8 },
      micros: { calcium_mg: 260, iron_mg: 3.8, vitamin_D_mg: 0.001 },
    },
  ],
  drink_samples: [{ timestamp: at('10:00'), drink_name: 'Water', drink_volume: 500, drink_unit: 8 }],
};
