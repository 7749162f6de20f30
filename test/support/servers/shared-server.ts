/** What a server that all test files of a run share has to say about itself. */
import type { z } from 'zod';

/** One that runs. */
export interface Started<Address> {
  readonly address: Address;
  /** Ends it and removes its data. */
  readonly stop: () => Promise<void>;
}

/** Lets one server's start use another shared one. */
export interface Servers {
  shared<Address>(server: SharedServer<Address>): Promise<Address>;
}

export interface SharedServer<Address> {
  readonly name: string;
  /** It goes from process to process as JSON. */
  readonly address: z.ZodType<Address>;
  start(servers: Servers): Promise<Started<Address>>;
}
