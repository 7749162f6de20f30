/**
 * Writes the dashboard's types of the admin API from its OpenAPI document: part of `npm run generate`. Needs dist/.
 * With `--check` it writes nothing and ends with 1 when the file is not of today's document.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';

const root = new URL('../', import.meta.url);
const { adminDocument } = await import(new URL('dist/apps/api/admin/openapi/document.js', root));
const file = fileURLToPath(new URL('apps/dashboard/src/api/schema.ts', root));

const document = JSON.parse(JSON.stringify(adminDocument('http://127.0.0.1')));
for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
  // Every refusal is one problem+json, which the client knows; words are in the document itself.
  operation.responses = Object.fromEntries(
    Object.entries(operation.responses ?? {})
      .filter(([status]) => status.startsWith('2'))
      .map(([status, { description, content }]) => [status, { description, content }]),
  );
}
const text = `/** The admin API, generated from its OpenAPI document by \`npm run generate\`. */\n${astToString(await openapiTS(document))}`;
const wanted = await format(text, { ...(await resolveConfig(file)), filepath: file });

if (!process.argv.includes('--check')) writeFileSync(file, wanted);
else if (readFileSync(file, 'utf8') !== wanted) {
  process.stderr.write('apps/dashboard/src/api/schema.ts is not of today’s admin API: run `npm run generate`\n');
  process.exit(1);
}
