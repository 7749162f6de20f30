/** Writes `.env.example` and `docs/settings.md` below the current folder (`npm run generate`). */
import { mkdir, writeFile } from 'node:fs/promises';
import { envExample, settingsMarkdown } from './docs.js';

await mkdir('docs', { recursive: true });
await writeFile('.env.example', envExample());
await writeFile('docs/settings.md', settingsMarkdown());
process.stdout.write('wrote .env.example and docs/settings.md\n');
