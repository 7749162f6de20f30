/** Every generated file of the destinations' documentation, by its path from the root of the project. */
import { readFile } from 'node:fs/promises';
import type { KindGuide } from './kit/guide.js';
import { destinationRegistry } from './registry.js';
import { guides } from './guides.js';
import { errorsMarkdown, kindMarkdown, overviewMarkdown } from './kit/page.js';

const ERRORS = /<!-- errors -->[\s\S]*?<!-- \/errors -->/;

/** @param root the project's folder, with a slash at its end. @throws TypeError for a kind without a guide. */
export async function documentationFiles(root: URL): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const known: ReadonlyMap<string, KindGuide> = new Map(Object.entries(guides));
  const kinds = destinationRegistry.list().map((kind) => {
    const guide = known.get(kind.id);
    if (!guide)
      throw new TypeError(
        `${kind.id} has no guide: export one from destinations/${kind.id}/guide.ts and add it to destinations/guides.ts (docs/add-a-destination.md shows one)`,
      );
    return { kind, guide };
  });
  files.set('docs/destinations/README.md', overviewMarkdown(kinds));
  for (const { kind, guide } of kinds) {
    files.set(`docs/destinations/${kind.id}.md`, kindMarkdown(kind, guide));
    const path = `destinations/${kind.id}/README.md`;
    const text = await readFile(new URL(path, root), 'utf8').catch(() => '');
    if (!ERRORS.test(text)) throw new TypeError(`${path} is missing, or has no lines <!-- errors --> and <!-- /errors -->`);
    files.set(
      path,
      text.replace(ERRORS, () => `<!-- errors -->\n\n${errorsMarkdown(guide.errors)}\n\n<!-- /errors -->`),
    );
  }
  return files;
}
