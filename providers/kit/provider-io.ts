/** What the platform lends a provider for talking: requests and websockets, behind its budgets and its egress policy. */

/** What the platform lends for talking to the provider. Fails with a Problem, never with a foreign error. */
export interface ProviderIo {
  /** Follows the egress policy; takes a place in the rate budget before each request; honours `signal`. */
  request(request: ProviderRequest): Promise<ProviderResponse>;
}

export interface ProviderRequest {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** False for calls outside the provider's data limits (token, revoke). Default true. */
  readonly counted?: boolean;
  /** A larger answer is Problem payload. Default: what the platform takes at most. */
  readonly maxBodyBytes?: number;
}

export interface ProviderResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A websocket that is open. */
export interface ProviderLine {
  say(text: string): void;
  /** At once. */
  close(): void;
  /** The code that it was closed with. @throws Problem transient (it broke off), canceled (the platform stopped it), and what `onText` threw */
  readonly closed: Promise<number>;
}

/** What the platform lends for listening to the provider: follows the egress policy, takes only short texts, notices a dead line. */
export interface ProviderSockets {
  /**
   * @param url `wss://…`
   * @param onText texts in their order, from before the line is given out
   * @throws Problem transient (not reached), config (not allowed), of the answer's status when it is no websocket, canceled
   */
  open(url: string, onText: (text: string, line: ProviderLine) => void): Promise<ProviderLine>;
}
