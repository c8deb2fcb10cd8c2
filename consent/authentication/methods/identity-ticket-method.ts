import type { PersonDirectory } from '../../people/person-directory.js';
import type { IdentityTicket } from '../../ports/identity-ticket.js';
import type { Challenge } from '../challenge.js';
import type { ReplayGuard } from '../replay-guard.js';
import type { ChallengeStart, Method } from './method.js';

/** Longer than the lifetime of any ticket. */
const REPLAY_WINDOW_SECONDS = 600;

/** The service of the city that signs the tickets of a method. */
interface TicketService {
  /** @returns null for a ticket that it did not sign, or that is not valid */
  verify(ticket: string): Promise<IdentityTicket | null>;
}

/** A method whose answer is a ticket about a person, signed by a service of the city. */
export abstract class IdentityTicketMethod implements Method<IdentityTicket> {
  readonly guessable = false;
  /** What the tickets are told apart by in the list of those that were used. */
  protected abstract readonly kind: 'EVOUCHER' | 'FACE';

  constructor(
    protected readonly people: PersonDirectory,
    private readonly service: TicketService,
    private readonly replayGuard: ReplayGuard,
  ) {}

  abstract open(): Promise<ChallengeStart>;

  read(_challenge: Challenge, response: string): Promise<IdentityTicket | null> {
    return this.service.verify(response);
  }

  /** The ticket of another challenge or of a counter is refused, and spent by the attempt. */
  async judge(challenge: Challenge, { certNo, challengeId, jti }: IdentityTicket): Promise<string | null> {
    if (!(await this.replayGuard.firstUse(this.kind, jti, REPLAY_WINDOW_SECONDS))) return null;
    return challengeId === challenge.id ? this.personOf(challenge, certNo) : null;
  }

  /** @returns the id of the person whom the challenge is for, if the ticket is about them */
  protected async personOf(challenge: Challenge, certNo: string): Promise<string | null> {
    return (await this.people.matches(challenge.personId, certNo)) ? challenge.personId : null;
  }
}
