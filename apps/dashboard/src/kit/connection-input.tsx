/** A connection: its id, the link of its page, or found by how its reference id begins. */
import { Autocomplete, Loader } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../api/client.js';
import { useEnvironment } from '../app/environment.js';
import { idIn } from './ids.js';

const MOST = 8;
const PAUSE_MS = 250;

export interface ConnectionInputProps {
  readonly label: string;
  /** Its id. */
  readonly value: string | undefined;
  readonly onChange: (connection: string | undefined) => void;
  readonly error?: string | undefined;
  readonly required?: boolean;
}

export function ConnectionInput({ label, value, onChange, error, required = false }: ConnectionInputProps) {
  const environment = useEnvironment();
  const [text, setText] = useState(value ?? '');
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    if (value !== idIn(text)) setText(value ?? '');
  }
  const [search] = useDebouncedValue(text.trim(), PAUSE_MS);
  const isSearching = search !== '' && idIn(search) === undefined;
  const { data, isFetching } = useQuery({
    queryKey: ['connections', environment, 'suggested', search],
    enabled: isSearching,
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/connections', {
          params: { path: { environment }, query: { search, limit: MOST } },
        }),
      ),
  });
  const found = isSearching ? (data?.items ?? []) : [];
  const known = new Map(found.map(({ id, reference_id, provider }) => [id, `${reference_id ?? 'no reference'} · ${provider}`]));
  return (
    <Autocomplete
      label={label}
      placeholder="Reference id, id or link"
      value={text}
      data={[...known.keys()]}
      filter={({ options }) => options}
      renderOption={({ option }) => known.get(option.value) ?? option.value}
      onChange={(typed) => {
        setText(typed);
        const id = idIn(typed);
        if (id !== value) onChange(id);
      }}
      rightSection={isFetching ? <Loader size="xs" aria-label="Searching" /> : undefined}
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${label}` }}
      withAsterisk={required}
      error={error ?? (isSearching && !isFetching && found.length === 0 ? 'No connection begins like this.' : undefined)}
      spellCheck={false}
    />
  );
}
