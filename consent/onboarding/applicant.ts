import { refuse } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';

/** A person who applies for an institution. */
export interface Applicant {
  readonly personId: string;
  readonly strength: Strength;
}

/** @throws Refusal below FACE: whoever applies binds an institution */
export function assertFace({ strength }: Applicant): void {
  if (strength !== 'FACE')
    refuse(
      'STRENGTH_REQUIRED',
      { en: 'Sign in by face to apply for an institution.', zh: '代机构提出申请前，请用人脸识别登录。' },
      { required: 'FACE' },
    );
}
