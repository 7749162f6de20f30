/** docs/destinations/<kind>.md from a kind's facts: its fields, capabilities and guide. */
import { z } from 'zod';
import type { ErrorRow } from './error-table.js';
import type { GuideSection, KindGuide } from './guide.js';
import type { DestinationKind } from './kind.js';

/** The circuit opens at once and probes by itself (model/circuit.ts). */
const STOPPED =
  'the destination stops and keeps everything until a person mends it; one event is tried now and then, so it goes on by itself';

/** What happens to an event that met an error of a kind. */
const CONSEQUENCES: Readonly<Record<ErrorRow['kind'], string>> = {
  auth: STOPPED,
  config: STOPPED,
  missing: 'this event only becomes a dead letter',
  payload: 'this event only becomes a dead letter',
  conflict: 'something newer is there: done',
  rate_limited: 'tried again after the delay that was asked for',
  transient: 'tried again on the retry schedule',
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');
const sections = (list: readonly GuideSection[]): string => list.map(({ title, text }) => `### ${title}\n\n${text}`).join('\n\n');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** The rows of an error table, for people. */
export const errorsMarkdown = (rows: readonly ErrorRow[]): string =>
  table(
    ['Code', 'Means', 'What happens'],
    rows.map(({ codes, kind, message, action }) => [
      codes.map((code) => `\`${code}\``).join(', '),
      action === undefined ? message : `${message}: ${action}`,
      `\`${kind}\`: ${CONSEQUENCES[kind]}`,
    ]),
  );

const property = z.looseObject({
  default: z.unknown().optional(),
  type: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
});

function fieldsMarkdown(kind: DestinationKind): string {
  const properties = z.record(z.string(), property).parse(kind.jsonSchema['properties']);
  const rows = kind.fields.map(({ name, description, required, secret }) => {
    const { default: preset, enum: words } = properties[name] ?? {};
    const value = required ? 'required' : preset === undefined ? '–' : `\`${JSON.stringify(preset)}\``;
    const choice = words ? ` One of ${words.map((word) => `\`${String(word)}\``).join(', ')}.` : '';
    return [`\`${name}\``, value, `${description}${choice}${secret ? ' **Secret**: encrypted at rest, never shown.' : ''}`];
  });
  return table(['Field', 'Default', 'Meaning'], rows);
}

const FORMAT_NAMES = { fit: 'a FIT file', fhir: 'a transaction Bundle of FHIR R4' };

const formatsMarkdown = ({ capabilities: { formats = [] } }: DestinationKind): string =>
  formats.length === 0
    ? 'Activities are sent as Terra’s JSON, as every other event is; `--format` takes nothing else here.'
    : `Terra’s JSON, or with \`--format\`: ${formats.map((format) => `\`${format}\` (${FORMAT_NAMES[format]})`).join(', ')}. Every event but an activity stays JSON, and so do the parts of a history request: [more](../formats.md#out-of-the-platform).`;

/** Deletes that miss an old place are a matter of privacy: every page tells of it. */
function movingMarkdown({ id, places, capabilities }: DestinationKind, { leftBehind }: KindGuide): string {
  const fields = places.map((field) => `\`${field}\``).join(', ');
  const missed =
    capabilities.write === 'upsert'
      ? 'Where its place is another one now it stays there, and neither a newer revision nor a **delete** reaches it any more: of a record that is deleted later only the new place loses its copy.'
      : 'The old place hears of no newer revision and of no **delete** any more.';
  return [
    `Where an event is written is decided by ${fields}. A change of one of them moves nothing that was written before. ${missed} Freehub answers such a change with \`warnings\`.`,
    `To move: change the config, send everything again with \`freehub replay --destination my-${id} --start 2000-01-01\`, then remove what is left behind: ${leftBehind}.`,
  ].join('\n\n');
}

const tryMarkdown = ({ id }: DestinationKind): string =>
  `Try it on your machine: in Freehub’s sources \`npm run servers -- start ${id}\` starts a server of this kind, or what stands in for it, makes it ready and prints the command that creates the destination: [more](../../tools/servers/README.md#by-hand).`;

const shownExample = ({ example, secrets }: DestinationKind): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(example).map(([field, value]) => [field, secrets.includes(field) ? '…' : value])),
    null,
    2,
  );

