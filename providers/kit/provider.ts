/** What a provider is: a plain object literal of pure functions and a few calls. The platform owns tokens, budgets, storage and retries. */
import type { ZodType } from 'zod';
import type { DataType } from '../../model/terra/data-types.js';
import type { TimeRange } from '../../model/time-range.js';
import type { Tokens } from '../../model/tokens.js';
import type {
  RawPart,
  ItemRef,
  Pulled,
  NormalizedRecord,
  ProviderNotice,
  HeldItem,
  Assignment,
  ProviderDevice,
} from './items.js';
import type { ProviderIo, ProviderSockets } from './provider-io.js';

export type { DataType, Tokens };

/** A permission that the provider's consent page offers. */
export interface ScopeFact {
  readonly scope: string;
  /** What it is to an athlete: `Your activities`. */
  readonly words: string;
  /** Without it nothing useful can be done: an athlete who does not grant it is asked again. */
  readonly needed: boolean;
  /** Data types that cannot be read without it. */
  readonly gives?: readonly DataType[];
}

/** An environment's OAuth client and addresses at a provider; every URL is a setting. */
export interface ProviderSpec<Config> {
  /** Terra's slug: `INSIDERS`. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** The scopes that are known; a provider app may ask for others. */
  readonly scopes?: readonly ScopeFact[];
  readonly schema: ZodType<Config>;
  readonly secrets: readonly (keyof Config & string)[];
  readonly example: Config;
}

/** Frozen facts; invariants are checked when the registry is built (registry.ts). */
export interface ProviderCapabilities {
  /** Terra data types that it can deliver. */
  readonly types: readonly DataType[];
  readonly webhook: 'none' | 'thin' | 'full';
  /** Days that it can look back; null = no limit known. */
  readonly maxHistoryDays: number | null;
  /** Longest range of one listing that is sensible, for cutting windows (days). */
  readonly windowDays: number;
  /**
   * Whose tokens read the data. `athlete` (when left out): each athlete agrees by OAuth. `manager`: one account of the operator reads everything that
   * its devices recorded, and devices are assigned to athletes for a time (`ManagerAccess`).
   */
  readonly access?: 'athlete' | 'manager';
}

export interface RateLimit {
  /** `app`: one bucket for the provider app; `connection`: one for each connected user. */
  readonly scope: 'app' | 'connection';
  readonly requests: number;
  readonly perSeconds: number;
}

/** What came back with the athlete from the provider. */
export interface AuthorizationGrant {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  /** `scope` of the redirect, where the provider names there what was granted (the athlete may untick some). */
  readonly scope?: string | undefined;
}

export interface Identity {
  readonly providerUserId: string;
  readonly scopes: readonly string[];
}

/** For a provider whose data hangs on devices, read with the account of their manager. */
export interface ManagerAccess<Config> {
  /** Exchanged once; neither is kept. @throws Problem auth (wrong password), config (refused client, or no manager), transient, rate_limited. */
  login(
    config: Config,
    credentials: { readonly username: string; readonly password: string },
    io: ProviderIo,
  ): Promise<{ tokens: Tokens; identity: Identity }>;
  /** One page; `cursor` null = the first, and in the answer: there are no more. */
  devices(
    config: Config,
    accessToken: string,
    cursor: string | null,
    io: ProviderIo,
  ): Promise<{ devices: readonly ProviderDevice[]; cursor: string | null }>;
  /** Recorders upload late: the range of a `changed` listing begins so much before what was listed last (milliseconds). */
  lookBackMs(config: Config): number;
  /** An item that touches a range reaches at most so far beyond it: `assignments` and `held` of a listing are those that touch the range so widened. */
  readonly marginMs: number;
  /** For a provider that tells at once that a device records: it makes a look due and is never the record. */
  readonly watch?: DeviceWatch<Config>;
}

/** Listening to a device. Nothing depends on it: what it does not tell is found by polling. */
export interface DeviceWatch<Config> {
  /** How long nothing must be recorded until a record is whole (milliseconds); null = the operator does not want to listen. */
  settledMs(config: Config): number | null;
  /**
   * Listens until the provider ends it. `onRecording` is called with each message that holds samples; they are not kept.
   * @throws Problem auth when the provider does not let us listen, and as `ProviderSockets`
   */
  follow(config: Config, accessToken: string, deviceId: string, onRecording: () => void, sockets: ProviderSockets): Promise<void>;
}

