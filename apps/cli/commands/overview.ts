import type { Command } from 'commander';
import type { z } from 'zod';
import * as contract from '../../api/admin/contract/overview.js';
import type { Cli } from '../cli.js';
import { table } from '../output/table.js';
import { adminCommand } from './define.js';

type Overview = z.output<typeof contract.overview>;
type Destination = Overview['destinations'][number];

const per = (minutes: Overview['minutes'], pick: (minute: Overview['minutes'][number]) => number): number =>
  minutes.reduce((sum, minute) => sum + pick(minute), 0);
const percent = (share: number): string => `${(share * 100).toFixed(share > 0.99 && share < 1 ? 2 : 0)} %`;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

function lines(overview: Overview): string[] {
  const { connections, minutes, latency_ms: latency, backlog, backfills } = overview;
  return [
    `Connections    ${connections.active} active, ${connections.paused} paused, ${connections.reauthorize} to reauthorize, ${connections.revoked} revoked`,
    `Last hour      ${per(minutes, (one) => one.rides)} rides, ${per(minutes, (one) => one.delivered)} delivered, ${per(minutes, (one) => one.failed)} failed tries${overview.success_rate === null ? '' : ` (${percent(overview.success_rate)} succeed)`}`,
    `Delivered in   ${latency === null ? '-' : `${seconds(latency.p50)} (p50), ${seconds(latency.p95)} (p95), ${seconds(latency.p99)} (p99) from the notification`}`,
    `Backlog        ${backlog.pending}${backlog.oldest_pending_at === null ? '' : `, the oldest of ${backlog.oldest_pending_at}`}`,
    `Dead letters   ${overview.dead_letters}`,
    `Backfills      ${backfills.running} running, ${backfills.paused} paused`,
    '',
    ...table(
      overview.destinations,
      {
        destination: (row: Destination) => row.name,
        kind: (row: Destination) => row.kind,
        state: (row: Destination) => (row.circuit === 'closed' ? row.state : `${row.state}, circuit ${row.circuit}`),
        pending: (row: Destination) => row.pending,
        dead: (row: Destination) => row.dead,
      },
      'No destination.',
    ),
    '',
    ...(overview.attention.length === 0
      ? ['Nothing needs you.']
      : overview.attention.flatMap(({ severity, title, next_step: step }) => [
          `${severity.toUpperCase()}: ${title}`,
          `  ${step}`,
        ])),
  ];
}

export const overviewCommand = (cli: Cli): Command =>
  adminCommand(cli, 'overview', 'how the environment does, and what needs a person', async (session) => {
    const overview = await session.admin.call(contract.getOverview, { params: await session.at({}) });
    session.print(overview, () => lines(overview));
  });
