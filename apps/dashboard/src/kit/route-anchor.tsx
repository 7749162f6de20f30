/** A link within the desk, its address and filters checked by the routes. */
import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

type Props = AnchorProps & Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps>;
const RouterAnchor = (props: Props) => <Anchor {...props} />;

export const RouteAnchor = createLink(RouterAnchor);
