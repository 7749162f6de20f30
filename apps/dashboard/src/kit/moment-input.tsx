/** A moment, chosen in the operator's time zone. Heavy (a calendar): only in pages that are loaded when they are opened. */
import '@mantine/dates/styles.css';
import { DateTimePicker } from '@mantine/dates';
import { useTimeZone } from './time-zone.js';
import { instantOf, wallOf } from './zoned.js';

export interface MomentInputProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (instant: string | undefined) => void;
  readonly placeholder?: string;
  readonly error?: string | undefined;
  readonly required?: boolean;
}

export function MomentInput({ label, value, onChange, placeholder = '', error, required = false }: MomentInputProps) {
  const [zone] = useTimeZone();
  return (
    <DateTimePicker
      label={`${label} (${zone})`}
      value={value === undefined ? null : wallOf(value, zone)}
      onChange={(wall) => onChange(wall === null ? undefined : (instantOf(wall, zone) ?? undefined))}
      placeholder={placeholder}
      clearable={!required}
      withAsterisk={required}
      error={error}
      valueFormat="D MMM YYYY HH:mm"
      clearButtonProps={{ 'aria-label': `Clear ${label}` }}
      submitButtonProps={{ 'aria-label': 'Take this time' }}
      timePickerProps={{ hoursInputLabel: 'Hours', minutesInputLabel: 'Minutes' }}
      labelProps={{ style: { whiteSpace: 'nowrap' } }}
    />
  );
}
