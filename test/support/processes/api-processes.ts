import type { Platform } from '../platform/platform.js';
import { startApiProcess } from './api-process.js';

/** More processes of a platform, with its database, its stand-in city and its public URL. */
export async function apiProcesses(
  platform: Platform,
  count: number,
  environment: Record<string, string> = {},
): Promise<{ readonly urls: readonly string[]; end(): Promise<void> }> {
  const processes = await Promise.all(
    Array.from({ length: count }, () =>
      startApiProcess(platform.database, {
        PUBLIC_URL: platform.url,
        SMS_GATEWAY_URL: platform.standInUrl,
        EVOUCHER_URL: platform.standInUrl,
        FACE_URL: platform.standInUrl,
        LOG_LEVEL: 'info',
        ...environment,
      }),
    ),
  );
  return {
    // Its port is taken from its log, because its public URL is the platform's.
    urls: await Promise.all(
      processes.map(async ({ program }) => (await program.says(/listening at (http:[^"]+)/))[1]!),
    ),
    end: async () => void (await Promise.all(processes.map((one) => one.stop()))),
  };
}
