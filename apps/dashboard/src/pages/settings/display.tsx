import { SegmentedControl, Select, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { isZoneFound } from '../../kit/zone-names.js';
import { BROWSER_ZONE, TIME_ZONES, useTimeZone } from '../../kit/time-zone.js';
import { exactText, useNow } from '../../kit/when.js';

const SCHEMES = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** Kept in this browser, for all environments. */
export function Display() {
  const [zone, setZone] = useTimeZone();
  const now = useNow();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Stack maw={420}>
      <Select
        label="Time zone"
        description={`All times are shown in it. It is now ${exactText(now, zone)}.`}
        searchable
        allowDeselect={false}
        filter={({ options, search }) => options.filter((option) => 'value' in option && isZoneFound(option.label, search))}
        nothingFoundMessage="No such time zone"
        data={TIME_ZONES.map((each) => ({ value: each, label: each === BROWSER_ZONE ? `${each} (of this browser)` : each }))}
        value={zone}
        onChange={(chosen) => setZone(chosen ?? BROWSER_ZONE)}
      />
      <div>
        <Text size="sm" fw={500} id="scheme" mb={4}>
          Colours
        </Text>
        <SegmentedControl
          aria-labelledby="scheme"
          data={[...SCHEMES]}
          value={colorScheme}
          onChange={(value) => {
            const chosen = SCHEMES.find((each) => each.value === value);
            if (chosen) setColorScheme(chosen.value);
          }}
        />
      </div>
      <Text size="sm" c="dimmed">
        Both are kept in this browser.
      </Text>
    </Stack>
  );
}
