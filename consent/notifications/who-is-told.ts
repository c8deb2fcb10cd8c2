/**
 * Who is told of what happens to a grant, besides its recipient. SQL tells them (assent.tell in code/notifications.sql),
 * because much of it happens there: each migration stores this table in `assent.told_party`.
 *
 * Recipients are told by their feed of notices (code/notifications.sql) of every change of a grant's state. Of what is
 * absent here nobody is told by a message: that a recipient is suspended without a breach (it may pass within the hour, and
 * every list shows it); that a person has died (nobody is left to tell, and the family knows); that a grant ended at its
 * term, which whoever gave it was told when they gave it; that a person was erased (nothing is left to reach them by).
 */

/**
 * SUBJECT: the person whom the grant is about, from the age at which they act themselves. GUARDIAN: whoever is their
 * guardian now. GRANTOR: whoever gave the grant, whatever they are now. REPRESENTATIVE: whoever represents the provider now.
 */
export const PARTIES = ['SUBJECT', 'GUARDIAN', 'GRANTOR', 'REPRESENTATIVE'] as const;
export type Party = (typeof PARTIES)[number];

interface Told {
  readonly parties: readonly Party[];
  /** The SMS. `{recipient}` stands for the name of the recipient. */
  readonly text: string;
}

/** Whoever acts is not told of what they did themselves. A person is told of one event once, however many grants it meets. */
export const WHO_IS_TOLD = {
  /** PIPL 57: officers froze the recipient after a breach. */
  BREACH: {
    parties: ['SUBJECT', 'GUARDIAN', 'GRANTOR', 'REPRESENTATIVE'],
    text: '【知数】{recipient}发生数据安全事件。您给它的授权，或您所监护的人、所代表机构给它的授权，已全部暂停，它不能再读取数据。登录可查看并撤回，如有疑问请拨打12393。',
  },
  /** a person of 14 to 17 gave a grant that a guardian must confirm. */
  AWAITS_GUARDIAN: {
    parties: ['GUARDIAN'],
    text: '【知数】您所监护的人同意了{recipient}的授权申请，须由监护人确认后才能生效。请登录查看，确认或者撤回。',
  },
  /** a guardian confirmed it. */
  CONFIRMED_BY_GUARDIAN: {
    parties: ['SUBJECT'],
    text: '【知数】监护人已确认对{recipient}的授权，该授权现已可以使用。登录后可随时撤回。',
  },
  /** officers raised the level of items, which are suspended until they are confirmed again. */
  ITEMS_RAISED: {
    parties: ['SUBJECT', 'GUARDIAN', 'REPRESENTATIVE'],
    text: '【知数】部分信息项的敏感级别已调高。对{recipient}等机构的授权中涉及的信息项已暂停提供，须重新确认后才能继续。请登录查看，确认或者撤回。',
  },
  /** somebody who may take a grant back did so. */
  REVOKED: {
    parties: ['SUBJECT', 'GUARDIAN', 'GRANTOR'],
    text: '【知数】对{recipient}的一项授权已被撤回，它不能再据此读取数据。该授权由您给出，或涉及您或您所监护的人。登录可查看详情。',
  },
  /** a newer grant took the place of the grant. Whoever gave the newer one is told with it. */
  SUPERSEDED: {
    parties: ['SUBJECT', 'GUARDIAN', 'GRANTOR', 'REPRESENTATIVE'],
    text: '【知数】对{recipient}的一项授权已由新的授权替代，它不能再据旧的授权读取数据。登录可查看新的授权，并可随时撤回。',
  },
  /** no guardian consents to the grant any more. */
  GUARDIAN_LOST: {
    parties: ['SUBJECT', 'GUARDIAN', 'GRANTOR'],
    text: '【知数】因监护关系变化，由监护人同意的对{recipient}的授权已暂停，须由现监护人重新确认或撤回。登录可查看详情。',
  },
  /** The database was restored to an earlier moment, and the grant may have been used or revoked since (assent recover). */
  RECOVERED: {
    parties: ['SUBJECT', 'GUARDIAN', 'GRANTOR', 'REPRESENTATIVE'],
    text: '【知数】因系统恢复，对{recipient}的一项授权已停用，它不能再据此读取数据。仍需使用的，请让对方重新申请。登录可查看详情。',
  },
  /** somebody was dead by mistake, and the source corrected it. */
  DEATH_CORRECTED: {
    parties: ['SUBJECT', 'GUARDIAN', 'GRANTOR'],
    text: '【知数】生存状态的错误登记已由来源部门更正，此前因此暂停的对{recipient}的授权已恢复。登录可查看，不再同意可随时撤回。',
  },
} as const satisfies Record<string, Told>;

export type ToldEvent = keyof typeof WHO_IS_TOLD;

/** What people are told of their own registration, whatever grants there are (code/identity-review.sql). */
export const TOLD_OF_IDENTITY = {
  IDENTITY_HELD:
    '【知数】医保登记中您的身份信息（姓名、证件号码等）有重大变更，正在核对。核对期间您的授权已暂停，信息不会提供给任何机构。如有疑问请到医保窗口办理。',
  IDENTITY_OF_ANOTHER:
    '【知数】身份信息核对已完成：原人员编号已由他人使用，您在该编号下的授权已全部终止，您的记录仍归您本人。',
  IDENTITY_STANDS: '【知数】身份信息核对已完成，核对期间暂停的授权已恢复。',
} as const;

/** The rows of `assent.told_party`: event, party, text. PERSON: whose registration it is, which `assent.tell` tells nobody. */
export const TOLD_PARTIES: readonly (readonly [string, Party | 'PERSON', string])[] = [
  ...Object.entries(WHO_IS_TOLD).flatMap(([event, { parties, text }]) =>
    parties.map((party) => [event, party, text] as const),
  ),
  ...Object.entries(TOLD_OF_IDENTITY).map(([event, text]) => [event, 'PERSON', text] as const),
];
