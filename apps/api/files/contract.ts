/** What an uploaded file is answered with, whoever sends it. */
import { z } from 'zod';
import { ACTIVITY_TYPES } from '../../../model/terra/activity/activity-type.js';
import type { TakenFile } from './file-intake.service.js';

export const FILE_BODY = z
  .instanceof(Uint8Array)
  .describe('The file itself: FIT, GPX, TCX or Terra’s JSON of activities, also inside gzip or a zip of one file.');

export const FILE_REFUSALS = {
  400: 'The file cannot be read; `code` and `detail` say why. Nothing of it is stored.',
  408: 'The file did not arrive in time.',
  413: 'The file is too large.',
  415: 'The body is a form, not the file itself.',
  429: 'Too many files are being sent or read; see `Retry-After`.',
};

export const fileAnswer = z.object({
  format: z.enum(['fit', 'gpx', 'tcx', 'terra']),
  changed: z.int().describe('How many of the activities are new or different: these are delivered.'),
  activities: z.array(
    z.object({
      summary_id: z.string().describe('The same file always gets the same.'),
      type: z.enum(ACTIVITY_TYPES),
      start_time: z.string(),
      end_time: z.string(),
      elapsed_seconds: z.number().nullable(),
      distance_meters: z.number().nullable(),
      samples: z.int(),
      findings: z
        .array(z.object({ code: z.string(), message: z.string() }))
        .describe('What is odd about the file; docs/formats.md.'),
      overlaps: z.array(z.string()).describe('Other activities of the user at the same time. Nothing is merged.'),
    }),
  ),
});

export const answerOf = ({ format, changed, activities }: TakenFile): z.input<typeof fileAnswer> => ({
  format,
  changed,
  activities: activities.map(({ record, type, elapsedSeconds, distanceMeters, samples, findings, overlaps }) => ({
    summary_id: record.key,
    type,
    start_time: record.startTime,
    end_time: record.endTime,
    elapsed_seconds: elapsedSeconds,
    distance_meters: distanceMeters,
    samples,
    findings: findings.map(({ code, message }) => ({ code, message })),
    overlaps: [...overlaps],
  })),
});