/** What both ways of access have in common. */
interface ProviderCore<Config> {
  readonly spec: ProviderSpec<Config>;
  readonly capabilities: ProviderCapabilities;
  /** Requests that this app may make, each kept by a token bucket in PostgreSQL. */
  limits(config: Config): readonly RateLimit[];
  /** Whose token it is, asked for to learn whether it works. @throws Problem auth when it does not; code 403 or 412 when it does, for less than this. */
  identify(config: Config, accessToken: string, io: ProviderIo): Promise<string>;
  /** One page of what changed or happened in `range`; `cursor` null = done. Pages may repeat an item (pages.ts). @throws Problem missing when the cursor has expired. */
  list(config: Config, accessToken: string, query: ListQuery, io: ProviderIo): Promise<ListPage>;
  /** All raw parts of one item. @throws Problem missing for one that is not shown to us; auth only when the whole connection is refused. */
  fetch(config: Config, accessToken: string, ref: ItemRef, io: ProviderIo): Promise<Pulled>;
  /**
   * The file that an item was made from, where the provider has one; its bytes become the raw part `file`. Null when this item has none.
   * @throws Problem as fetch does, payload for one that is too large, config for an address that may not be reached
   */
  file?(config: Config, accessToken: string, ref: ItemRef, io: ProviderIo): Promise<Uint8Array | null>;
  /** Pure and total: an unknown shape is Problem `payload`. */
  normalize(ref: ItemRef, parts: readonly RawPart[]): NormalizedRecord;
  readonly webhooks?: ProviderWebhooks<Config>;
}

/** Tokens that are there already. */
interface TokenUse<Config> {
  /** @throws Problem auth only on `invalid_grant`; `invalid_client` is config: it must not disconnect anybody. */
  refresh(config: Config, tokens: Tokens, io: ProviderIo): Promise<Tokens>;
}

/** Each athlete agrees by OAuth. */
export interface AthleteProvider<Config> extends ProviderCore<Config> {
  readonly oauth: TokenUse<Config> & {
    /** The URL to send the athlete to. PKCE S256. */
    authorizeUrl(config: Config, request: { state: string; codeChallenge: string; redirectUri: string }): string;
    /** The scopes that it asks for. */
    asked?(config: Config): readonly string[];
    /** @throws Problem auth (refused grant), config (refused client), transient, rate_limited. */
    exchange(config: Config, grant: AuthorizationGrant, io: ProviderIo): Promise<{ tokens: Tokens; identity: Identity }>;
    revoke(config: Config, tokens: Tokens, io: ProviderIo): Promise<void>;
  };
  readonly manager?: undefined;
}

/** The account of a manager reads for all (`capabilities.access` is `manager`): nobody is sent anywhere, and there may be no way to revoke. */
export interface ManagerProvider<Config> extends ProviderCore<Config> {
  readonly oauth: TokenUse<Config> & { revoke?(config: Config, tokens: Tokens, io: ProviderIo): Promise<void> };
  readonly manager: ManagerAccess<Config>;
}

export type Provider<Config> = AthleteProvider<Config> | ManagerProvider<Config>;

export interface ListPage {
  readonly refs: readonly ItemRef[];
  readonly cursor: string | null;
  /** Ids of `held` that are no items any more: joined with another, cut, or their device was not the athlete's then. */
  readonly obsolete?: readonly string[];
}

export interface ListQuery {
  readonly type: DataType;
  /** `happened`: by the item's own time (backfill). `changed`: by when the provider last touched it (reconciliation). */
  readonly by: 'happened' | 'changed';
  readonly range: TimeRange;
  readonly cursor: string | null;
  /**
   * With access `manager`: what the athlete wore, those that touch `range` widened by `marginMs` at both ends. Whole: cut to `range`, an item that began
   * before it would be cut there.
   */
  readonly assignments?: readonly Assignment[];
  /** With access `manager`: the athlete's records that touch `range` widened in the same way. */
  readonly held?: readonly HeldItem[];
}

export interface Subscription {
  readonly subscriptionId: string;
  /** Where it sends to. */
  readonly url: string;
}

export interface ProviderWebhooks<Config> {
  /** Registers `url` at the provider. @returns the secret to verify with, shown once. */
  subscribe(
    config: Config,
    url: string,
    verifyToken: string,
    io: ProviderIo,
  ): Promise<{ subscriptionId: string; secret: string }>;
  unsubscribe(config: Config, subscriptionId: string, io: ProviderIo): Promise<void>;
  /** The subscriptions that the provider keeps for this application. Left out where it does not show them. */
  subscriptions?(config: Config, io: ProviderIo): Promise<readonly Subscription[]>;
  /** Answers the provider's challenge, or null when the query is none. */
  challenge(query: Readonly<Record<string, string>>, verifyToken: string): { status: number; body: string } | null;
  /** On the raw bytes, constant time; header names in lower case. @throws Problem auth (bad or old signature). */
  verify(
    request: { headers: Readonly<Record<string, string>>; body: Uint8Array },
    secrets: readonly string[],
    nowMs: number,
  ): void;
  /** @throws Problem payload. */
  parse(body: Uint8Array): readonly ProviderNotice[];
}
