/**
 * Terra's published schemas: the whole OpenAPI document where somebody has it (folder TERRA_SCHEMAS, or ../shared/contract/terra), else our copy of
 * the models and events (model/terra/contract), which says nothing of answers' outer shapes.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { packageRoot } from '../../../apps/cli/runtime/package-root.js';
import { python } from './python.js';

const object = z.record(z.string(), z.unknown());
type Json = z.infer<typeof object>;
const nodeOf = (value: unknown): Json => object.catch({}).parse(value);
/** Also of a list, by their index. */
const members = (value: unknown): Json => (Array.isArray(value) ? Object.fromEntries(value.entries()) : nodeOf(value));

export class Published {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, inlineRefs: false });
  readonly #known = new Map<string, ValidateFunction>();

  private constructor(
    private readonly document: Json,
    /** Where schemas of names are: `#/components/schemas`. */
    private readonly names: string,
    /** The OpenAPI document with all paths, or only models and events. */
    readonly isWhole: boolean,
  ) {
    this.#ajv.addSchema(document, 'terra');
  }

  static async load(): Promise<Published> {
    const root = packageRoot();
    const folder = process.env['TERRA_SCHEMAS'] ?? join(root, '..', 'shared', 'contract', 'terra');
    const file = join(folder, 'dist', 'core', 'v2-bundled.yaml');
    if (!existsSync(file)) {
      if (process.env['TERRA_SCHEMAS'])
        throw new Error(`TERRA_SCHEMAS names ${folder}, where dist/core/v2-bundled.yaml is missing`);
      const copy = await readFile(join(root, 'model', 'terra', 'contract', 'terra.schema.json'), 'utf8');
      return new Published(object.parse(JSON.parse(copy)), '#/$defs', false);
    }
    const convert = 'import json,sys,yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout, default=str)';
    const { code, stdout, stderr } = await python(['-c', convert, file]);
    if (code !== 0) throw new Error(`${file} cannot be read: ${stderr.slice(-300)}`);
    return new Published(object.parse(JSON.parse(stdout)), '#/components/schemas', true);
  }

  /** What is wrong with `value`; empty = nothing. @param name `TerraUser` */
  errors(name: string, value: unknown): string {
    return this.#errorsAt(`${this.names}/${name}`, value);
  }

  /** What a published answer looks like. @returns null when this call or status is not published */
  errorsOfAnswer(method: string, path: string, status: number, value: unknown): string | null {
    const responses = nodeOf(nodeOf(nodeOf(nodeOf(this.document['paths'])[path])[method.toLowerCase()])['responses']);
    if (!(String(status) in responses)) return null;
    const { $ref } = nodeOf(responses[String(status)]);
    const at = typeof $ref === 'string' ? $ref : `#/paths/${escaped(path)}/${method.toLowerCase()}/responses/${String(status)}`;
    const content = nodeOf(this.#at(at)['content']);
    const [type] = Object.keys(content);
    return type === undefined ? null : this.#errorsAt(this.#meant(`${at}/content/${escaped(type)}/schema`, value), value);
  }

  /**
   * Alternatives are published without `required`, so that nearly everything fits all of them, and `oneOf` nothing. The one that names most of what is
   * there is meant.
   */
  #meant(pointer: string, value: unknown): string {
    const { oneOf } = this.#at(pointer);
    if (!Array.isArray(oneOf)) return pointer;
    const keys = Object.keys(nodeOf(value));
    const named = oneOf.map((_, index) => {
      const { $ref } = this.#at(`${pointer}/oneOf/${index}`);
      const properties = nodeOf(this.#at(typeof $ref === 'string' ? $ref : `${pointer}/oneOf/${index}`)['properties']);
      return keys.filter((key) => key in properties).length;
    });
    return `${pointer}/oneOf/${named.indexOf(Math.max(...named))}`;
  }

  #at(pointer: string): Json {
    return pointer
      .split('/')
      .slice(1)
      .reduce<Json>((node, key) => members(node[key.replaceAll('~1', '/').replaceAll('~0', '~')]), this.document);
  }

  #errorsAt(pointer: string, value: unknown): string {
    const known = this.#known.get(pointer) ?? this.#ajv.compile({ $ref: `terra${encodeURI(pointer)}` });
    this.#known.set(pointer, known);
    return known(value) ? '' : this.#ajv.errorsText(known.errors).slice(0, 600);
  }
}

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
