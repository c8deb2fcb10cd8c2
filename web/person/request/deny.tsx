import { useMutation, useQueryClient } from '@tanstack/react-query';
import { DenyDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { DenySheet } from '../../ui/deny-sheet';
import type { AskedRequest } from './choice';

/** Saying no to a request on one's own device. */
export function Deny({ request, onClose }: { request: AskedRequest; onClose: () => void }) {
  const client = useQueryClient();
  const deny = useMutation({
    mutationFn: () => run(DenyDocument, { id: request.id }),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents'] }),
  });
  return (
    <DenySheet
      institution={request.recipient.name}
      askedByPerson={request.channel === 'REDIRECT'}
      deny={deny}
      onClose={onClose}
    />
  );
}
