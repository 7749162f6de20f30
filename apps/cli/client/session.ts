/** Where the server is, who we are to it, and which environment is meant. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import { loadSettings } from '../../../settings/load.js';
import { listEnvironments } from '../../api/admin/contract/environments.js';
import type { Cli } from '../cli.js';
import { type Admin, openAdmin } from './admin.js';

export interface SessionOptions {
  readonly url?: string | undefined;
  readonly environment?: string | undefined;
  readonly json?: boolean | undefined;
}

export class Session {
  readonly admin: Admin;
  private chosen: Promise<string> | null = null;

  private constructor(
    readonly cli: Cli,
    readonly apiUrl: string,
    token: string,
    private readonly options: SessionOptions,
  ) {
    this.admin = openAdmin(apiUrl, token, cli.signal);
  }

  /** @throws Problem config when no token is to be had. */
  static async open(cli: Cli, options: SessionOptions): Promise<Session> {
    const settings = loadSettings(cli.env);
    const token = settings.adminToken ?? (await keptToken(settings.dataDir));
    if (token === null)
      throw new Problem(
        'config',
        `there is no admin token: set FREEHUB_ADMIN_TOKEN, or run this where \`freehub up\` keeps its data (looked in ${settings.dataDir})`,
      );
    return new Session(cli, (options.url ?? settings.publicUrl).replace(/\/+$/, ''), token, options);
  }

  get json(): boolean {
    return this.options.json ?? false;
  }

  /** The environment that was named, else the only one there is. @throws Problem config */
  environment(): Promise<string> {
    return (this.chosen ??= this.choose());
  }

  /** As path parameters. */
  async at<More extends Record<string, string>>(more: More): Promise<{ environment: string } & More> {
    return { environment: await this.environment(), ...more };
  }

  /** A command to go on with, about the environment and the api that were named for this one. @param command without `freehub` */
  hint(command: string): string {
    const { environment, url } = this.options;
    return `\`freehub ${command}${environment === undefined ? '' : ` -e ${environment}`}${url === undefined ? '' : ` --url ${url}`}\``;
  }

  /** As JSON when that was asked for, else as lines for a person. */
  print(value: unknown, lines: () => readonly string[]): void {
    if (this.json) this.cli.out(JSON.stringify(value, null, 2));
    else for (const line of lines()) this.cli.out(line);
  }

  private async choose(): Promise<string> {
    if (this.options.environment !== undefined) return this.options.environment;
    const { items } = await this.admin.call(listEnvironments, { query: { limit: 10 } });
    const [only, ...others] = items;
    if (!only) throw new Problem('config', 'there is no environment yet; make one with `freehub env create <dev-id>`');
    if (others.length > 0)
      throw new Problem(
        'config',
        `there is more than one environment: name one with --environment (${items.map((item) => item.dev_id).join(', ')})`,
      );
    return only.dev_id;
  }
}

const secretsFile = z.object({ adminToken: z.string().min(1) });

/** What `freehub up` keeps on this machine. */
async function keptToken(dataDir: string): Promise<string | null> {
  const text = await readFile(join(dataDir, 'secrets.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return secretsFile.parse(JSON.parse(text)).adminToken;
  } catch {
    throw new Problem('config', `${join(dataDir, 'secrets.json')} is damaged; restore it, or set FREEHUB_ADMIN_TOKEN`);
  }
}
