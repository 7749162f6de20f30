/** The rooms of the desk, in the order in which an operator needs them. */
import {
  IconActivity,
  IconArrowsTransferDown,
  IconBike,
  IconBuildingBroadcastTower,
  IconHistory,
  IconKey,
  IconListDetails,
  IconPlugConnected,
  IconSend,
  IconSettings,
  type TablerIcon,
} from '@tabler/icons-react';

export interface NavItem {
  readonly text: string;
  /** Below the environment. */
  readonly path: string;
  readonly icon: TablerIcon;
}

export const NAV: readonly NavItem[] = [
  { text: 'Overview', path: '', icon: IconActivity },
  { text: 'Connections', path: '/connections', icon: IconPlugConnected },
  { text: 'Rides', path: '/rides', icon: IconBike },
  { text: 'Deliveries', path: '/deliveries', icon: IconSend },
  { text: 'Backfills', path: '/backfills', icon: IconHistory },
  { text: 'Destinations', path: '/destinations', icon: IconArrowsTransferDown },
  { text: 'Providers', path: '/providers', icon: IconBuildingBroadcastTower },
  { text: 'API keys', path: '/keys', icon: IconKey },
  { text: 'Audit', path: '/audit', icon: IconListDetails },
  { text: 'Settings', path: '/settings', icon: IconSettings },
];
