/** `1 user`, `2 users` */
export const count = (many: number, one: string): string => `${many} ${one}${many === 1 ? '' : 's'}`;
