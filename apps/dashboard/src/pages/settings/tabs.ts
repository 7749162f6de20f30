export const SETTING_TABS = ['environment', 'display', 'operators', 'installation'] as const;
