import { expect, it } from '@jest/globals';
import { acceptedFile } from './accepted.js';

it.each([
  [undefined, null],
  ['', null],
  ['*/*', null],
  ['application/*', null],
  ['application/json, text/plain, */*', null],
  ['text/html', null],
  ['application/fhir+json', 'fhir'],
  ['Application/FHIR+JSON; fhirVersion=4.0', 'fhir'],
  ['application/vnd.ant.fit', 'fit'],
  ['application/fhir+json, */*', 'fhir'],
  ['application/fhir+json;q=0.9, application/json;q=0.5', 'fhir'],
  ['application/fhir+json;q=0.5, application/json', null],
  ['application/fhir+json, application/json', null],
  ['application/fhir+json;q=0', null],
  ['application/fhir+json;q=0, */*', null],
  ['application/fhir+json;q=0.1, application/vnd.ant.fit;q=0.2, text/html', 'fit'],
  ['application/fhir+json;q=x', null],
  [';;,,q=1', null],
])('Accept: %s asks for %s', (accept, format) => {
  expect(acceptedFile(accept)).toBe(format);
});
