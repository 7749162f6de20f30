/** What an activity can be written as, besides Terra's JSON. */
export interface ContentType {
  readonly mediaType: string;
  /** Of a file that holds it, without the first dot. */
  readonly extension: string;
}

export const ACTIVITY_FORMATS = {
  fit: { mediaType: 'application/vnd.ant.fit', extension: 'fit' },
  fhir: { mediaType: 'application/fhir+json', extension: 'fhir.json' },
  gpx: { mediaType: 'application/gpx+xml', extension: 'gpx' },
  tcx: { mediaType: 'application/vnd.garmin.tcx+xml', extension: 'tcx' },
} as const satisfies Readonly<Record<string, ContentType>>;
export type ActivityFormat = keyof typeof ACTIVITY_FORMATS;

/** What a destination can be sent activities as; every other event is JSON. */
export const DESTINATION_FORMATS = ['json', 'fit', 'fhir'] as const;
export type DestinationFormat = (typeof DESTINATION_FORMATS)[number];
/** Those that not every kind of destination takes. */
export type FileFormat = Exclude<DestinationFormat, 'json'>;

export const EVENT_CONTENT: ContentType = Object.freeze({ mediaType: 'application/json', extension: 'json' });
