import { z } from 'zod';

/** `http` or `https`, without credentials or a query: those would end up in messages. */
export const endpointUrl = z
  .url({ protocol: /^https?$/, error: 'must be a whole http(s) address' })
  .max(500)
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const { username, password, search, hash } = new URL(text);
    return username + password + search + hash === '';
  }, 'must not hold a user name, password, query or fragment');
