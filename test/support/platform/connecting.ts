/** An athlete in a browser: opens the link, agrees at the provider, comes back. Real HTTP, one cookie, no shortcuts. */
import { z } from 'zod';

export interface Credentials {
  readonly devId: string;
  readonly apiKey: string;
}

const authAnswer = z.object({ status: z.literal('success'), user_id: z.string(), auth_url: z.string() });

export const terraHeaders = ({ devId, apiKey }: Credentials): Record<string, string> => ({
  'dev-id': devId,
  'x-api-key': apiKey,
  'content-type': 'application/json',
});

/** @returns where the consent leads back to, and the cookie that binds this browser to it. */
export async function consent(
  apiUrl: string,
  credentials: Credentials,
  athlete: { riderId: string; referenceId?: string },
): Promise<{ callback: string; cookie: string }> {
  const link = await fetch(`${apiUrl}/v2/auth/authenticateUser?resource=INSIDERS`, {
    method: 'POST',
    headers: terraHeaders(credentials),
    body: JSON.stringify({ reference_id: athlete.referenceId ?? null }),
  });
  if (!link.ok) throw new Error(`authenticateUser answered ${link.status}: ${await link.text()}`);
  const { auth_url: authUrl } = authAnswer.parse(await link.json());
  const away = await fetch(authUrl, { redirect: 'manual' });
  const consentUrl = new URL(locationOf(away, 'the connect page'));
  const form = new URLSearchParams(consentUrl.searchParams);
  form.set('decision', 'allow');
  form.set('rider', athlete.riderId);
  for (const scope of (consentUrl.searchParams.get('scope') ?? '').split(' ')) form.append('granted', scope);
  const agreed = await fetch(`${consentUrl.origin}/oauth/authorize`, { method: 'POST', body: form, redirect: 'manual' });
  return { callback: locationOf(agreed, 'the consent page'), cookie: (away.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

/** The whole way. @returns when the platform has said "connected". */
export async function connectAthlete(
  apiUrl: string,
  credentials: Credentials,
  athlete: { riderId: string; referenceId?: string },
): Promise<void> {
  const { callback, cookie } = await consent(apiUrl, credentials, athlete);
  const back = await fetch(callback, { redirect: 'manual', headers: { cookie } });
  if (back.status !== 303) throw new Error(`the callback answered ${back.status}: ${await back.text()}`);
}

function locationOf(response: Response, from: string): string {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`${from} answered ${response.status} and leads nowhere`);
  return location;
}
