/** terra-api 1.4.8 with its fetch led to us (its address is a constant in its code). */
import type { Terra } from 'terra-api-1';

type Terra1Class = typeof Terra;
export type Terra1 = Terra;
const ITS_ADDRESS = 'https://api.tryterra.co/v2/';

/**
 * @param require of the caller's module: the client is CommonJS, and so is what it requires
 * @param base where it shall go instead, with a slash at its end
 */
export function loadTerra1(require: NodeJS.Require, base: string): Terra1Class {
  const crossFetch = require.resolve('cross-fetch', { paths: [require.resolve('terra-api-1')] });
  require(crossFetch);
  const module = require.cache[crossFetch];
  if (!module) throw new Error('cross-fetch was not loaded');
  const ours = (url: string | URL, options?: RequestInit): Promise<Response> => {
    const text = String(url);
    if (!text.startsWith(ITS_ADDRESS)) throw new Error(`terra-api 1.4.8 asked for ${text}`);
    return fetch(base + text.slice(ITS_ADDRESS.length), options);
  };
  module.exports = Object.assign(ours, { default: ours, fetch: ours, Headers, Request, Response });
  return (require('terra-api-1') as { Terra: Terra1Class }).Terra;
}
