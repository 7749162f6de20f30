/** The tries of a delivery, newest first: what was sent, what came back, how long it took. */
import { Badge, Group, Stack, Text, Timeline } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { milliseconds } from '../../kit/format.js';
import { HeadersTable } from '../../kit/headers-table.js';
import { Json } from '../../kit/json.js';
import { asSentence } from '../../kit/next-try.js';
import { When } from '../../kit/when.js';
import type { Attempt, Exchange } from './queries.js';

/** JSON as one reads it; what was cut is shown as it came. */
function readable({ body, is_cut: isCut }: Exchange): unknown {
  if (body === null || isCut) return body;
  try {
    const parsed: unknown = JSON.parse(body);
    return parsed;
  } catch {
    return body;
  }
}

function ExchangePart({ title, exchange }: { readonly title: string; readonly exchange: Exchange }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      <Text className="app-mono">{exchange.line}</Text>
      {exchange.headers.length > 0 && (
        <details>
          <summary className="app-summary">
            {exchange.headers.length === 1 ? 'One header' : `${exchange.headers.length} headers`}
          </summary>
          <HeadersTable headers={exchange.headers} label={`Headers: ${title}`} />
        </details>
      )}
      {exchange.body !== null && exchange.body !== '' && (
        <>
          <Json value={readable(exchange)} maxHeight={200} label={`Body: ${title}`} />
          {exchange.is_cut && (
            <Text size="xs" c="dimmed">
              The rest was cut off.
            </Text>
          )}
        </>
      )}
    </div>
  );
}

export function Attempts({ tried }: { readonly tried: readonly Attempt[] }) {
  if (tried.length === 0)
    return (
      <Text size="sm" c="dimmed">
        It was not tried yet.
      </Text>
    );
  const newestFirst = tried.toReversed();
  return (
    <Timeline active={tried.length} bulletSize={24} lineWidth={2} color="gray">
      {newestFirst.map((attempt, index) => (
        <Timeline.Item
          key={`${attempt.started_at} ${index}`}
          bullet={attempt.ok ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
          color={attempt.ok ? 'green' : 'red'}
          title={
            <Group gap="xs" component="span">
              <span>
                Try {attempt.n} {attempt.ok ? 'delivered it' : 'failed'}
              </span>
              {attempt.code !== null && (
                <Badge component="span" variant="light" color="gray" tt="none" radius="sm" autoContrast className="app-state">
                  {attempt.code}
                </Badge>
              )}
              {attempt.before_redrive && (
                <Badge component="span" variant="light" color="gray" tt="none" radius="sm" autoContrast className="app-state">
                  before the redrive
                </Badge>
              )}
            </Group>
          }
        >
          <Stack gap="xs">
            <Text size="xs" c="dimmed">
              <When at={attempt.started_at} />, it took {milliseconds(attempt.duration_ms)}
            </Text>
            {attempt.problem && (
              <Text size="sm" className="app-words">
                {asSentence(attempt.problem.message)}
              </Text>
            )}
            {attempt.request && <ExchangePart title="Sent" exchange={attempt.request} />}
            {attempt.answer && <ExchangePart title="Came back" exchange={attempt.answer} />}
          </Stack>
        </Timeline.Item>
      ))}
    </Timeline>
  );
}
