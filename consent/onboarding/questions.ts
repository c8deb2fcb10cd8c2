import type { Application, ReviewAnswer } from './application.js';

/** A question of the security review, which every institution answers. */
export interface ReviewQuestion {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

export const REVIEW_QUESTIONS: readonly ReviewQuestion[] = [
  {
    code: 'WHO_SEES_IT',
    zh: '贵机构哪些岗位能看到取得的信息？如何限定到经办人员？',
    en: 'Which posts see what you get, and how is it limited to those who handle the case?',
  },
  {
    code: 'LOGGING',
    zh: '每次查看如何留痕？日志由谁检查，保存多久？',
    en: 'How is each look logged, who checks the log, and how long is it kept?',
  },
  {
    code: 'KEY_CUSTODY',
    zh: '签名私钥由谁保管、存放在哪里？泄露后如何停用？',
    en: 'Who keeps the private keys and where, and how are they retired after a leak?',
  },
  {
    code: 'ENCRYPTION',
    zh: '取得的信息在传输和存储时如何加密？',
    en: 'How is what you get encrypted in transit and at rest?',
  },
  {
    code: 'DELETION',
    zh: '授权撤回或到期后，如何停止使用并删除？如何证明已删除？',
    en: 'How do you stop using and delete what you got after a grant ends, and how do you prove it?',
  },
  {
    code: 'SUBPROCESSORS',
    zh: '是否委托他人处理？有的请逐一列出，没有的请写“无”。',
    en: 'Do others process it for you? Name each, or say that there are none.',
  },
  {
    code: 'INCIDENTS',
    zh: '发生泄露时由谁、在多长时间内告知我们？请写明姓名和电话。',
    en: 'Who tells us of a breach, and within what time? Give name and telephone.',
  },
  {
    code: 'COMPLAINTS',
    zh: '参保人如何向贵机构提出异议或投诉？',
    en: 'How do insured people object or complain to you?',
  },
];

/** A line of the security review as both sides see it. */
export interface ReviewLine extends ReviewQuestion {
  readonly answer: ReviewAnswer | null;
  /** Null while nobody has looked at it. */
  readonly accepted: boolean | null;
  readonly note: string | null;
}

/** The place of the application at which a question is answered. */
const fieldOf = (code: string) => `answers.${code}`;

/** The questions with their answers, and what came of them: what an officer did not return was accepted. */
export const reviewOf = ({ status, answers, returned }: Application): ReviewLine[] =>
  REVIEW_QUESTIONS.map((question) => {
    const note = returned?.find(({ field }) => field === fieldOf(question.code))?.message ?? null;
    const looked = status === 'RETURNED' || status === 'LAPSED';
    return {
      ...question,
      answer: answers.find(({ code }) => code === question.code) ?? null,
      accepted: status === 'APPROVED' ? true : looked ? note === null : null,
      note,
    };
  });
