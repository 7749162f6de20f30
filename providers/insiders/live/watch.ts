/** The live websocket of a recorder, as a sign that it records. Its samples come late and out of order after a loss of network: they are read by polling. */
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import type { DeviceWatch } from '../../kit/provider.js';
import type { LiveConfig } from './config.js';

/** From the connection to "Authorized". The server waits 3 seconds for the token. */
const AUTHORIZE_MS = 10_000;
/** Groups of arrays, one for each sensor, of any name: new ones may come without notice. */
const groups = z.record(z.string(), z.unknown());
const sensor = z.object({ timestamp: z.array(z.unknown()).min(1) });

export const follow: DeviceWatch<LiveConfig>['follow'] = async (config, accessToken, deviceId, onRecording, sockets) => {
  const heard = { question: false, welcome: false };
  const line = await sockets.open(addressOf(config, deviceId), (text, opened) => {
    if (heard.welcome) {
      if (holdsSamples(text)) onRecording();
    } else if (/authorization needed/i.test(text)) {
      heard.question = true;
      opened.say(JSON.stringify({ action: 'authorize', token: accessToken }));
    } else if (heard.question && /\bauthorized\b/i.test(text)) heard.welcome = true;
  });
  const tooLong = setTimeout(() => {
    if (!heard.welcome) line.close();
  }, AUTHORIZE_MS);
  try {
    const code = String(await line.closed);
    if (heard.welcome) return;
    throw heard.question
      ? new Problem('auth', 'Insiders does not let this account listen to the recorder', { code })
      : new Problem('transient', 'the websocket of Insiders did not ask for a token', { code });
  } finally {
    clearTimeout(tooLong);
  }
};

function addressOf({ api_url: base }: LiveConfig, deviceId: string): string {
  if (deviceId === '.' || deviceId === '..') throw new Problem('payload', 'a device of Insiders cannot have the id "." or ".."');
  return `${base.replace(/^http/, 'ws')}/v1/ws/preprocessed-data/${encodeURIComponent(deviceId)}/`;
}

function holdsSamples(text: string): boolean {
  try {
    const read = groups.safeParse(JSON.parse(text));
    return read.success && Object.values(read.data).some((group) => sensor.safeParse(group).success);
  } catch {
    return false;
  }
}
