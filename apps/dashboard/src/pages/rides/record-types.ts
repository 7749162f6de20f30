/** What is stored, in Terra's words. */
export const RECORD_TYPES = ['activity', 'daily', 'sleep', 'body', 'nutrition', 'menstruation', 'athlete'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

export const recordTypeOf = (text: string | null | undefined): RecordType | undefined =>
  RECORD_TYPES.find((type) => type === text);
