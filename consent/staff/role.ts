/** The roles: a clerk serves at the counter (窗口经办), a reviewer reviews (复核), an officer acts for the bureau (医保局). */
export const STAFF_ROLES = ['CLERK', 'REVIEWER', 'OFFICER'] as const;

export type StaffRole = (typeof STAFF_ROLES)[number];

/** The staff member whom the token identifies. */
export interface StaffMember {
  readonly staffCode: string;
  readonly role: StaffRole;
}
