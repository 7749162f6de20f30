/** Names that devices and people gave. */

/** Controls other than tab and line ends: what a FHIR string must not hold. */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}/gu;
/** FHIR allows a million characters; nobody means to send them. */
const LONGEST = 1000;

/** As FHIR takes it: well-formed, without control characters and outer blanks. @returns null when nothing is left. */
export function plainText(text: string | null | undefined): string | null {
  const plain = (text ?? '').toWellFormed().replace(FORBIDDEN, '').trim().slice(0, LONGEST).toWellFormed();
  return plain === '' ? null : plain;
}
