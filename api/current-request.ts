import { AsyncLocalStorage } from 'node:async_hooks';

/** What log lines and messages need of the request that is being answered, wherever they are made. */
export interface CurrentRequest {
  readonly id: string;
  readonly acceptLanguage: string | undefined;
  /** Who runs which root field, once that is known: kinds and names of the schema, and nothing of a person. */
  operation?: { readonly caller: string; readonly field: string };
}

const current = new AsyncLocalStorage<CurrentRequest>();

/** The request that is being answered; undefined outside of one, as in periodic tasks. */
export const currentRequest = (): CurrentRequest | undefined => current.getStore();

/** Runs this as a part of answering the request. */
export const answering = <T>(request: CurrentRequest, run: () => T): T => current.run(request, run);
