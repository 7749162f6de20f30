/** Of a provider whose one account reads the devices of many. */
export const PROVIDER_TABS = ['setup', 'devices', 'assignments'] as const;
