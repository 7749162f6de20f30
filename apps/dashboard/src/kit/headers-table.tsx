import { Table } from '@mantine/core';

/** Headers of a message, one a line. @param label for screen readers */
export function HeadersTable({
  headers,
  label,
}: {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly label: string;
}) {
  return (
    <div className="app-table-scroll" tabIndex={0} role="region" aria-label={label}>
      <Table withRowBorders={false} verticalSpacing={2} fz="xs">
        <Table.Tbody>
          {headers.map(({ name, value }, index) => (
            <Table.Tr key={index}>
              <Table.Th scope="row" w={1} style={{ whiteSpace: 'nowrap' }}>
                {name}
              </Table.Th>
              <Table.Td className="app-mono">{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
