import { Page } from '../../kit/page.js';

export function OverviewPage() {
  return <Page title="Overview">…</Page>;
}
