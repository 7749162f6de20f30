import { ACTIVITY_FORMATS, EVENT_CONTENT } from '../../../model/activity-format.js';

/** Of a resource of FHIR as we write it; an event begins otherwise. */
const FHIR = Buffer.from('{"resourceType":');
const FIT = Buffer.from('.FIT');
const FIT_AT = 8;

/** Payloads are kept by their content and nothing else, and it says enough. */
export function mediaTypeOf(body: Uint8Array): string {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (bytes.subarray(FIT_AT, FIT_AT + FIT.length).equals(FIT)) return ACTIVITY_FORMATS.fit.mediaType;
  return (bytes.subarray(0, FHIR.length).equals(FHIR) ? ACTIVITY_FORMATS.fhir : EVENT_CONTENT).mediaType;
}
