import { IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Confirm } from '../../kit/confirm.js';
import { tellDone } from '../../kit/tell.js';
import { type RecordId, recordQuery } from './queries.js';

export function DeleteRecord({ record, isDeleted }: { readonly record: RecordId; readonly isDeleted: boolean }) {
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const { environment } = record;
  return (
    <>
      <ChangeButton
        variant="default"
        disabled={isDeleted}
        {...(isDeleted ? { title: 'It was deleted.' } : {})}
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        Delete…
      </ChangeButton>
      {isOpen && (
        <Confirm
          title="Delete this record"
          text="It and what it was made from are deleted here, and the destinations are told. Nothing is deleted at the provider: a later sync may bring it back."
          action="Delete"
          typed="delete"
          onConfirm={async () => {
            await answerOf(
              api.DELETE('/admin/environments/{environment}/connections/{connection}/records/{type}/{key}', {
                params: { path: { ...record } },
              }),
            );
            tellDone('Deleted. The destinations are told.');
            for (const queryKey of [recordQuery(record).queryKey, ['records', environment], ['deliveries', environment]])
              void client.invalidateQueries({ queryKey });
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
