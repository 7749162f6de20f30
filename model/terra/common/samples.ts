/** A record with and without its samples (`with_samples`). */

/** Lists of samples whose names do not say so. `samples` itself is used where the part names what is sampled: `breaths_data.samples`. */
const SAMPLE_LISTS: ReadonlySet<string> = new Set(['samples', 'ecg_signal', 'raw_signal']);

/** Keys that hold samples in time, which a record without samples leaves out. `TSS_samples` is none: it is a summary. */
export const isSampleKey = (key: string): boolean =>
  SAMPLE_LISTS.has(key) || (key !== 'TSS_samples' && /_samples(_|$)/.test(key));

/** For `JSON.stringify`: writes a record without its samples. */
export const withoutSamples = (key: string, value: unknown): unknown =>
  isSampleKey(key) && Array.isArray(value) ? undefined : value;
