import { z } from 'zod';
import { deviceDataTypeSchema } from './enumerations.js';
import { text, timestamp } from './fields.js';

const described = {
  name: text,
  manufacturer: text,
  hardware_version: text,
  software_version: text,
  serial_number: text,
  last_upload_date: timestamp,
  data_provided: z.array(deviceDataTypeSchema),
};

/** What recorded it. */
export const deviceDataSchema = z.strictObject({
  ...described,
  activation_timestamp: timestamp,
  other_devices: z.array(z.strictObject(described)),
});
