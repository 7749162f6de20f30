/** The parts of FHIR R4 (4.0.1) that we write. */

export interface FhirCoding {
  readonly system: string;
  readonly code: string;
}

export interface FhirConcept {
  readonly coding?: readonly FhirCoding[];
  /** For people; every code that we send has one, for only few receivers know all of the systems. */
  readonly text?: string;
}

export interface FhirQuantity {
  readonly value: number;
  readonly unit: string;
  readonly system: string;
  readonly code: string;
}

export interface FhirIdentifier {
  readonly system: string;
  readonly value: string;
}

export interface FhirReference {
  readonly reference?: string;
  readonly type?: string;
  readonly identifier?: FhirIdentifier;
  readonly display?: string;
}

/** Both as dateTime with the offset of local time. */
export interface FhirPeriod {
  readonly start: string;
  readonly end: string;
}

/** `data`: whole numbers and `E` (nothing was recorded) between spaces; the value is `origin + factor × number`. */
export interface FhirSampledData {
  readonly origin: FhirQuantity;
  /** Milliseconds between two numbers. */
  readonly period: number;
  readonly factor: number;
  readonly dimensions: 1;
  readonly data: string;
}

export interface FhirComponent {
  readonly code: FhirConcept;
  readonly valueQuantity?: FhirQuantity;
  readonly valueSampledData?: FhirSampledData;
}

interface FhirMeta {
  readonly profile: readonly string[];
}

export interface FhirPatient {
  readonly resourceType: 'Patient';
  readonly id: string;
  readonly identifier: readonly FhirIdentifier[];
  readonly name?: readonly { readonly extension: readonly { readonly url: string; readonly valueCode: string }[] }[];
  readonly gender?: 'unknown';
}

export interface FhirDevice {
  readonly resourceType: 'Device';
  readonly id: string;
  readonly identifier: readonly FhirIdentifier[];
  readonly manufacturer?: string;
  readonly serialNumber?: string;
  readonly deviceName: readonly { readonly name: string; readonly type: 'user-friendly-name' }[];
  readonly type?: FhirConcept;
  readonly version?: readonly { readonly value: string }[];
  readonly patient: FhirReference;
}

export type FhirObservationStatus = 'final' | 'corrected' | 'entered-in-error';

export interface FhirObservation {
  readonly resourceType: 'Observation';
  readonly id: string;
  readonly meta?: FhirMeta;
  readonly identifier: readonly FhirIdentifier[];
  readonly status: FhirObservationStatus;
  readonly category: readonly FhirConcept[];
  readonly code: FhirConcept;
  readonly subject: FhirReference;
  readonly effectivePeriod?: FhirPeriod;
  readonly effectiveDateTime?: string;
  readonly performer?: readonly FhirReference[];
  readonly valueQuantity?: FhirQuantity;
  readonly valueCodeableConcept?: FhirConcept;
  readonly note?: readonly { readonly authorReference: FhirReference; readonly time: string; readonly text: string }[];
  readonly device?: FhirReference;
  readonly hasMember?: readonly FhirReference[];
  readonly derivedFrom?: readonly FhirReference[];
  readonly component?: readonly FhirComponent[];
}

export interface FhirProvenance {
  readonly resourceType: 'Provenance';
  readonly id: string;
  readonly target: readonly FhirReference[];
  readonly recorded: string;
  readonly activity: FhirConcept;
  readonly agent: readonly { readonly type: FhirConcept; readonly who: FhirReference }[];
  readonly entity?: readonly { readonly role: 'source'; readonly what: FhirReference }[];
}

export interface FhirOperationOutcome {
  readonly resourceType: 'OperationOutcome';
  readonly id: string;
  readonly issue: readonly { readonly severity: 'error'; readonly code: 'processing'; readonly diagnostics: string }[];
}

export type FhirResource = FhirPatient | FhirDevice | FhirObservation | FhirProvenance | FhirOperationOutcome;

export interface FhirEntry {
  readonly fullUrl?: string;
  readonly resource?: FhirResource;
  readonly request?: { readonly method: 'PUT' | 'DELETE'; readonly url: string };
}

export interface FhirBundle {
  readonly resourceType: 'Bundle';
  readonly type: 'transaction' | 'collection';
  readonly timestamp: string;
  readonly entry: readonly FhirEntry[];
}
