/** Names of our tables. */
export const TERRA_TABLES = ['terra_users', 'terra_data_payloads', 'terra_misc_payloads', 'terra_tombstones'] as const;
export type TableName = (typeof TERRA_TABLES)[number] | 'activity';

/** `schema` comes from the config, whose pattern allows plain identifiers only. */
export const qualified = (schema: string, table: TableName): string => `"${schema}".${table}`;
