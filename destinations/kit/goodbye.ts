/** Closing says goodbye to the server, which may no longer listen. */
const GOODBYE_MS = 2000;

/** Waits for `closing`, but not long, and whatever becomes of it. */
export async function goodbye(closing: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(late.resolve, GOODBYE_MS, undefined);
  await Promise.race([closing.catch(() => undefined), late.promise]);
  clearTimeout(timer);
}
