/** For whom: some by their ids, those that match, or all. */
import { Checkbox, Input, MultiSelect, SegmentedControl, Select, SimpleGrid, Stack, TextInput, Textarea } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { count } from '../../kit/format.js';
import { type Plan, type Who, idsOf } from './plan.js';
import { USER_STATES } from './search.js';

export interface PlanInputsProps {
  readonly plan: Plan;
  readonly onChange: (change: Partial<Plan>) => void;
  readonly faultOf: (field: string) => string | undefined;
}

const WHO: readonly { readonly value: Who; readonly label: string }[] = [
  { value: 'some', label: 'Some users' },
  { value: 'filter', label: 'By filter' },
  { value: 'all', label: 'All users' },
];
const ID_WORDS = [
  { value: 'references', label: 'Reference ids (the app’s own)' },
  { value: 'connections', label: 'Connection ids (user_id)' },
] as const;
const STATE_WORDS: Readonly<Record<string, string>> = { reauthorize: 'needs the athlete' };

export function WhoInputs({ plan, onChange, faultOf }: PlanInputsProps) {
  const ids = idsOf(plan);
  return (
    <Stack gap="md">
      <Input.Wrapper label="For whom" labelElement="div">
        <SegmentedControl
          fullWidth
          mt={4}
          aria-label="For whom"
          data={[...WHO]}
          value={plan.who}
          onChange={(who) => onChange({ who })}
        />
      </Input.Wrapper>
      {plan.who === 'some' && (
        <>
          <Select
            label="They are given by"
            data={[...ID_WORDS]}
            value={plan.idsAre}
            allowDeselect={false}
            onChange={(idsAre) => idsAre !== null && onChange({ idsAre })}
          />
          <Textarea
            label="Ids"
            description={ids.length > 1 ? `${count(ids.length)} of them; one a line.` : 'One a line, at most 10,000.'}
            autosize
            minRows={2}
            maxRows={10}
            spellCheck={false}
            value={plan.ids}
            onChange={(event) => onChange({ ids: event.currentTarget.value })}
            error={faultOf('connection_ids') ?? faultOf('reference_ids')}
            classNames={{ input: 'app-mono' }}
          />
        </>
      )}
      {plan.who === 'filter' && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label="Id begins with"
            description="The reference id, or the provider’s user id."
            value={plan.search}
            onChange={(event) => onChange({ search: event.currentTarget.value })}
            error={faultOf('filter')}
          />
          <MultiSelect
            label="State"
            description="Of the connection."
            placeholder={plan.states.length === 0 ? 'any' : ''}
            data={USER_STATES.map((state) => ({ value: state, label: STATE_WORDS[state] ?? state }))}
            value={[...plan.states]}
            onChange={(states) => onChange({ states: USER_STATES.filter((state) => states.includes(state)) })}
          />
          <DatePickerInput
            label="Connected since (UTC)"
            placeholder="ever"
            clearable
            clearButtonProps={{ 'aria-label': 'Clear connected since' }}
            valueFormat="D MMM YYYY"
            value={plan.connectedSince}
            onChange={(connectedSince) => onChange({ connectedSince })}
          />
          <Checkbox
            mt={{ base: 0, sm: 'xl' }}
            label="Only those of whom nothing is stored"
            checked={plan.isWithoutRecords}
            onChange={(event) => onChange({ isWithoutRecords: event.currentTarget.checked })}
          />
        </SimpleGrid>
      )}
    </Stack>
  );
}
