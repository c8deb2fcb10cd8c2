import { Trans } from '@lingui/react/macro';
import { Link } from 'wouter';
import type { InstitutionFragment, RecipientKind, RecipientStanding } from '../api/gql/graphql';
import { Day } from './time';

/** An institution by its full name, and why it can be trusted or not. No logo: a picture is easily copied. */
export function InstitutionLine({ institution }: { institution: InstitutionFragment }) {
  const { code, name, kind, standing, agreement } = institution;
  return (
    <p className="row">
      <Link href={`~/institutions/${encodeURIComponent(code)}`}>{name}</Link>
      <InstitutionKind kind={kind} />
      <StandingBadge standing={standing} validUntil={agreement?.validUntil} />
    </p>
  );
}

export function InstitutionKind({ kind }: { kind: RecipientKind }) {
  return kind === 'COMMERCIAL_BANK' ? <Trans>商业银行</Trans> : <Trans>商业保险公司</Trans>;
}

/** Whether the institution may use data now. A word that this page does not know is no reason to trust it. */
export function StandingBadge({
  standing,
  validUntil,
}: {
  standing: RecipientStanding;
  validUntil?: string | null;
}) {
  if (standing === 'LIVE')
    return (
      <span className="badge ok">
        <span aria-hidden>✓</span> <Trans>已签数据使用协议</Trans>
        {validUntil && (
          <>
            {' · '}
            <Trans>
              至 <Day at={validUntil} />
            </Trans>
          </>
        )}
      </span>
    );
  return (
    <span className="badge bad">
      <span aria-hidden>■</span> <Stopped standing={standing} />
    </span>
  );
}

function Stopped({ standing }: { standing: RecipientStanding }) {
  switch (standing) {
    case 'SUSPENDED':
      return <Trans>已暂停：医保局已停止该机构使用数据</Trans>;
    case 'FROZEN':
      return <Trans>已冻结：该机构发生数据安全事件</Trans>;
    case 'ENDED':
      return <Trans>数据使用协议已到期</Trans>;
    default:
      return <Trans>还不能使用数据</Trans>;
  }
}
