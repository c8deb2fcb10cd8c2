import { APPROVAL_STATES } from '../../../consent/counter/approval.js';
import { STAFF_ROLES } from '../../../consent/staff/role.js';
import { ACT_STATES, OFFICER_ACTS } from '../../../consent/supervision/act.js';
import { enumOf } from './enum-of.js';

export const StaffRoleEnum = enumOf('StaffRole', STAFF_ROLES, 'What the account of an employee may do.', {
  CLERK: 'Serves people at the counter (窗口经办).',
  REVIEWER: 'Checks what a clerk did, and applications of near relatives (复核).',
  OFFICER: 'Acts for the bureau (医保局): suspends recipients, publishes the catalogue, supervises.',
});

export const CounterApprovalStateEnum = enumOf(
  'CounterApprovalState',
  APPROVAL_STATES,
  'What came of an approval at the counter.',
  {
    WAITING: 'It waits for a reviewer, while the session is open.',
    GIVEN: 'It is in force.',
    RETURNED: 'A reviewer returned it to the clerk. The person signs again for another.',
    LAPSED: 'Its session ended before a reviewer answered.',
  },
);

export const OfficerActEnum = enumOf(
  'OfficerActKind',
  OFFICER_ACTS,
  'What two officers of the bureau do together.',
  {
    SUSPEND_RECIPIENT: 'Its grants refuse at once, and it may not ask for new ones.',
    REINSTATE_RECIPIENT: 'Ends a suspension: its grants can be used again.',
    FREEZE_RECIPIENT:
      'After a data breach: as SUSPEND_RECIPIENT, and every grant to it is suspended, and whoever gave one is notified.',
    LIFT_FREEZE: 'Ends a freeze: the grants that it suspended can be used again.',
    PUBLISH_CATALOGUE: 'Publishes a new version of the catalogue that raises levels.',
    APPROVE_APPLICATION:
      'Approves an application: the agreement gets its next version, and an institution that is no recipient becomes one.',
    ACTIVATE_RECIPIENT:
      'From now on the approved agreement of an institution may come into force, on its first day.',
    CHANGE_AGREEMENT: 'Narrows or renews an agreement, without an application.',
    END_AGREEMENT: 'Ends an agreement: at once, or after the day that is named.',
    REGISTER_PRODUCT: 'Registers a product that its institution has drafted, or changes it.',
  },
);

export const OfficerActStateEnum = enumOf('OfficerActState', ACT_STATES, 'What came of an officers’ act.', {
  OPEN: 'Another officer may confirm it.',
  CONFIRMED: 'It took effect.',
  WITHDRAWN: 'Whoever proposed it took it back. It has no effect.',
  LAPSED: 'Nobody confirmed it in time. It has no effect.',
});
