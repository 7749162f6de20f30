/** Apart from what they mean, so that `--help` need not load the formats. */
export const TARGET_NAMES = ['terra', 'fit', 'fhir', 'gpx', 'tcx'] as const;
export type Target = (typeof TARGET_NAMES)[number];
