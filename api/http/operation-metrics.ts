import type { ApolloServerPlugin } from '@apollo/server';
import { Kind } from 'graphql';
import { currentRequest } from '../current-request.js';

/** The part of the request's context that this plugin reads. */
interface Called {
  readonly caller: { readonly kind: string };
}

export type OperationObserver = (caller: string, field: string, hasErrors: boolean, seconds: number) => void;

/**
 * Tells how long each operation took, by its root field, and what the current request runs. Names that clients give are not labels: they are no closed list.
 * Only a document that was validated is told of, so the field is one of the schema.
 */
export const observeOperations = (observe: OperationObserver): ApolloServerPlugin<Called> => ({
  async requestDidStart() {
    const began = performance.now();
    return {
      async willSendResponse({ operation, contextValue, response: { body } }) {
        if (!operation || body.kind !== 'single') return;
        const { selections } = operation.selectionSet;
        const [only] = selections;
        const field = selections.length === 1 && only!.kind === Kind.FIELD ? only!.name.value : 'several';
        const current = currentRequest();
        if (current) current.operation = { caller: contextValue.caller.kind, field };
        const hasErrors = (body.singleResult.errors?.length ?? 0) > 0;
        observe(contextValue.caller.kind, field, hasErrors, (performance.now() - began) / 1000);
      },
    };
  },
});
