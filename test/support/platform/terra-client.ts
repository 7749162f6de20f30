/** Terra's API, asked as an app asks it. */
import { z } from 'zod';
import { type Credentials, terraHeaders } from './connecting.js';

const ackSchema = z.object({
  status: z.literal('success'),
  type: z.string(),
  reference: z.string(),
  trace_id: z.string(),
  message: z.string().optional(),
});
const dataSchema = z.object({
  type: z.string(),
  user: z.object({ user_id: z.string() }),
  data: z.array(z.looseObject({ metadata: z.looseObject({ summary_id: z.string() }) })),
});

export interface TerraAnswer {
  readonly status: number;
  /** `terra-reference` of the answer. */
  readonly reference: string | null;
  readonly ack: z.infer<typeof ackSchema> | null;
  readonly data: z.infer<typeof dataSchema> | null;
}

/** One GET of a data type. @param query as Terra's clients write it */
export async function askTerra(
  apiUrl: string,
  credentials: Credentials,
  type: string,
  query: Readonly<Record<string, string | number | boolean>>,
): Promise<TerraAnswer> {
  const search = new URLSearchParams(Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])));
  const response = await fetch(`${apiUrl}/v2/${type}?${search.toString()}`, { headers: terraHeaders(credentials) });
  const body: unknown = await response.json();
  return {
    status: response.status,
    reference: response.headers.get('terra-reference'),
    ack: ackSchema.safeParse(body).data ?? null,
    data: dataSchema.safeParse(body).data ?? null,
  };
}
