/** Where the notifications of an application go that this environment has as well. */
import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';

interface ElsewhereProps {
  readonly title: string;
  readonly provider: string;
  /** dev-id of the other environment. */
  readonly holder: string;
}

export const Elsewhere = ({ title, provider, holder }: ElsewhereProps) => (
  <Text size="sm" className="app-words">
    {title} notifies one environment of an application, and that is{' '}
    <Anchor inherit component={Link} to={`/e/${holder}/providers/${provider}`}>
      {holder}
    </Anchor>
    . To have rides within seconds here, turn notifications off there, then on here.
  </Text>
);
