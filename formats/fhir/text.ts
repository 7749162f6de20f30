/** Names that devices and people gave. */

// eslint-disable-next-line no-control-regex -- exactly these are what a FHIR string must not hold
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
/** FHIR allows a million characters; nobody means to send them. */
const LONGEST = 1000;

/** As FHIR takes it: well-formed, without control characters and outer blanks. @returns null when nothing is left. */
export function plainText(text: string | null | undefined): string | null {
  const plain = (text ?? '').toWellFormed().replace(FORBIDDEN, '').trim().slice(0, LONGEST).toWellFormed();
  return plain === '' ? null : plain;
}
