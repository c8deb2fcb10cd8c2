import { LIMITS } from './limits.js';
import { badInput } from './refusal.js';

/** The rows that one page of any list may have; the default where none are asked for. @throws Refusal BAD_USER_INPUT */
export function pageSizeOf(first: number | null | undefined): number {
  const size = first ?? LIMITS.defaultPageSize;
  if (size < 1 || size > LIMITS.pageSize)
    throw badInput('first', {
      en: `first is from 1 to ${LIMITS.pageSize}.`,
      zh: `first 应为 1 至 ${LIMITS.pageSize}。`,
    });
  return size;
}
