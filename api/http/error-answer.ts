import { REFUSALS, type Refusal, type RefusalCode } from '../../consent/kernel/refusal.js';
import { currentLanguage } from './language.js';

/** The page that tells of each code why it is answered and what to do. */
export const ERRORS_PATH = '/errors';

/** An error of an answer, as GraphQL defines it. */
export interface AnsweredError {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

export type AnswerError = (refusal: Refusal) => AnsweredError;

/** Makes the error of an answer: the text in the language of the request, and a link to what is documented of its code. */
export const errorAnswers =
  (publicUrl: () => string): AnswerError =>
  ({ code, text, detail }) => ({
    message: text[currentLanguage()],
    extensions: { code, ...detail, documentation: `${publicUrl()}${ERRORS_PATH}#${code}` },
  });

export const statusOf = (code: string): number | undefined => REFUSALS[code as RefusalCode]?.status;
