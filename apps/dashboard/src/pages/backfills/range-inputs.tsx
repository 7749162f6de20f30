/** Which range of days, and which types. */
import { Input, MultiSelect, SegmentedControl, SimpleGrid, Stack } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { count } from '../../kit/format.js';
import { type Preset, mostDays } from './plan.js';
import type { PlanInputsProps } from './who-inputs.js';

export interface RangeInputsProps extends PlanInputsProps {
  readonly maxHistoryDays: number | null;
  readonly types: readonly string[];
}

export function RangeInputs({ plan, onChange, faultOf, maxHistoryDays, types }: RangeInputsProps) {
  const most = mostDays(maxHistoryDays);
  const presets: readonly { readonly value: Preset; readonly label: string }[] = [
    { value: '30d', label: '30 days' },
    { value: '1y', label: '1 year' },
    { value: 'most', label: maxHistoryDays === null ? '10 years' : `All (${count(most)} days)` },
    { value: 'exact', label: 'Days…' },
  ];
  return (
    <Stack gap="md">
      <Input.Wrapper
        label="Range"
        labelElement="div"
        description={
          maxHistoryDays === null
            ? 'The provider sets no limit. “Days…” goes back up to 30 years.'
            : `The provider gives the last ${count(maxHistoryDays)} days at most.`
        }
      >
        <SegmentedControl
          fullWidth
          size="xs"
          mt={4}
          aria-label="Range"
          data={[...presets]}
          value={plan.preset}
          onChange={(preset) => onChange({ preset })}
        />
      </Input.Wrapper>
      {plan.preset === 'exact' && (
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <DatePickerInput
            label="First day (UTC)"
            withAsterisk
            valueFormat="D MMM YYYY"
            value={plan.firstDay}
            onChange={(firstDay) => onChange({ firstDay })}
            error={faultOf('start')}
          />
          <DatePickerInput
            label="Last day (UTC)"
            placeholder="today"
            clearable
            clearButtonProps={{ 'aria-label': 'Clear the last day' }}
            valueFormat="D MMM YYYY"
            value={plan.lastDay}
            onChange={(lastDay) => onChange({ lastDay })}
            error={faultOf('end')}
          />
        </SimpleGrid>
      )}
      <MultiSelect
        label="Types"
        placeholder={plan.types.length === 0 ? 'all that the provider has' : ''}
        clearable
        clearButtonProps={{ 'aria-label': 'All types' }}
        data={[...types]}
        value={[...plan.types]}
        onChange={(chosen) => onChange({ types: chosen })}
        error={faultOf('types')}
      />
    </Stack>
  );
}
