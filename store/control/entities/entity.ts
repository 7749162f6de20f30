import { EntitySchema, type EntitySchemaColumnOptions, type ObjectLiteral } from 'typeorm';

/** A table and its columns. A plain schema: rows stay plain, immutable objects. */
export const entity = <Row extends ObjectLiteral>(
  tableName: string,
  columns: Record<keyof Row, EntitySchemaColumnOptions>,
): EntitySchema<Row> => new EntitySchema<Row>({ name: tableName, columns });
