/** Samples of an event are thousands of lines that nobody edits by hand: they are put aside while the rest is edited, and back when it is saved. */
type Body = Record<string, unknown>;

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);
/** As the api tells samples from the rest; `TSS_samples` is a summary. */
const LISTS: ReadonlySet<string> = new Set(['samples', 'ecg_signal', 'raw_signal']);
const isSamples = (key: string, value: unknown): boolean =>
  Array.isArray(value) && (LISTS.has(key) || (key !== 'TSS_samples' && /_samples(_|$)/.test(key)));

/** The same without its lists of samples. */
export function withoutSamples(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSamples);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (isSamples(key, inner) ? [] : [[key, withoutSamples(inner)]])),
  );
}

function restored(edited: unknown, whole: unknown): unknown {
  if (Array.isArray(edited) && Array.isArray(whole)) {
    const from: readonly unknown[] = whole;
    return edited.map((inner, index) => restored(inner, from[index]));
  }
  return isObject(edited) && isObject(whole) ? withSamples(edited, whole) : edited;
}

/** `edited` with the samples of `whole`, where what they belong to is still there and has none of its own. */
export function withSamples(edited: Body, whole: Body): Body {
  const kept = Object.entries(edited).map(([key, inner]): [string, unknown] => [key, restored(inner, whole[key])]);
  const put = Object.entries(whole).filter(([key, inner]) => isSamples(key, inner) && !(key in edited));
  return Object.fromEntries([...kept, ...put]);
}
