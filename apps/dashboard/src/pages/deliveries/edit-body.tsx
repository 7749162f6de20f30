/** A dead letter's body, edited by hand: it takes the place of what Freehub would build. */
import { Alert, Badge, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ApiProblem, sentenceOf } from '../../api/problem.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Confirm } from '../../kit/confirm.js';
import { bytes } from '../../kit/format.js';
import { ErrorState, LoadingState } from '../../kit/states.js';
import { useChange } from '../../kit/use-change.js';
import { type DeliveryDetails, touchedBy } from './queries.js';
import { withSamples, withoutSamples } from './samples.js';

type Body = Record<string, unknown>;
const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);
/** The page's header stays on top (pixels). */
const BELOW_HEADER = 96;
const sizeOf = (text: string): number => new TextEncoder().encode(text).length;

/** What it says, or what is wrong with it. */
function read(text: string): { readonly body: Body } | { readonly fault: string } {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? { body } : { fault: 'must be a JSON object: { … }' };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'is no JSON' };
  }
}

/** Lines that are not in the other text, roughly: enough to see that one is right. */
function changedLines(before: string, after: string): number {
  const known = new Map<string, number>();
  for (const line of before.split('\n')) known.set(line, (known.get(line) ?? 0) + 1);
  let changed = 0;
  for (const line of after.split('\n')) {
    const left = known.get(line) ?? 0;
    if (left === 0) changed += 1;
    else known.set(line, left - 1);
  }
  return changed;
}

export interface EditBodyProps {
  readonly environment: string;
  readonly delivery: DeliveryDetails;
  readonly onClose: () => void;
}

/** The whole event is fetched first: what is saved goes out as it is, so its samples must be in it. */
export function EditBody(props: EditBodyProps) {
  const { environment, delivery } = props;
  const whole = useQuery({
    queryKey: ['delivery-body', environment, delivery.id],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/deliveries/{delivery}/body', {
          params: { path: { environment, delivery: delivery.id } },
        }),
      ),
    gcTime: 0,
    staleTime: Infinity,
  });
  if (whole.isPending) return <LoadingState />;
  if (whole.error) return <ErrorState error={whole.error} onRetry={() => void whole.refetch()} />;
  return <Editor {...props} whole={whole.data} />;
}

function Editor({ environment, delivery, onClose, whole }: EditBodyProps & { readonly whole: Body }) {
  const original = JSON.stringify(withoutSamples(whole), null, 2);
  const [text, setText] = useState(original);
  const [isResetting, setResetting] = useState(false);
  const editor = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  // It opens far below the button that asked for it.
  useEffect(() => {
    input.current?.focus({ preventScroll: true });
    input.current?.setSelectionRange(0, 0);
    editor.current?.scrollIntoView({ block: 'start' });
  }, []);
  const params = { path: { environment, delivery: delivery.id } };
  const touches = touchedBy(environment, delivery.id);
  const put = (body: Body | null) =>
    answerOf(api.PUT('/admin/environments/{environment}/deliveries/{delivery}/body', { params, body: { body } }));
  const redrive = () => answerOf(api.POST('/admin/environments/{environment}/deliveries/{delivery}/redrive', { params }));
  const save = useChange({
    run: async ({ body, isRedriven }: { readonly body: Body; readonly isRedriven: boolean }) => {
      await put(withSamples(body, whole));
      if (isRedriven) await redrive();
      return isRedriven;
    },
    done: (isRedriven) => (isRedriven ? 'Saved, and due again.' : 'Saved. Redrive it when you are ready.'),
    touches,
    onDone: onClose,
  });
  const reset = useChange({ run: () => put(null), done: 'It sends what Freehub builds again.', touches, onDone: onClose });
  const said = read(text);
  const isChanged = text !== original;
  const grown = sizeOf(text) - sizeOf(original);
  const fault = 'fault' in said ? said.fault : save.error instanceof ApiProblem ? save.error.faults[0]?.message : undefined;
  return (
    <Stack gap="sm" ref={editor} style={{ scrollMarginTop: BELOW_HEADER }}>
      <Textarea
        ref={input}
        label="What it sends (JSON)"
        description="The whole event. Its lists of samples are not shown and go with it as they are, where what they belong to is still there. The stored record stays as it is."
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          save.reset();
        }}
        autosize
        minRows={12}
        maxRows={28}
        spellCheck={false}
        error={fault}
        classNames={{ input: 'app-mono' }}
      />
      <Group gap="xs" role="status">
        <Badge color={isChanged ? 'yellow' : 'gray'} variant="light" tt="none" radius="sm" autoContrast className="app-state">
          {isChanged ? 'edited' : 'as it was'}
        </Badge>
        <Text size="xs" c="dimmed">
          {bytes(sizeOf(text))}
          {isChanged
            ? `, ${grown >= 0 ? '+' : '−'}${bytes(Math.abs(grown))}, ${changedLines(original, text)} new or changed lines`
            : ''}
        </Text>
      </Group>
      {save.error !== null && fault === undefined && (
        <Alert color="red" role="alert">
          {sentenceOf(save.error)}
        </Alert>
      )}
      <Group gap="sm">
        <ChangeButton
          disabled={!('body' in said) || !isChanged}
          loading={save.isPending}
          onClick={() => 'body' in said && save.mutate({ body: said.body, isRedriven: true })}
        >
          Save and redrive
        </ChangeButton>
        <ChangeButton
          variant="default"
          disabled={!('body' in said) || !isChanged || save.isPending}
          onClick={() => 'body' in said && save.mutate({ body: said.body, isRedriven: false })}
        >
          Save
        </ChangeButton>
        <Button variant="default" disabled={!isChanged} onClick={() => setText(original)}>
          Undo my edits
        </Button>
        {delivery.is_edited && (
          <ChangeButton variant="default" onClick={() => setResetting(true)}>
            Back to what Freehub builds
          </ChangeButton>
        )}
        <Button variant="subtle" onClick={onClose}>
          Close the editor
        </Button>
      </Group>
      {isResetting && (
        <Confirm
          title="Send what Freehub builds again?"
          text="The edited body is thrown away."
          action="Throw the edit away"
          onConfirm={() => reset.mutateAsync()}
          onClose={() => setResetting(false)}
        />
      )}
    </Stack>
  );
}
