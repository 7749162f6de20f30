/** What a stored record can be downloaded as. */
export const RECORD_FILES = ['json', 'fit', 'fhir', 'gpx', 'tcx', 'raw', 'original'] as const;
export type RecordFile = (typeof RECORD_FILES)[number];
