import type { PersonDirectory } from '../../people/person-directory.js';
import type { FaceService } from '../../ports/identity-services.js';
import type { IdentityTicket } from '../../ports/identity-ticket.js';
import type { Challenge } from '../challenge.js';
import type { ReplayGuard } from '../replay-guard.js';
import type { ChallengeStart, Method } from './method.js';

/** Longer than the lifetime of any ticket. */
const REPLAY_WINDOW_SECONDS = 600;

/** The state identity service compares the face. No image or template ever reaches the platform. */
export class FaceComparison implements Method<IdentityTicket> {
  readonly guessable = false;

  constructor(
    private readonly people: PersonDirectory,
    private readonly face: FaceService,
    private readonly replayGuard: ReplayGuard,
  ) {}

  async open(): Promise<ChallengeStart> {
    return {
      codeHash: null,
      hint: '请完成人脸识别。不愿使用人脸识别的，可改用医保电子凭证加短信验证码，或到窗口办理。',
    };
  }

  read(_challenge: Challenge, response: string): Promise<IdentityTicket | null> {
    return this.face.verify(response);
  }

  async judge(challenge: Challenge, { certNo, challengeId, jti }: IdentityTicket): Promise<string | null> {
    if (!(await this.replayGuard.firstUse('FACE', jti, REPLAY_WINDOW_SECONDS))) return null;
    if (challengeId !== challenge.id) return null;
    return (await this.people.matches(challenge.personId, certNo)) ? challenge.personId : null;
  }
}
