import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import {
  DeskCloseDocument,
  DeskOpenDocument,
  DeskSessionAgainDocument,
  type DeskSessionFragment,
} from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { usePlatformNow } from '../../ui/time';
import { useDevices } from '../devices';
import { useKeys } from '../single-keys';
import { type Choice, type Errand, institutionOf, NOTHING_OPTIONAL, waitingIn } from './errand';
import type { Power } from './power-form';
import { type Presented, present } from './presented';

export type Stage = 'IDENTIFY' | 'CHOOSE' | 'TELL' | 'DECIDE' | 'SENSITIVE' | 'SIGN' | 'DONE';

/** Why the person before is served no more. */
type Why = 'NEW_CARD' | 'IDLE' | 'EXPIRED' | 'DONE';

/** What came of an errand. An approval that waits for a reviewer has an id. */
export interface Outcome {
  readonly kind: 'GIVEN' | 'WAITING' | 'DENIED';
  readonly approvalId: string | null;
}

/** Who came: a scanned token, or null for the card on the reader. An agent comes with whom they act for and the power. */
type Arrival =
  | { readonly evoucher: string | null; readonly principal?: undefined }
  | { readonly evoucher: string | null; readonly principal: Presented; readonly power: Power };

/** A clerk who went away does not leave somebody's errand open. */
const IDLE_MS = 5 * 60_000;

/** Everything of one person at the counter. It is in the memory of this page alone. */
export function useLane(counter: string) {
  const devices = useDevices();
  const [session, setSession] = useState<DeskSessionFragment | null>(null);
  const [shown, setShown] = useState<Presented['shown']>(null);
  const [agentComes, expectAgent] = useState(false);
  const [stage, setStage] = useState<Stage>('IDENTIFY');
  const [errand, setErrand] = useState<Errand | null>(null);
  const [choice, setChoice] = useState<Choice>(NOTHING_OPTIONAL);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [ended, setEnded] = useState<{ why: Why; unfinished: string | null } | null>(null);

  const unfinished = errand && stage !== 'DONE' ? institutionOf(errand).name : null;
  const leave = (why: Why) => {
    setEnded(session && why !== 'DONE' ? { why, unfinished } : null);
    setErrand(null);
    setOutcome(null);
    setChoice(NOTHING_OPTIONAL);
  };
  const identify = useMutation({
    mutationFn: async (arrival: Arrival) => {
      const who = await present(devices, counter, arrival.evoucher);
      const { identity, shown: read } = arrival.principal ?? who;
      const agent = arrival.principal && { ...arrival.power, identity: who.identity };
      const { openCounterSession } = await run(DeskOpenDocument, { input: { identity, counter, agent } });
      return { opened: openCounterSession, read };
    },
    onSuccess: ({ opened, read }) => {
      leave('NEW_CARD');
      expectAgent(false);
      setSession(opened);
      setShown(read);
      setStage('CHOOSE');
    },
  });
  const next = (why: Why) => {
    // The platform closes what is left open anyway: with the next card, or by itself.
    if (session && why !== 'EXPIRED') void run(DeskCloseDocument, { id: session.id }).catch(() => undefined);
    leave(why);
    identify.reset();
    setSession(null);
    setShown(null);
    setStage('IDENTIFY');
  };
  const again = async () => {
    const { counterSession } = await run(DeskSessionAgainDocument, { id: session!.id });
    setSession(counterSession);
    return counterSession;
  };
  useExpiry(session, () => next('EXPIRED'));
  useIdle(session !== null, () => next('IDLE'));
  useKeys({
    F2: identify.isPending || agentComes ? null : () => identify.mutate({ evoucher: null }),
    F4: session || agentComes ? null : () => expectAgent(true),
    F8: session && (() => next('DONE')),
    p: errand && stage !== 'CHOOSE' ? () => window.print() : null,
  });
  return {
    counter,
    session,
    shown,
    stage,
    errand,
    choice,
    outcome,
    ended,
    identify,
    agentComes,
    expectAgent,
    next,
    /** Reads the session anew after an act: what waits, and what can be taken back. */
    again,
    begin: (chosen: Errand) => {
      setErrand(chosen);
      setChoice(NOTHING_OPTIONAL);
      setStage('TELL');
    },
    backToChoice: () => {
      setErrand(null);
      setStage('CHOOSE');
    },
    goTo: setStage,
    choose: setChoice,
    finish: (kind: 'GIVEN' | 'DENIED' | 'SIGNED', after: DeskSessionFragment) => {
      const approvalId = kind === 'SIGNED' ? waitingIn(after) : null;
      setOutcome(
        kind === 'SIGNED' ? { kind: approvalId ? 'WAITING' : 'GIVEN', approvalId } : { kind, approvalId },
      );
      setStage('DONE');
    },
  };
}

export type LaneState = ReturnType<typeof useLane>;

/** The session ends by itself, by the platform's clock. */
function useExpiry(session: DeskSessionFragment | null, onExpired: () => void): void {
  const now = usePlatformNow(5_000);
  const over = session !== null && now >= Date.parse(session.expiresAt);
  useEffect(() => {
    if (over) onExpired();
  });
}

function useIdle(active: boolean, onIdle: () => void): void {
  const act = useRef(onIdle);
  act.current = onIdle;
  useEffect(() => {
    if (!active) return;
    let timer = setTimeout(() => act.current(), IDLE_MS);
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(() => act.current(), IDLE_MS);
    };
    const events = ['keydown', 'pointerdown', 'pointermove'] as const;
    for (const event of events) window.addEventListener(event, moved);
    return () => {
      clearTimeout(timer);
      for (const event of events) window.removeEventListener(event, moved);
    };
  }, [active]);
}