const megabytes = (bytes: number): string => `${String(Math.round((bytes / 1048576) * 10) / 10)} MiB`;

/** The whole page. */
export function kindMarkdown(kind: DestinationKind, guide: KindGuide): string {
  const { maxItems, maxBytes, concurrency } = kind.capabilities;
  const parts = [
    `# ${kind.title}`,
    '<!-- Generated by `npm run generate` from destinations/. Do not edit. -->',
    `${kind.summary}. ${guide.intro}`,
    `## Set up`,
    `\`${kind.id}.json\`:\n\n\`\`\`json\n${shownExample(kind)}\n\`\`\``,
    `\`\`\`sh\nfreehub destinations create ${kind.id} my-${kind.id} --config ${kind.id}.json   # checks first\nfreehub destinations test my-${kind.id}\n\`\`\``,
    '`check` runs named tests with the rights that are needed and no more, and says of each that fails what to do. `test` sends a `healthcheck` event.',
    tryMarkdown(kind),
    '## Config',
    fieldsMarkdown(kind),
    '## Formats of activities',
    formatsMarkdown(kind),
    '## Rights it needs',
    bullets(guide.rights),
    '## Layout',
    sections(guide.layouts),
    '## Moving it',
    movingMarkdown(kind, guide),
    '## Guarantees',
    bullets(guide.guarantees),
    '## Limits',
    bullets([
      `At most ${String(maxItems)} events and ${megabytes(maxBytes)} in one write, ${String(concurrency)} writes in flight for each worker. \`max_per_second\` and \`max_concurrency\` of the destination lower that.`,
      ...guide.limits,
    ]),
    '## What it cannot do',
    guide.cannot.length === 0 ? 'Nothing that the other kinds can.' : bullets(guide.cannot),
    '## Errors',
    errorsMarkdown(guide.errors),
    '## Troubleshooting',
    sections(guide.troubleshooting),
    '## What its tests show',
    table(
      ['Server', 'Shown on it', 'Only the vendor can show'],
      [[guide.proof.server, guide.proof.shows, guide.proof.vendorOnly]],
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** docs/destinations/README.md: all kinds side by side. */
export function overviewMarkdown(kinds: readonly { readonly kind: DestinationKind; readonly guide: KindGuide }[]): string {
  const yes = (is: boolean): string => (is ? 'yes' : 'no');
  return [
    '# Destinations',
    '<!-- Generated by `npm run generate` from destinations/. Do not edit. -->',
    'Every kind keeps the same promises (at least once, harmless repeats, one bad event never blocks the others) and passes the same contract suite against the server named here. What a kind cannot do is on its page.',
    'Commands are written `freehub …`: in a checkout that is `npm run freehub -- …`. Create and update try a destination first, unless `--no-check` is given; `--unset FIELD` removes a field that need not be there.',
    table(
      ['Kind', '', 'Holds one item per key', 'Deletes', 'Formats', 'Tested on', 'Only the vendor can show'],
      kinds.map(({ kind, guide }) => [
        `[${kind.id}](${kind.id}.md)`,
        kind.summary,
        yes(kind.capabilities.write === 'upsert'),
        kind.capabilities.deletes ? 'yes' : 'as an event',
        ['json', ...(kind.capabilities.formats ?? [])].join(', '),
        guide.proof.server,
        guide.proof.vendorOnly,
      ]),
    ),
    'To write one of your own: [add a destination](../add-a-destination.md).',
    '',
  ].join('\n\n');
}
