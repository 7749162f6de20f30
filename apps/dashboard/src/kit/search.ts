/** Filters in the address: what is odd is left out, so that no hand-typed address breaks a page. */
export type Search = Readonly<Record<string, unknown>>;

const MOST = 300;
/** Numbers too: the router reads `?search=12` as one. */
export const textIn = (search: Search, name: string): string | undefined => {
  const value = search[name];
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' && text.length <= MOST ? text : undefined;
};

export const oneOfIn = <Word extends string>(search: Search, name: string, words: readonly Word[]): Word | undefined =>
  words.find((word) => word === search[name]);

/** 2026-05-01. */
export const dayIn = (search: Search, name: string): string | undefined => {
  const text = textIn(search, name);
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(text)) ? text : undefined;
};
