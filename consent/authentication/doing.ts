import type { AuthenticationAction } from './action.js';

/** What a code is for, where nothing more is known of the target. */
export const DOING: Record<AuthenticationAction, string> = {
  SIGN_IN: '登录',
  APPROVE: '确认授权',
  REVOKE: '撤回授权',
  VIEW: '查看本人数据',
  EXPORT: '导出您的全部医保数据',
  ADD_PASSKEY: '新增一个可登录您账户的通行密钥',
  ARRANGE: '变更身后近亲属查询您数据的安排',
};
