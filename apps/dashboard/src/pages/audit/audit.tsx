/** Who did what, when. */
import { Button, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useEnvironment } from '../../app/environment.js';
import { Json } from '../../kit/json.js';
import { List } from '../../kit/list.js';
import { Page } from '../../kit/page.js';
import { EmptyState } from '../../kit/states.js';
import { useTimeZone } from '../../kit/time-zone.js';
import { When } from '../../kit/when.js';
import { AuditFilters } from './audit-filters.js';
import { type AuditFilter, type AuditLine, auditQuery } from './queries.js';
import { Subject } from './subject.js';

export function AuditPage() {
  const environment = useEnvironment();
  const filter: AuditFilter = useSearch({ from: '/e/$environment/audit' });
  const navigate = useNavigate({ from: '/e/$environment/audit' });
  const [zone] = useTimeZone();
  const query = useInfiniteQuery(auditQuery(environment, filter, zone));
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page title="Audit" text="Every change, and by whom. Lines stay, whatever is deleted.">
      <AuditFilters filter={filter} onChange={(search) => void navigate({ search, replace: true })} />
      <List
        caption="Changes"
        query={query}
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            title={isFiltered ? 'Nothing matches' : 'Nothing has been changed yet'}
            text={isFiltered ? 'Take a filter away, or look at all environments.' : 'What operators do appears here.'}
          >
            {isFiltered && (
              <Button variant="default" onClick={() => void navigate({ search: {} })}>
                Clear the filters
              </Button>
            )}
          </EmptyState>
        }
        columns={[
          { title: 'When', card: 'corner', cell: ({ at }) => <When at={at} /> },
          {
            title: 'Who',
            cell: ({ actor }) => (
              <Text size="sm" className="app-words">
                {actor}
              </Text>
            ),
          },
          {
            title: 'What',
            card: 'main',
            cell: ({ action }) => (
              <Text size="sm" className="app-words">
                {action}
              </Text>
            ),
          },
          { title: 'Of what', cell: (line) => <Subject line={line} /> },
          { title: 'Detail', card: 'alone', cell: (line) => <Detail line={line} /> },
        ]}
      />
    </Page>
  );
}

function Detail({ line }: { readonly line: AuditLine }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? 'Hide' : 'Show'} the detail of ${line.action}`}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Hide' : 'Show'}
      </Button>
      {isOpen && <Json value={{ subject: line.subject, ...line.detail }} label="Detail" maxHeight={240} />}
    </>
  );
}
