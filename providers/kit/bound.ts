/** A provider as the platform sees it: the plug-in's config type is closed over. */
import { z } from 'zod';
import { Problem } from '../../model/problem.js';
import { contradictions, frozen } from './capabilities.js';
import type { ItemRef, NormalizedRecord, ProviderDevice, ProviderNotice, Pulled, RawPart } from './items.js';
import type {
  AuthorizationGrant,
  DataType,
  DeviceWatch,
  Identity,
  ListPage,
  ListQuery,
  Provider,
  ProviderCapabilities,
  RateLimit,
  ScopeFact,
  Subscription,
  Tokens,
} from './provider.js';
import type { ProviderIo, ProviderSockets } from './provider-io.js';

/** A provider with one environment's app at it. */
export interface BoundProvider {
  readonly id: string;
  readonly capabilities: ProviderCapabilities;
  readonly limits: readonly RateLimit[];
  /** The scopes that athletes are asked for; none with a manager's account. */
  readonly asked: readonly string[];
  /** Needed scopes that were asked for and not granted. */
  lacking(granted: readonly string[]): readonly ScopeFact[];
  /** Whether these scopes let us read that type. */
  gives(granted: readonly string[], type: DataType): boolean;
  /** @throws Problem config `MANAGER_ACCESS` where no athlete agrees to anything, for a manager's account reads the data. */
  authorizeUrl(request: { state: string; codeChallenge: string; redirectUri: string }): string;
  /** @throws Problem as `authorizeUrl`, and as the plug-in's */
  exchange(grant: AuthorizationGrant, io: ProviderIo): Promise<{ tokens: Tokens; identity: Identity }>;
  refresh(tokens: Tokens, io: ProviderIo): Promise<Tokens>;
  /** Does nothing where the provider has no way to do it. */
  revoke(tokens: Tokens, io: ProviderIo): Promise<void>;
  identify(accessToken: string, io: ProviderIo): Promise<string>;
  list(accessToken: string, query: ListQuery, io: ProviderIo): Promise<ListPage>;
  fetch(accessToken: string, ref: ItemRef, io: ProviderIo): Promise<Pulled>;
  /** Null where the provider, or this item, has no file. */
  file(accessToken: string, ref: ItemRef, io: ProviderIo): Promise<Uint8Array | null>;
  readonly webhooks: BoundWebhooks | null;
  /** Null where each athlete agrees by OAuth. */
  readonly manager: BoundManager | null;
}

/** `ManagerAccess` with one environment's app. */
export interface BoundManager {
  login(
    credentials: { readonly username: string; readonly password: string },
    io: ProviderIo,
  ): Promise<{ tokens: Tokens; identity: Identity }>;
  devices(
    accessToken: string,
    cursor: string | null,
    io: ProviderIo,
  ): Promise<{ devices: readonly ProviderDevice[]; cursor: string | null }>;
  readonly lookBackMs: number;
  readonly marginMs: number;
  /** Null where the provider has none, or the operator does not want it. */
  readonly watch: BoundWatch | null;
}

/** `DeviceWatch` with one environment's app that asks for it. */
export interface BoundWatch {
  readonly settledMs: number;
  follow(accessToken: string, deviceId: string, onRecording: () => void, sockets: ProviderSockets): Promise<void>;
}

export interface BoundWebhooks {
  subscribe(url: string, verifyToken: string, io: ProviderIo): Promise<{ subscriptionId: string; secret: string }>;
  unsubscribe(subscriptionId: string, io: ProviderIo): Promise<void>;
  /** None where the provider does not show them. */
  subscriptions(io: ProviderIo): Promise<readonly Subscription[]>;
  challenge(query: Readonly<Record<string, string>>, verifyToken: string): { status: number; body: string } | null;
  verify(
    request: { headers: Readonly<Record<string, string>>; body: Uint8Array },
    secrets: readonly string[],
    nowMs: number,
  ): void;
  parse(body: Uint8Array): readonly ProviderNotice[];
}

export interface ProviderKind {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly scopes: readonly ScopeFact[];
  readonly capabilities: ProviderCapabilities;
  readonly secrets: readonly string[];
  readonly example: Readonly<Record<string, unknown>>;
  /** For forms and for the API's own description. */
  readonly jsonSchema: Readonly<Record<string, unknown>>;
  /** The config with its defaults filled in. @throws Problem payload that names each field at fault. */
  validate(config: unknown): Readonly<Record<string, unknown>>;
  /** @throws Problem payload for a config that does not fit. */
  bind(config: unknown): BoundProvider;
  normalize(ref: ItemRef, parts: readonly RawPart[]): NormalizedRecord;
  /** What of webhooks needs no config. */
  readonly webhooks: Pick<BoundWebhooks, 'challenge' | 'verify' | 'parse'> | null;
}

