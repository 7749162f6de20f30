/** How a provider is set up, by its own schema. */
import { Alert, Group, List, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ApiProblem, sentenceOf } from '../../api/problem.js';
import { useMayChange } from '../../api/session.js';
import { ChangeButton } from '../../kit/change-button.js';
import { configOf, draftOf, otherFaults, SchemaForm, schemaFields } from '../../kit/schema-form.js';
import { useChange } from '../../kit/use-change.js';
import { type ProviderApp, type ProviderKind, providerAppsQuery, putProvider } from './queries.js';

interface ProviderFormProps {
  readonly environment: string;
  readonly kind: ProviderKind;
  /** Absent: it is set up for the first time. */
  readonly app?: ProviderApp;
  /** @param warnings what a person has to see to */
  readonly onDone?: (warnings: readonly string[]) => void;
}

export function ProviderForm({ environment, kind, app, onDone }: ProviderFormProps) {
  const mayChange = useMayChange();
  const client = useQueryClient();
  const fields = useMemo(
    () => schemaFields({ schema: kind.config_schema, secrets: kind.secrets, example: kind.example }),
    [kind],
  );
  const [draft, setDraft] = useState(() => draftOf(fields, app?.config));
  const save = useChange({
    run: () => putProvider(environment, kind.provider, { ...configOf(fields, draft) }),
    done: app ? 'Saved.' : `${kind.title} is set up.`,
    touches: [['overview', environment]],
    onDone: ({ warnings }) => {
      void client.invalidateQueries({ queryKey: providerAppsQuery(environment).queryKey });
      onDone?.(warnings);
    },
  });
  const faults = save.error instanceof ApiProblem ? save.error.faults : [];
  const others = otherFaults(faults, fields);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack>
        <SchemaForm
          fields={fields}
          draft={draft}
          onChange={setDraft}
          faults={faults}
          disabled={!mayChange}
          {...(app ? { stored: app.config } : {})}
        />
        {save.error !== null && (faults.length === 0 || others.length > 0) && (
          <Alert color="red" role="alert" title={sentenceOf(save.error)}>
            {others.length > 0 && (
              <List size="sm">
                {others.map(({ field, message }) => (
                  <List.Item key={field}>
                    {field}: {message}
                  </List.Item>
                ))}
              </List>
            )}
          </Alert>
        )}
        <Group justify="flex-end">
          <ChangeButton type="submit" loading={save.isPending}>
            {app ? 'Save' : `Set ${kind.title} up`}
          </ChangeButton>
        </Group>
      </Stack>
    </form>
  );
}
