import type { Bilingual } from '../kernel/bilingual.js';
import { refuse } from '../kernel/refusal.js';
import { PROHIBITED_PURPOSES } from '../purposes/prohibited.js';
import type { Purpose } from '../purposes/purpose.js';
import { findPurpose } from '../purposes/registry.js';
import { type AgreementTerms, agreedPurpose, purposeUnder } from '../recipients/agreement.js';
import type { RecipientKind } from '../recipients/recipient.js';
import { listed } from './item-refusals.js';

/** The purposes that an agreement opens today, in words of both languages if it opens none. */
function opened(agreement: AgreementTerms | null, today: string): Bilingual {
  const codes = (agreement?.purposes ?? [])
    .map(({ code }) => code)
    .filter((code) => agreedPurpose(agreement, code, today));
  return codes.length > 0 ? { en: listed(codes), zh: listed(codes) } : { en: 'none today', zh: '今日无' };
}

/**
 * The purpose as far as the agreement opens it.
 * @throws Refusal unless this kind of recipient may request the purpose and its agreement includes it
 */
export function allowedPurpose(
  code: string,
  kind: RecipientKind,
  agreement: AgreementTerms | null,
  today: string,
): Purpose {
  const prohibited = Object.hasOwn(PROHIBITED_PURPOSES, code) ? PROHIBITED_PURPOSES[code] : undefined;
  if (prohibited)
    refuse('PURPOSE_NOT_ALLOWED', {
      en: `Purpose ${code} is prohibited: ${prohibited.en}. Choose another.`,
      zh: `用途 ${code} 被禁止：${prohibited.zh}。请选择其他用途。`,
    });
  const purpose = findPurpose(code);
  if (!purpose)
    refuse('PURPOSE_NOT_ALLOWED', {
      en: 'There is no such purpose. The query `purposes` lists them.',
      zh: '没有这种用途。查询 `purposes` 可列出所有用途。',
    });
  const agreed = agreedPurpose(agreement, code, today);
  if (!purpose.consentRequired || !purpose.requesters.includes(kind) || !agreed)
    refuse('PURPOSE_NOT_ALLOWED', {
      en: `Your agreement does not open the purpose ${code} (${purpose.nameEn}). It opens ${opened(agreement, today).en}.`,
      zh: `您的数据使用协议不包含用途 ${code}（${purpose.nameZh}）。协议内的用途：${opened(agreement, today).zh}。`,
    });
  return purposeUnder(purpose, agreed);
}
