import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from 'react-aria-components';
import { TimeLeft } from '../../ui/time';
import { DeskPage } from '../desk-page';
import { StationForm, useStation } from '../station';
import { AgentStep } from './agent-step';
import { ChooseStep } from './choose-step';
import { DecideStep } from './decide-step';
import { DoneStep } from './done-step';
import { IdentifyStep } from './identify-step';
import { PrintSheet } from './print-sheet';
import { useSecondScreen } from './second-screen';
import { SensitiveStep } from './sensitive-step';
import { SignStep } from './sign-step';
import { TellStep } from './tell-step';
import { type LaneState, type Stage, useLane } from './use-lane';

/** The clerk's desk: one person after another, in six steps, by keyboard, card reader and scanner. */
export function Lane() {
  const { t } = useLingui();
  const [counter, setCounter] = useStation();
  if (counter === null)
    return (
      <DeskPage title={t`这是哪个窗口？`}>
        <StationForm label={t`窗口编号`} onStation={setCounter} />
      </DeskPage>
    );
  return <OpenLane counter={counter} onElsewhere={() => setCounter(null)} />;
}

function OpenLane({ counter, onElsewhere }: { counter: string; onElsewhere: () => void }) {
  const { t } = useLingui();
  const lane = useLane(counter);
  useSecondScreen(lane);
  const titles: Readonly<Record<Stage, string>> = {
    IDENTIFY: t`认人`,
    CHOOSE: t`选事`,
    TELL: t`告知`,
    DECIDE: t`由本人定`,
    SENSITIVE: t`敏感信息，请您单独确认`,
    SIGN: t`材料与签名`,
    DONE: t`办结`,
  };
  const place = (
    <>
      <span>
        <Trans>窗口 {counter}</Trans>
      </span>
      {lane.session === null && (
        <Button className="react-aria-Button plain" onPress={onElsewhere}>
          <Trans>换窗口</Trans>
        </Button>
      )}
    </>
  );
  return (
    <>
      <DeskPage
        title={lane.agentComes && lane.stage === 'IDENTIFY' ? t`代理人来办` : titles[lane.stage]}
        place={place}
      >
        <div className="lane screen-only">
          <Steps stage={lane.stage} titles={titles} />
          <div>
            <Served lane={lane} />
            <Step lane={lane} />
          </div>
        </div>
      </DeskPage>
      {lane.errand && (
        <PrintSheet
          errand={lane.errand}
          choice={lane.choice}
          counter={counter}
          power={lane.session?.power ?? null}
        />
      )}
    </>
  );
}

const STEPS: readonly Stage[] = ['IDENTIFY', 'CHOOSE', 'TELL', 'DECIDE', 'SIGN', 'DONE'];

function Steps({ stage, titles }: { stage: Stage; titles: Readonly<Record<Stage, string>> }) {
  const { t } = useLingui();
  const shown = stage === 'SENSITIVE' ? 'DECIDE' : stage;
  return (
    <nav aria-label={t`步骤`}>
      <ol className="steps">
        {STEPS.map((step) => (
          <li key={step} aria-current={step === shown ? 'step' : undefined}>
            {titles[step]}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Whom the clerk serves, as the reader shows them, how long the session lasts, and why the one before ended. */
function Served({ lane: { session, shown, ended, next } }: { lane: LaneState }) {
  return (
    <>
      <div role="alert">{ended && <Ended ended={ended} />}</div>
      {session && (
        <section className="card row spread">
          <p>
            {shown ? (
              <strong>
                {shown.name} ···{shown.last4}
              </strong>
            ) : (
              <strong>
                <Trans>凭电子凭证</Trans>
              </strong>
            )}{' '}
            {session.power ? (
              <Trans>的代理人来办，请核对代理人的证件</Trans>
            ) : (
              <Trans>请核对证件与本人</Trans>
            )}
          </p>
          <p className="quiet">
            <TimeLeft until={session.expiresAt} />
          </p>
          <Button onPress={() => next('DONE')}>
            <Trans>下一位（F8）</Trans>
          </Button>
        </section>
      )}
    </>
  );
}

function Ended({ ended: { why, unfinished } }: { ended: NonNullable<LaneState['ended']> }) {
  return (
    <p className="card danger">
      {why === 'NEW_CARD' && <Trans>换了一张卡，上一位的办理已经结束。</Trans>}
      {why === 'IDLE' && <Trans>长时间没有操作，上一位的办理已经结束。</Trans>}
      {why === 'EXPIRED' && <Trans>15 分钟已到，这次办理已经结束。请本人再次出示社保卡。</Trans>}{' '}
      {unfinished && <Trans>没有办完的：{unfinished}</Trans>}
    </p>
  );
}

function Step({ lane }: { lane: LaneState }) {
  const { stage, errand } = lane;
  if (stage === 'IDENTIFY' || lane.session === null)
    return lane.agentComes ? <AgentStep lane={lane} /> : <IdentifyStep lane={lane} />;
  if (stage === 'CHOOSE' || errand === null) return <ChooseStep lane={lane} session={lane.session} />;
  if (stage === 'TELL') return <TellStep lane={lane} errand={errand} />;
  if (stage === 'DECIDE') return <DecideStep lane={lane} session={lane.session} errand={errand} />;
  if (stage === 'SENSITIVE') return <SensitiveStep lane={lane} errand={errand} />;
  if (stage === 'SIGN') return <SignStep lane={lane} session={lane.session} errand={errand} />;
  return <DoneStep lane={lane} errand={errand} />;
}
