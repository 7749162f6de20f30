/** Name, where athletes may be sent back to, and whether ids stay. */
import { Alert, Group, Radio, Stack, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { ApiProblem, sentenceOf } from '../../api/problem.js';
import { useMayChange } from '../../api/session.js';
import { environmentsQuery } from '../../app/environment-switcher.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Copyable } from '../../kit/copy.js';
import { Facts } from '../../kit/facts.js';
import { ErrorState, LoadingState } from '../../kit/states.js';
import { useChange } from '../../kit/use-change.js';
import { When } from '../../kit/when.js';

type Environment = Schemas['Environment'];

export function EnvironmentSettings({ environment }: { readonly environment: string }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['environment', environment],
    queryFn: () => answerOf(api.GET('/admin/environments/{environment}', { params: { path: { environment } } })),
  });
  if (isPending) return <LoadingState rows={4} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Stack maw={640}>
      <Facts
        facts={[
          ['dev-id', <Copyable key="dev" value={data.dev_id} label="the dev-id" />],
          ['Id', <Copyable key="id" value={data.id} label="the id" />],
          ['Made', <When key="made" at={data.created_at} />],
        ]}
      />
      <Form key={JSON.stringify(data)} environment={data} />
    </Stack>
  );
}

function Form({ environment }: { readonly environment: Environment }) {
  const mayChange = useMayChange();
  const [name, setName] = useState(environment.name);
  const [origins, setOrigins] = useState(environment.redirect_origins);
  const [ids, setIds] = useState(environment.reauth_ids);
  const save = useChange({
    run: () =>
      answerOf(
        api.PATCH('/admin/environments/{environment}', {
          params: { path: { environment: environment.dev_id } },
          body: { name: name.trim(), redirect_origins: origins, reauth_ids: ids },
        }),
      ),
    done: 'Saved.',
    touches: [['environment', environment.dev_id], environmentsQuery.queryKey],
  });
  const faults = save.error instanceof ApiProblem ? save.error.faults : [];
  const faultOf = (field: string) => faults.find((fault) => fault.field.split('.').includes(field))?.message;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          description="Athletes read it when they connect an account: the name of your app."
          required
          maxLength={200}
          autoComplete="off"
          disabled={!mayChange}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={faultOf('name')}
        />
        <TagsInput
          label="Where athletes may be sent back to"
          description="Origins such as https://app.example, or the scheme of a deep link such as myapp: . Empty: anywhere."
          placeholder="Type one, then Enter"
          splitChars={[',', ' ']}
          acceptValueOnBlur
          disabled={!mayChange}
          value={origins}
          onChange={setOrigins}
          error={faultOf('redirect_origins')}
        />
        <Radio.Group
          label="Somebody who connects the same account again"
          value={ids}
          onChange={(value) => setIds(value === 'swapped' ? 'swapped' : 'constant')}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="constant" label="keeps the user id" disabled={!mayChange} />
            <Radio value="swapped" label="gets a new user id, as in Terra’s older API" disabled={!mayChange} />
          </Stack>
        </Radio.Group>
        {save.error !== null && faults.length === 0 && (
          <Alert color="red" role="alert">
            {sentenceOf(save.error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <ChangeButton type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            Save
          </ChangeButton>
        </Group>
      </Stack>
    </form>
  );
}
