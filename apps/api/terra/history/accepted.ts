/** What an Accept header asks for, where there is more than JSON to give (RFC 9110 §12.5.1). */
import { ACTIVITY_FORMATS, EVENT_CONTENT, type FileFormat } from '../../../../model/activity-format.js';

interface Wanted {
  readonly quality: number;
  /** 2 = it was named, 1 = its family, 0 = anything. */
  readonly exactness: number;
}

const NOT_WANTED: Wanted = { quality: 0, exactness: -1 };

function wanted(accept: string, mediaType: string): Wanted {
  const family = `${mediaType.slice(0, mediaType.indexOf('/'))}/*`;
  let best = NOT_WANTED;
  for (const part of accept.toLowerCase().split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim());
    const exactness = range === mediaType ? 2 : range === family ? 1 : range === '*/*' ? 0 : -1;
    if (exactness <= best.exactness) continue;
    const told = Number(parameters.find((text) => text.startsWith('q='))?.slice(2) ?? 1);
    best = { exactness, quality: told >= 0 && told <= 1 ? told : 0 };
  }
  return best;
}

/**
 * Null = JSON: whatever does not prefer a file format gets it, also who accepts nothing that we have.
 * Of equal quality what was named wins over a wildcard, else JSON.
 */
export function acceptedFile(accept: string | undefined): FileFormat | null {
  if (accept === undefined) return null;
  let best = wanted(accept, EVENT_CONTENT.mediaType);
  let format: FileFormat | null = null;
  for (const each of ['fhir', 'fit'] as const) {
    const one = wanted(accept, ACTIVITY_FORMATS[each].mediaType);
    // Only by its name: a wildcard asks for nothing in particular.
    if (one.exactness < 2 || one.quality === 0) continue;
    if (one.quality < best.quality || (one.quality === best.quality && one.exactness <= best.exactness)) continue;
    best = one;
    format = each;
  }
  return format;
}
