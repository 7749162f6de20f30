/** PostgreSQL refuses to run as root; as root it runs under the account `postgres`. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Problem } from '../../../model/problem.js';

const run = promisify(execFile);
const NAME = 'postgres';

export interface PostgresAccount {
  /** Undefined: as ourselves. */
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

export const OURSELVES: PostgresAccount = { uid: undefined, gid: undefined };

/** @throws Problem config when the account neither exists nor can be made. */
export async function postgresAccount(): Promise<PostgresAccount> {
  if (process.getuid?.() !== 0) return OURSELVES;
  const known = await idsOf(NAME);
  if (known !== null) return known;
  // Debian and Red Hat know the first, Alpine the second.
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME]).catch(() =>
    run('adduser', ['-S', '-D', '-H', NAME]).catch(() => undefined),
  );
  const made = await idsOf(NAME);
  if (made === null)
    throw new Problem(
      'config',
      'PostgreSQL cannot run as root and the account “postgres” cannot be made; run as another user, or set DATABASE_URL',
    );
  return made;
}

async function idsOf(name: string): Promise<PostgresAccount | null> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => Number((await run('id', [flag, name])).stdout)));
    return { uid, gid };
  } catch {
    return null;
  }
}

export interface AccountCommand extends PostgresAccount {
  readonly command: readonly [string, ...string[]];
}

/**
 * How to run a command as that account. A checkout below a closed folder (`/root`, a temporary folder of mode 0700) cannot be
 * entered by it; there it gets the one capability that lets it pass folders on the way.
 * @throws Problem config when it cannot be had.
 */
export async function asAccount(
  account: PostgresAccount,
  [program, ...rest]: readonly [string, ...string[]],
  folder: string,
): Promise<AccountCommand> {
  const plain: AccountCommand = { ...account, command: [program, ...rest] };
  const { uid, gid } = account;
  if (uid === undefined || gid === undefined) return plain;
  const probe = ['-c', 'cd "$1" && test -x "$2"', 'probe', folder, program];
  const direct = await run('/bin/sh', probe, { uid, gid }).then(
    () => true,
    () => false,
  );
  if (direct) return plain;
  const key = '+dac_read_search';
  const pass: [string, ...string[]] = [
    'setpriv',
    '--reuid',
    String(uid),
    '--regid',
    String(gid),
    '--clear-groups',
    '--inh-caps',
    key,
    '--ambient-caps',
    key,
    '--',
  ];
  const [setpriv, ...flags] = pass;
  const passes = await run(setpriv, [...flags, '/bin/sh', ...probe]).then(
    () => true,
    () => false,
  );
  if (!passes)
    throw new Problem(
      'config',
      `PostgreSQL runs as account “postgres”, which cannot enter ${folder}; run as another user than root, or open the folders above it (chmod o+x)`,
    );
  return { ...OURSELVES, command: [...pass, program, ...rest] };
}
