/** Which environment was looked at last in this browser. */
import { readLocalStorageValue, useLocalStorage } from '@mantine/hooks';
import { useEffect } from 'react';

const KEY = 'freehub-environment';

export const lastEnvironment = (): string => readLocalStorageValue<string>({ key: KEY, defaultValue: '' });

export function useKeepEnvironment(environment: string): void {
  const [, keep] = useLocalStorage({ key: KEY, defaultValue: '' });
  useEffect(() => keep(environment), [environment, keep]);
}
