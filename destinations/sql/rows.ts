import { isData } from '../kit/data-types.js';

export type PayloadTable = 'terra_data_payloads' | 'terra_misc_payloads';

export const tableOf = (type: string): PayloadTable => (isData(type) ? 'terra_data_payloads' : 'terra_misc_payloads');

export const isoTime = (unixMs: number): string => new Date(unixMs).toISOString();
