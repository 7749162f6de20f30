/**
 * A shell that becomes the wanted program, after it has left a small watcher behind. The watcher reads a pipe that only the parent
 * holds: a line means that all is over; its end without a line means that the parent was killed, and then the program is ended
 * (first with $1, after $2 seconds with SIGKILL, the whole group). So no child outlives a SIGKILLed parent, whatever program it is.
 * `$$` stays the id of the shell, and thereby of the program, inside the watcher.
 */
const LEASH = `
exec 3<&0 </dev/null
signal=$1 grace=$2
shift 2
(
  exec </dev/null >/dev/null 2>&1
  if read -r over <&3; then exit 0; fi
  kill -s "$signal" $$
  while [ "$grace" -gt 0 ] && kill -s 0 $$; do sleep 1; grace=$((grace - 1)); done
  kill -s KILL -- -$$
) &
exec "$@" 3<&-
`;

/** The command line that runs `command` on the leash; its standard input must be a pipe, and it must lead a process group. */
export function leashed(
  command: readonly string[],
  stopSignal: 'SIGTERM' | 'SIGINT',
  graceSeconds: number,
): readonly [string, ...string[]] {
  return ['/bin/sh', '-c', LEASH, 'leash', stopSignal.slice('SIG'.length), String(graceSeconds), ...command];
}
