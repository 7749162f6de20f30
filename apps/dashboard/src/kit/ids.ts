const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** The first id in a text; also out of the address of a page. */
export const idIn = (text: string): string | undefined => UUID.exec(text)?.[0].toLowerCase();
