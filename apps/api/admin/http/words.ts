/** Figures and times in sentences for operators. */

/** `1 window`, `2 windows` */
export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** `2026-05-01 08:00 UTC` */
export const moment = (date: Date): string => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
