import { Alert, Anchor, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ApiProblem, sentenceOf } from '../../api/problem.js';
import { environmentsQuery } from '../../app/environment-switcher.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Frame } from './frame.js';

/** As the api has it. */
const DEV_ID = /^[a-z0-9][a-z0-9-]{1,62}$/;
const DEV_ID_RULE = 'must be 2 to 63 lower-case letters, digits and -, not starting with -';

export const NewEnvironmentPage = () => <NewEnvironment isFirst={false} />;

export function NewEnvironment({ isFirst }: { readonly isFirst: boolean }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [devId, setDevId] = useState(isFirst ? 'main' : '');
  const [isLeft, setLeft] = useState(false);
  const [name, setName] = useState('');
  const wanted = devId.trim();
  const create = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/admin/environments', {
          body: {
            dev_id: wanted,
            redirect_origins: [],
            reauth_ids: 'constant',
            ...(name.trim() === '' ? {} : { name: name.trim() }),
          },
        }),
      ),
    onSuccess: async ({ dev_id: environment }) => {
      // In this order: the home page leads to an environment as soon as it hears of one.
      await navigate({ to: `/e/${environment}/start` });
      await client.invalidateQueries({ queryKey: environmentsQuery.queryKey });
    },
  });
  const faults = create.error instanceof ApiProblem ? create.error.faults : [];
  const isGood = DEV_ID.test(wanted);
  // One letter is the beginning of a good one.
  const isOdd = !isGood && wanted !== '' && (isLeft || !DEV_ID.test(`${wanted}0`));
  const faultOf = (field: string) => faults.find((fault) => fault.field.endsWith(field))?.message;
  return (
    <Frame title={isFirst ? 'Your first environment' : 'New environment'}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack>
          <Text size="sm">
            An environment is a world of its own: it has its providers, destinations, users and API keys, and nothing crosses from
            one to another. Most people have one for production and one to try things out.
          </Text>
          <TextInput
            label="dev-id"
            description="Your app sends it as the header dev-id. Lower-case letters, digits and -; it stays as it is."
            required
            data-autofocus
            autoComplete="off"
            value={devId}
            onChange={(event) => setDevId(event.currentTarget.value)}
            onBlur={() => setLeft(true)}
            error={isOdd ? DEV_ID_RULE : faultOf('dev_id')}
          />
          <TextInput
            label="Name"
            description="Athletes read it when they connect an account: the name of your app. Default: the dev-id."
            autoComplete="off"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={faultOf('name')}
          />
          {create.error !== null && faults.length === 0 && (
            <Alert color="red" role="alert">
              {sentenceOf(create.error)}
            </Alert>
          )}
          <Group justify="space-between">
            {isFirst ? (
              <span />
            ) : (
              <Anchor component={Link} to="/" size="sm">
                Back
              </Anchor>
            )}
            <ChangeButton type="submit" loading={create.isPending} disabled={!isGood}>
              Create the environment
            </ChangeButton>
          </Group>
        </Stack>
      </form>
    </Frame>
  );
}
