import { readdirSync, readFileSync } from 'node:fs';

const TICK_MS = 10;

/** The parent of a process, and the CPU time in milliseconds: its own, and that of its children that have ended. */
function stat(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number);
    return {
      parent: Number(fields[1]),
      own: (user + system) * TICK_MS,
      ended: (endedUser + endedSystem) * TICK_MS,
    };
  } catch {
    return null;
  }
}

/** The CPU time of a process in milliseconds; NaN where there is no /proc. */
export const cpuOf = (pid) => stat(pid)?.own ?? Number.NaN;

/** The CPU time of a PostgreSQL server with all its backends, by the process id of its postmaster. */
export function cpuOfPostgres(postmaster) {
  const server = stat(postmaster);
  if (!server) return Number.NaN;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(stat)
    .filter((process) => process?.parent === postmaster)
    .reduce((sum, { own }) => sum + own, server.own + server.ended);
}
