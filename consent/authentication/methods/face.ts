import { IdentityTicketMethod } from './identity-ticket-method.js';
import type { ChallengeStart } from './method.js';

/** The state identity service compares the face. No image or template ever reaches the platform. */
export class FaceComparison extends IdentityTicketMethod {
  protected readonly kind = 'FACE';

  async open(): Promise<ChallengeStart> {
    return {
      codeHash: null,
      hint: '请完成人脸识别。不愿使用人脸识别的，可改用医保电子凭证加短信验证码，或到窗口办理。',
    };
  }
}
