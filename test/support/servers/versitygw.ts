/** S3: versitygw on a folder. */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { installed } from './installed.js';
import { runProgram, scratchFolder, startProgram } from './program.js';
import type { SharedServer } from './shared-server.js';
import { stablePort } from './stable-port.js';

const address = z.strictObject({
  endpoint: z.string(),
  region: z.string(),
  /** Of the administrator, who may do everything. */
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
});
export type VersitygwAddress = Readonly<z.output<typeof address>>;

export const versitygw: SharedServer<VersitygwAddress> = {
  name: 'versitygw',
  address,
  start: async () => {
    const program = await installed('versitygw');
    const folder = await scratchFolder('versitygw');
    const [data, users] = [join(folder, 'data'), join(folder, 'users')];
    await Promise.all([mkdir(data), mkdir(users)]);
    const port = await stablePort();
    const region = 'eu-west-1';
    const administrator = { accessKeyId: 'administrator', secretAccessKey: 'secret-only-for-tests' };
    const { stop } = await startProgram({
      name: 'versitygw',
      command: [
        program,
        ...['--port', `127.0.0.1:${port}`, '--region', region, '--iam-dir', users, '--quiet', '--keep-alive'],
        ...['posix', data],
      ],
      env: { ROOT_ACCESS_KEY: administrator.accessKeyId, ROOT_SECRET_KEY: administrator.secretAccessKey },
      folder,
      ready: port,
    });
    return { address: { endpoint: `http://127.0.0.1:${port}`, region, ...administrator }, stop };
  },
};

export interface S3User {
  /** Also the user's name in a bucket policy: `Principal: { AWS: [accessKeyId] }`. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A user without any right: give it some by a bucket policy. */
export async function createS3User({ endpoint, region, accessKeyId, secretAccessKey }: VersitygwAddress): Promise<S3User> {
  const user = { accessKeyId: `user${randomBytes(6).toString('hex')}`, secretAccessKey: randomBytes(20).toString('hex') };
  const administrator = ['--access', accessKeyId, '--secret', secretAccessKey, '--region', region, '--endpoint-url', endpoint];
  const wanted = ['--access', user.accessKeyId, '--secret', user.secretAccessKey, '--role', 'user'];
  await runProgram(await installed('versitygw'), ['admin', ...administrator, 'create-user', ...wanted], '/');
  return user;
}