function noConsent(id: string): never {
  throw new Problem('config', `no athlete agrees at ${id}: its devices are assigned to athletes by the operator`, {
    code: 'MANAGER_ACCESS',
  });
}

function watchOf<Config>(watch: DeviceWatch<Config> | undefined, config: Config): BoundWatch | null {
  const settledMs = watch?.settledMs(config) ?? null;
  if (watch === undefined || settledMs === null) return null;
  return {
    settledMs,
    follow: (accessToken, deviceId, onRecording, sockets) => watch.follow(config, accessToken, deviceId, onRecording, sockets),
  };
}

const ANY_OBJECT = z.record(z.string(), z.unknown());

/** Turns a typed plug-in into a kind. @throws TypeError when its facts contradict each other. */
export function defineProvider<Config>(provider: Provider<Config>): ProviderKind {
  const { spec, webhooks, manager } = provider;
  const consent = provider.manager === undefined ? provider.oauth : null;
  const faults = contradictions(provider);
  if (faults.length > 0) throw new TypeError(`provider "${spec.id}": ${faults.join('; ')}`);
  const capabilities = frozen(provider.capabilities);
  const parse = (config: unknown): Config => {
    const result = spec.schema.safeParse(config);
    if (result.success) return result.data;
    const words = result.error.issues.map((issue) => `${issue.path.join('.') || 'config'}: ${issue.message}`);
    const faults = result.error.issues.map(({ path, message }) => ({ field: ['config', ...path].join('.'), message }));
    throw new Problem('payload', words.join('; '), { code: 'CONFIG_INVALID', faults });
  };
  return Object.freeze({
    id: spec.id,
    title: spec.title,
    summary: spec.summary,
    scopes: spec.scopes ?? [],
    capabilities,
    secrets: spec.secrets,
    example: ANY_OBJECT.parse(spec.example),
    jsonSchema: z.toJSONSchema(spec.schema, { io: 'input', unrepresentable: 'any' }),
    validate: (config: unknown) => ANY_OBJECT.parse(parse(config)),
    normalize: (ref: ItemRef, parts: readonly RawPart[]) => provider.normalize(ref, parts),
    webhooks: webhooks ?? null,
    bind(raw: unknown): BoundProvider {
      const config = parse(raw);
      return {
        id: spec.id,
        capabilities,
        limits: provider.limits(config),
        asked: consent?.asked?.(config) ?? [],
        lacking: (granted) => {
          const asked = consent?.asked?.(config) ?? [];
          return (spec.scopes ?? []).filter(({ scope, needed }) => needed && asked.includes(scope) && !granted.includes(scope));
        },
        gives: (granted, type) =>
          (spec.scopes ?? []).every(({ scope, gives }) => !(gives ?? []).includes(type) || granted.includes(scope)),
        authorizeUrl: (request) => (consent ?? noConsent(spec.id)).authorizeUrl(config, request),
        exchange: async (grant, io) => (consent ?? noConsent(spec.id)).exchange(config, grant, io),
        refresh: (tokens, io) => provider.oauth.refresh(config, tokens, io),
        revoke: async (tokens, io) => provider.oauth.revoke?.(config, tokens, io),
        identify: (accessToken, io) => provider.identify(config, accessToken, io),
        list: (accessToken, query, io) => provider.list(config, accessToken, query, io),
        fetch: (accessToken, ref, io) => provider.fetch(config, accessToken, ref, io),
        file: async (accessToken, ref, io) => (await provider.file?.(config, accessToken, ref, io)) ?? null,
        webhooks: webhooks
          ? {
              subscribe: (url, verifyToken, io) => webhooks.subscribe(config, url, verifyToken, io),
              unsubscribe: (subscriptionId, io) => webhooks.unsubscribe(config, subscriptionId, io),
              subscriptions: async (io) => (await webhooks.subscriptions?.(config, io)) ?? [],
              challenge: (query, verifyToken) => webhooks.challenge(query, verifyToken),
              verify: (request, secrets, nowMs) => {
                webhooks.verify(request, secrets, nowMs);
              },
              parse: (body) => webhooks.parse(body),
            }
          : null,
        manager: manager
          ? {
              login: (credentials, io) => manager.login(config, credentials, io),
              devices: (accessToken, cursor, io) => manager.devices(config, accessToken, cursor, io),
              lookBackMs: manager.lookBackMs(config),
              marginMs: manager.marginMs,
              watch: watchOf(manager.watch, config),
            }
          : null,
      };
    },
  });
}
