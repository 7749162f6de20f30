/** Makes a destination or changes one: what it is, then a check and a preview before it is saved. */
import { Alert, Anchor, Group, List, Paper, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { ApiProblem, type FieldFault, sentenceOf } from '../../api/problem.js';
import { useMayChange } from '../../api/session.js';
import { ChangeButton } from '../../kit/change-button.js';
import { randomSecret } from '../../kit/random-secret.js';
import {
  type Draft,
  type SchemaField,
  SchemaForm,
  changeOf,
  configOf,
  draftOf,
  otherFaults,
  schemaFields,
} from '../../kit/schema-form.js';
import { CheckResults } from './check-results.js';
import type { CheckTarget } from './check-stream.js';
import { type Facts, factsOf, newFacts } from './facts.js';
import { FactsInputs, NameInput, isOfFacts } from './facts-inputs.js';
import { Preview, usePreview } from './preview.js';
import type { Destination, DestinationKind } from './queries.js';
import { fingerprint, useCheck } from './use-check.js';

export interface DestinationFormProps {
  readonly environment: string;
  readonly kind: DestinationKind;
  /** That is changed; without one a new one is made. */
  readonly saved?: Destination;
  /** @param config whole for a new one, else the change: null removes a field. @param checked how its check ended; null = there was none */
  readonly onSave: (facts: Facts, config: Readonly<Record<string, unknown>>, checked: boolean | null) => Promise<void>;
  readonly children?: ReactNode;
}

/** Secrets that anybody may make are made at once. */
const newDraft = (fields: readonly SchemaField[]): Draft => ({
  ...draftOf(fields),
  ...Object.fromEntries(fields.filter(({ canBeMade }) => canBeMade).map(({ name }) => [name, randomSecret()])),
});

const NO_FAULTS: readonly FieldFault[] = [];

export function DestinationForm({ environment, kind, saved, onSave, children }: DestinationFormProps) {
  const fields = useMemo(
    () =>
      schemaFields({
        schema: kind.config_schema,
        secrets: kind.fields.filter(({ secret }) => secret).map(({ name }) => name),
        example: kind.example,
      }),
    [kind],
  );
  const [draft, setDraft] = useState(() => (saved ? draftOf(fields, saved.config) : newDraft(fields)));
  const [facts, setFacts] = useState(() => (saved ? factsOf(saved) : newFacts(kind.kind)));
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const check = useCheck(environment);
  const preview = usePreview(environment);
  const mayChange = useMayChange();

  const config = saved ? changeOf(fields, draft, saved.config) : configOf(fields, draft);
  const target: CheckTarget = { kind: kind.kind, config, ...(saved ? { destination: saved.id } : {}) };
  const isOfThis = check.state.of === fingerprint(target);
  const hasPassed = isOfThis && check.state.ok === true;
  const isConfigKept = saved !== undefined && Object.keys(config).length === 0;

  const faults =
    error instanceof ApiProblem
      ? error.faults
      : isOfThis && check.state.faults.length > 0
        ? check.state.faults
        : preview.error instanceof ApiProblem
          ? preview.error.faults
          : NO_FAULTS;
  const unplaced = otherFaults(faults, fields).filter((fault) => !isOfFacts(fault));
  const isPlaced = faults.length > 0 && unplaced.length === 0;

  const save = async (): Promise<void> => {
    setSaving(true);
    setError(null);
    try {
      await onSave(facts, config, isOfThis ? check.state.ok : null);
    } catch (caught) {
      setError(caught);
    } finally {
      setSaving(false);
    }
  };
  const tryIt = (): void => {
    setError(null);
    preview.reset();
    void check.run(target);
  };
  const look = (): void => {
    setError(null);
    preview.mutate({ target, format: facts.format });
  };
  const saveText = saved ? 'Save' : 'Create the destination';
  const needsCheck = !hasPassed && !isConfigKept;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (needsCheck) tryIt();
        else void save();
      }}
    >
      <Stack gap="lg" maw={820}>
        <Paper withBorder p="md">
          <Stack gap="md">
            <Group justify="space-between">
              <Text size="sm" c="dimmed">
                {kind.summary}.
              </Text>
              <Anchor href={kind.docs_url} target="_blank" rel="noreferrer" size="sm">
                Its page in the docs <IconExternalLink size={14} aria-hidden style={{ verticalAlign: '-2px' }} />
              </Anchor>
            </Group>
            <NameInput facts={facts} onChange={setFacts} faults={faults} disabled={!mayChange} />
            <SchemaForm
              fields={fields}
              draft={draft}
              onChange={setDraft}
              faults={faults}
              disabled={!mayChange}
              {...(saved ? { stored: saved.config } : {})}
            />
          </Stack>
        </Paper>
        <FactsInputs kind={kind} facts={facts} onChange={setFacts} faults={faults} disabled={!mayChange} />
        <CheckResults state={check.state} onStop={check.stop} />
        {check.state.ok !== null && !isOfThis && (
          <Text size="sm" role="status">
            The config has changed since it was checked.
          </Text>
        )}
        <Preview query={preview} />
        {error !== null && (
          <Alert color="red" role="alert" title={isPlaced ? 'See the marked fields' : sentenceOf(error)}>
            {unplaced.length > 0 && (
              <List size="sm">
                {unplaced.map(({ field, message }) => (
                  <List.Item key={`${field} ${message}`}>
                    {field}: {message}
                  </List.Item>
                ))}
              </List>
            )}
          </Alert>
        )}
        {children}
        <Group gap="sm">
          {needsCheck ? (
            <>
              <ChangeButton type="submit" loading={check.state.isRunning}>
                Check it
              </ChangeButton>
              <ChangeButton variant="default" onClick={look} loading={preview.isPending}>
                Preview on a ride
              </ChangeButton>
              <ChangeButton variant="default" onClick={() => void save()} loading={isSaving}>
                {saved ? 'Save without a passed check' : 'Create without a passed check'}
              </ChangeButton>
            </>
          ) : (
            <>
              <ChangeButton type="submit" loading={isSaving}>
                {saveText}
              </ChangeButton>
              <ChangeButton variant="default" onClick={look} loading={preview.isPending}>
                Preview on a ride
              </ChangeButton>
              <ChangeButton variant="default" onClick={tryIt} loading={check.state.isRunning}>
                {check.state.of === null ? 'Check' : 'Check again'}
              </ChangeButton>
            </>
          )}
        </Group>
      </Stack>
    </form>
  );
}
