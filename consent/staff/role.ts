/** What an employee may do: serve at the counter (窗口经办), review what a clerk did (复核), or act for the bureau (医保局). */
export const STAFF_ROLES = ['CLERK', 'REVIEWER', 'OFFICER'] as const;

export type StaffRole = (typeof STAFF_ROLES)[number];

/** Who acts, as the token says. */
export interface StaffMember {
  readonly staffCode: string;
  readonly role: StaffRole;
}
