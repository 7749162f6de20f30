/** Numbered pages: `{count, page, next, previous, results}`, `next` and `previous` being page numbers or null. */
import { z } from 'zod';
import { ApiError } from '../http/errors.js';

export interface PageQuery {
  readonly page: number;
  readonly limit: number;
}

/** What a page asks for; above its cap `limit` is the cap, as in Django REST framework. */
export const pageQuery = (cap: number) => ({
  page: z.coerce.number().int().min(1).default(1),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .default(Math.min(100, cap))
    .transform((limit) => Math.min(limit, cap)),
});

/** @param results the rows of the page, each as JSON. @throws ApiError 404 for a page that is not there; an empty list has its first one. */
export function pageOf(
  count: number,
  { page, limit }: PageQuery,
  results: (from: number, to: number) => readonly string[],
): string {
  const pages = Math.max(1, Math.ceil(count / limit));
  if (page > pages) throw new ApiError(404, 'not_found', 'Invalid page.');
  const next = page < pages ? page + 1 : null;
  const previous = page > 1 ? page - 1 : null;
  const rows = results((page - 1) * limit, Math.min(count, page * limit)).join(',');
  return `{"count":${count},"page":${page},"next":${next},"previous":${previous},"results":[${rows}]}`;
}
