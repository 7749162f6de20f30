/** Everything links to everything: one component for each thing that has a page. */
import { Anchor } from '@mantine/core';
import { Link, createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { useEnvironment } from '../app/environment.js';

const Plain = (props: ComponentPropsWithRef<'a'>) => <Anchor {...props} inherit />;
/** An anchor whose address the router checks and encodes. */
const RouteAnchor = createLink(Plain);

interface LinkProps {
  readonly id: string;
  readonly children: ReactNode;
}

function Below({ path, children }: { readonly path: string; readonly children: ReactNode }) {
  return (
    <Anchor component={Link} to={`/e/${useEnvironment()}${path}`} inherit>
      {children}
    </Anchor>
  );
}

export const ConnectionLink = ({ id, children }: LinkProps) => <Below path={`/connections/${id}`}>{children}</Below>;
export const DeliveryLink = ({ id, children }: LinkProps) => <Below path={`/deliveries/${id}`}>{children}</Below>;
export const DestinationLink = ({ id, children }: LinkProps) => <Below path={`/destinations/${id}`}>{children}</Below>;
export const BackfillLink = ({ id, children }: LinkProps) => <Below path={`/backfills/${id}`}>{children}</Below>;

/** @param recordKey may hold any character: the router encodes it */
export function RecordLink({
  connection,
  type,
  recordKey,
  children,
}: {
  readonly connection: string;
  readonly type: string;
  readonly recordKey: string;
  readonly children: ReactNode;
}) {
  const environment = useEnvironment();
  return (
    <RouteAnchor to="/e/$environment/rides/$connection/$type/$key" params={{ environment, connection, type, key: recordKey }}>
      {children}
    </RouteAnchor>
  );
}
