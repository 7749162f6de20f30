import { Button, type ButtonProps } from '@mantine/core';
import type { ComponentPropsWithoutRef } from 'react';
import { useMayChange } from '../api/session.js';

export const VIEWER_REASON = 'Your role is viewer, which only looks. Ask an operator with the role admin.';

export type ChangeButtonProps = ButtonProps & Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps>;

/** A button that changes something: greyed out for viewers, with the reason. */
export function ChangeButton({ disabled = false, title, ...props }: ChangeButtonProps) {
  const mayChange = useMayChange();
  const reason = mayChange ? title : VIEWER_REASON;
  return <Button {...props} disabled={disabled || !mayChange} {...(reason === undefined ? {} : { title: reason })} />;
}
