/** A provider as people type it, `Insiders live` or `insiders_live`, by its name on the wire. */
export function providerNamed(text: string): string;
export function providerNamed(text: string | undefined): string | undefined;
export function providerNamed(text: string | undefined): string | undefined {
  return text
    ?.trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
}
