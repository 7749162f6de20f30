/** All deliveries of the environment: filters, export, and what can be done with many at once. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEnvironment } from '../../app/environment.js';
import { ChangeButton } from '../../kit/change-button.js';
import { given } from '../../kit/given.js';
import { Page } from '../../kit/page.js';
import { EmptyState } from '../../kit/states.js';
import { destinationsQuery } from '../destinations/queries.js';
import { DeliveryList } from './delivery-list.js';
import { ExportMenu } from './export-menu.js';
import { type DeliverySearch, isFiltered } from './filter.js';
import { Filters } from './filters.js';
import { RedriveAll } from './redrive-all.js';
import { Replay } from './replay.js';

const route = getRouteApi('/e/$environment/deliveries');

type Change = { readonly [Name in keyof DeliverySearch]?: DeliverySearch[Name] | undefined };

export function DeliveriesPage() {
  const environment = useEnvironment();
  const { do: doing, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const destinations = useQuery(destinationsQuery(environment));
  const change = (changed: Change): void =>
    void navigate({ search: (now) => given({ ...now, ...changed }), replace: changed.do === undefined && doing !== undefined });
  const close = (): void => change({ do: undefined });
  const name = destinations.data?.items.find(({ id }) => id === filter.destination)?.name;
  return (
    <Page
      title="Deliveries"
      tabTitle={name === undefined ? 'Deliveries' : `Deliveries to ${name}`}
      text="One event for one destination, newest first."
      actions={
        <>
          <ExportMenu environment={environment} filter={filter} />
          <ChangeButton variant="default" onClick={() => change({ do: 'replay' })}>
            Replay…
          </ChangeButton>
          <ChangeButton variant="default" onClick={() => change({ do: 'redrive' })}>
            Redrive dead letters…
          </ChangeButton>
        </>
      }
    >
      <Filters environment={environment} filter={filter} onChange={change} />
      <DeliveryList
        environment={environment}
        filter={filter}
        empty={
          isFiltered(filter) ? (
            <EmptyState title="Nothing matches" text="Take a filter away, or look at a longer time." />
          ) : (
            <EmptyState
              title="Nothing was delivered yet"
              text="Deliveries come with the first ride of a connected athlete, once a destination is there. A test event on a destination’s page shows at once whether it works."
            />
          )
        }
      />
      {doing === 'redrive' && <RedriveAll environment={environment} filter={filter} onClose={close} />}
      {doing === 'replay' && <Replay environment={environment} filter={filter} onClose={close} />}
    </Page>
  );
}
