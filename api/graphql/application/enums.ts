import { APPLICATION_STATUSES } from '../../../consent/onboarding/application.js';
import { enumOf } from '../common/enum-of.js';

export const ApplicationStatusEnum = enumOf(
  'ApplicationStatus',
  APPLICATION_STATUSES,
  'Where an application of an institution stands.',
  {
    DRAFT: 'It is being written. Nobody else sees it; 90 days after the last change it is deleted.',
    SUBMITTED: 'It waits for an officer.',
    IN_REVIEW: 'An officer has taken it.',
    RETURNED:
      'An officer returned it, once, with everything that is missing. It is to be handed in again within 30 days.',
    APPROVED: 'Two officers approved it. Final.',
    REFUSED: 'An officer refused it, and said why. Final; a new one may be made.',
    WITHDRAWN: 'The applicant took it back. Final.',
    LAPSED: 'It was returned and not handed in again in time. Final.',
  },
);
