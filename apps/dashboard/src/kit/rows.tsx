/** Rows as a table, and as cards where a table would have to be scrolled sideways. */
import { Checkbox, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './rows.module.css';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: 'left' | 'right';
  /** In a table that is narrower than this the column is left out. */
  readonly from?: 'sm' | 'md' | 'lg';
  /** In a card: what it is, beside that, a line without its title, not at all; else a line. */
  readonly card?: 'main' | 'corner' | 'alone' | 'none';
}

export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

export interface RowsProps<Row> {
  /** For screen readers. */
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly selection?: Selection | undefined;
}

/** Roles are said, for what is no longer laid out as a table is no table to a browser. */
export function Rows<Row>({ caption, rows, columns, rowKey, selection }: RowsProps<Row>) {
  const keys = rows.map(rowKey);
  const allChosen = selection !== undefined && keys.length > 0 && keys.every((key) => selection.chosen.has(key));
  const toggle = (key: string): void => {
    if (!selection) return;
    const chosen = new Set(selection.chosen);
    if (!chosen.delete(key)) chosen.add(key);
    selection.onChange(chosen);
  };
  return (
    <div className="app-table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <Table
        striped
        highlightOnHover
        verticalSpacing="xs"
        aria-label={caption}
        role="table"
        className={classes['table'] ?? ''}
        {...(selection ? { 'data-choosing': true } : {})}
      >
        <Table.Thead role="rowgroup">
          <Table.Tr role="row" className={classes['head'] ?? ''}>
            {selection && (
              <Table.Th role="columnheader" w={36} className={classes['check'] ?? ''}>
                <Checkbox
                  aria-label="Choose all that are shown"
                  checked={allChosen}
                  onChange={() => selection.onChange(allChosen ? new Set() : new Set(keys))}
                />
              </Table.Th>
            )}
            {columns.map(({ title, align = 'left', from }) => (
              <Table.Th key={title} role="columnheader" className={classes['title'] ?? ''} data-align={align} data-from={from}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows.map((row) => {
            const key = rowKey(row);
            return (
              <Table.Tr key={key} role="row" className={classes['card'] ?? ''}>
                {selection && (
                  <Table.Td role="cell" className={classes['check'] ?? ''}>
                    <Checkbox aria-label={`Choose ${key}`} checked={selection.chosen.has(key)} onChange={() => toggle(key)} />
                  </Table.Td>
                )}
                {columns.map(({ title, cell, align = 'left', from, card }) => (
                  <Table.Td
                    key={title}
                    role="cell"
                    data-align={align}
                    className={classes['cell'] ?? ''}
                    data-title={title}
                    data-from={from}
                    data-card={card}
                  >
                    <div>{cell(row)}</div>
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}
