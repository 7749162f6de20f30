const BYTES = 24;

/** 32 characters of [A-Za-z0-9_-]: for a signing secret that nobody has to think up. */
export function randomSecret(): string {
  const made = crypto.getRandomValues(new Uint8Array(BYTES));
  return btoa(String.fromCharCode(...made))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
