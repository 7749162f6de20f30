/** Code systems and the identifiers that are ours. */
import type { FhirCoding } from './resources.js';

export const SYSTEMS = {
  loinc: 'http://loinc.org',
  ucum: 'http://unitsofmeasure.org',
  category: 'http://terminology.hl7.org/CodeSystem/observation-category',
  /** HL7's US Physical Activity guide 1.0.0. */
  physicalActivity: 'http://hl7.org/fhir/us/physical-activity/CodeSystem/pa-temporary-codes',
  /** HL7's Personal Health Records guide 1.0.0-ballot2: what LOINC has no code for. Its code list counts, not its mapping page, which names some otherwise. */
  pghd: 'http://hl7.org/fhir/uv/phr/CodeSystem/observation-pghd-codes',
  dataOperation: 'http://terminology.hl7.org/CodeSystem/v3-DataOperation',
  participant: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
  /** What neither of them has. */
  own: 'urn:freehub:code',
  user: 'urn:freehub:user',
  record: 'urn:freehub:record',
  resource: 'urn:freehub:resource',
  software: 'urn:freehub:software',
  sha256: 'urn:freehub:sha256',
} as const;

export const loinc = (code: string): FhirCoding => ({ system: SYSTEMS.loinc, code });
export const pghd = (code: string): FhirCoding => ({ system: SYSTEMS.pghd, code });
export const own = (code: string): FhirCoding => ({ system: SYSTEMS.own, code });
