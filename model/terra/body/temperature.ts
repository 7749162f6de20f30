import { z } from 'zod';
import { number, samples } from '../common/fields.js';

const temperatureSamples = samples({ temperature_celsius: number });

export const temperatureDataSchema = z.strictObject({
  day_avg_ambient_temperature_celsius: number,
  day_avg_body_temperature_celsius: number,
  day_avg_skin_temperature_celsius: number,
  ambient_temperature_samples: temperatureSamples,
  body_temperature_samples: temperatureSamples,
  skin_temperature_samples: temperatureSamples,
});
