/** The official `temporal` command: on the PATH, or downloaded with a pinned checksum. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';

const run = promisify(execFile);

/** The release that we know; it holds server 1.32, as tools/temporal does. */
const VERSION = '1.9.1';
/** SHA-256 of `temporal_cli_1.9.1_<platform>_<cpu>.tar.gz`, as in the release's checksums.txt (docs/adr tells how they were checked). */
const ARCHIVES: Readonly<Record<string, string>> = {
  linux_amd64: '09a0326a51db84d02735e53542b9ebd8c4758daf47482a9ab0abce15844e60d5',
  linux_arm64: '6c57c352d52fc3df34412376fd9ba6f74b7e3ace8e426e6cba8600156d36a145',
  darwin_amd64: '48cdd6c84c56e27ae8e4d9a47052b89289a9c552dee029b49dd312c6fb72873f',
  darwin_arm64: '41e0425378fcb4fb5766340b97435e20fe47bbff2d7bf644ec2d51f7662b7c56',
};
/** Fairness keys, which we use, came with server 1.29. */
const OLDEST_SERVER = [1, 29] as const;

/** True when this text of `temporal --version` names a server that is new enough. */
export function isNewEnough(versionText: string): boolean {
  const [, major, minor] = /Server (\d+)\.(\d+)/.exec(versionText) ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) > OLDEST_SERVER[0] || (Number(major) === OLDEST_SERVER[0] && Number(minor) >= OLDEST_SERVER[1]);
}

/** @returns `temporal` when the PATH has one that is new enough. */
export async function temporalOnPath(): Promise<string | null> {
  try {
    const { stdout } = await run('temporal', ['--version'], { timeout: 10_000 });
    return isNewEnough(stdout) ? 'temporal' : null;
  } catch {
    return null;
  }
}

const placeOf = (cacheFolder: string) => join(cacheFolder, `temporal-cli-${VERSION}`);

export function downloadedTemporal(cacheFolder: string): string | null {
  const program = join(placeOf(cacheFolder), 'temporal');
  return existsSync(program) ? program : null;
}

export interface DownloadSource {
  readonly baseUrl: string;
  /** SHA-256 by `<platform>_<cpu>`. */
  readonly archives: Readonly<Record<string, string>>;
}

const OFFICIAL: DownloadSource = {
  baseUrl: `https://github.com/temporalio/cli/releases/download/v${VERSION}`,
  archives: ARCHIVES,
};

/**
 * Downloads and unpacks the release. It gives up after 5 s without a connection: closed networks are normal.
 * @returns null when it cannot be had, or is not what was pinned (then nothing is kept).
 */
export async function downloadTemporal(cacheFolder: string, signal?: AbortSignal, source = OFFICIAL): Promise<string | null> {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const expected = source.archives[platform];
  if (expected === undefined) return null;
  const archive = await download(`${source.baseUrl}/temporal_cli_${VERSION}_${platform}.tar.gz`, signal);
  if (archive === null || createHash('sha256').update(archive).digest('hex') !== expected) return null;
  await mkdir(cacheFolder, { recursive: true });
  const draft = await mkdtemp(join(cacheFolder, 'download-'));
  try {
    await writeFile(join(draft, 'archive.tar.gz'), archive);
    await run('tar', ['-xzf', 'archive.tar.gz', 'temporal'], { cwd: draft });
    await rm(join(draft, 'archive.tar.gz'));
    await run(join(draft, 'temporal'), ['--version'], { timeout: 10_000 });
    await rename(draft, placeOf(cacheFolder));
  } catch {
    await rm(draft, { recursive: true, force: true });
  }
  return downloadedTemporal(cacheFolder);
}

const REDIRECTS = 5;

async function download(start: string, signal?: AbortSignal): Promise<Uint8Array | null> {
  const dispatcher = new Agent({ connect: { timeout: 5_000 } });
  const deadline = AbortSignal.timeout(180_000);
  try {
    for (let url = start, left = REDIRECTS; left > 0; left--) {
      const { statusCode, headers, body } = await request(url, {
        dispatcher,
        signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
        headersTimeout: 10_000,
      });
      if (statusCode === 200) return await body.bytes();
      await body.dump();
      if (typeof headers.location !== 'string') return null;
      url = new URL(headers.location, url).href;
    }
    return null;
  } catch {
    return null;
  } finally {
    await dispatcher.destroy();
  }
}
