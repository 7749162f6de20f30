/** Whose activity it is, and what recorded it. */
import type { Recording } from '../recording/recording.js';
import { deviceIdOf, type FhirContext, patientIdOf, patientReference } from './context.js';
import type { FhirDevice, FhirPatient } from './resources.js';
import { own, SYSTEMS } from './systems.js';
import { plainText } from './text.js';

/** Nothing but our pseudonym. With `pa-ig` also what US Core demands, as masked and unknown. */
export function patientOf(context: Pick<FhirContext, 'userId' | 'options'>): FhirPatient {
  return {
    resourceType: 'Patient',
    id: patientIdOf(context),
    identifier: [{ system: SYSTEMS.user, value: context.userId }],
    ...(context.options.claimProfiles === 'pa-ig' && {
      name: [{ extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }] }],
      gender: 'unknown' as const,
    }),
  };
}

/** The recorder where the source names one, else the provider's app. A virtual world is a kind of device: the codes are those of any ride. */
export function deviceOf(context: FhirContext, { device, virtual }: Recording): FhirDevice {
  const manufacturer = plainText(device?.manufacturer);
  const serialNumber = plainText(device?.serialNumber);
  const version = plainText(device?.softwareVersion);
  const name = plainText(device?.name) ?? manufacturer ?? context.provider;
  // Without the version: an update does not make another device of it.
  const id = deviceIdOf(context, name, manufacturer ?? '', serialNumber ?? '', virtual ? 'virtual' : '');
  return {
    resourceType: 'Device',
    id,
    identifier: [{ system: SYSTEMS.resource, value: id }],
    ...(manufacturer !== null && { manufacturer }),
    ...(serialNumber !== null && { serialNumber }),
    deviceName: [{ name, type: 'user-friendly-name' }],
    ...(virtual && { type: { coding: [own('virtual-world')], text: 'Virtual world' } }),
    ...(version !== null && { version: [{ value: version }] }),
    patient: patientReference(context),
  };
}
