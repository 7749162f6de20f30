/** `/destinations/new`: choose a kind, then fill its form in, check it, and save. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.js';
import { useEnvironment } from '../../app/environment.js';
import { Page } from '../../kit/page.js';
import { EmptyState, ErrorState, LoadingState } from '../../kit/states.js';
import { tellCare, tellDone } from '../../kit/tell.js';
import { DestinationForm } from './destination-form.js';
import { bodyOf } from './facts.js';
import { Gallery } from './gallery.js';
import { kindsQuery } from './queries.js';

const route = getRouteApi('/e/$environment/destinations/new');
const LIST = { text: 'Destinations', path: '/destinations' };
const GALLERY = { text: 'New', path: '/destinations/new' };

export function NewDestinationPage() {
  const environment = useEnvironment();
  const { kind: chosen } = route.useSearch();
  const { data, error, refetch } = useQuery(kindsQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const kind = data?.items.find((each) => each.kind === chosen);
  if (chosen === undefined)
    return (
      <Page
        title="New destination"
        text="Where shall events go? Choose a kind: each keeps its own pace and its own retries."
        trail={[LIST]}
      >
        {error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data ? (
          <Gallery environment={environment} kinds={data.items} />
        ) : (
          <LoadingState />
        )}
      </Page>
    );
  return (
    <Page title={`New ${kind?.title ?? chosen}`} trail={[LIST, GALLERY]}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <LoadingState />
      ) : kind ? (
        <DestinationForm
          key={kind.kind}
          environment={environment}
          kind={kind}
          onSave={async (facts, config, checked) => {
            const made = await answerOf(
              api.POST('/admin/environments/{environment}/destinations', {
                params: { path: { environment } },
                body: { ...bodyOf(facts), kind: kind.kind, config: { ...config } },
              }),
            );
            void client.invalidateQueries({ queryKey: ['destinations', environment] });
            void client.invalidateQueries({ queryKey: ['overview', environment] });
            if (checked === true) tellDone(`${made.name} is there. Send it a test event.`);
            else
              tellCare(
                checked === null
                  ? `${made.name} is there, and was not checked: send it a test event.`
                  : `${made.name} is there, but its check did not pass: mend the cause, then send it a test event.`,
              );
            await navigate({ to: `/e/${environment}/destinations/${made.id}` });
          }}
        />
      ) : (
        <EmptyState title={`There is no kind of destination "${chosen}"`} text="Choose one of those that there are.">
          <Gallery environment={environment} kinds={data.items} />
        </EmptyState>
      )}
    </Page>
  );
}
