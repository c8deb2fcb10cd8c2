import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { Redirect, useLocation, useRouter } from 'wouter';
import { type AboutInput, ActingForDocument, type WardCapacity, type WhomFragment } from '../api/gql/graphql';
import { run } from '../api/transport';

/** For whom a person acts on this page: for themselves, for a ward, or for a provider that they represent. */
export type Acting =
  | { readonly kind: 'SELF' }
  | { readonly kind: 'WARD'; readonly id: string; readonly label: string; readonly capacity: WardCapacity }
  | { readonly kind: 'PROVIDER'; readonly id: string; readonly label: string };

export const Acts = createContext<Acting>({ kind: 'SELF' });

export const useActing = (): Acting => useContext(Acts);

/** All for whom this person may act, by what pages call them. It reads no record. */
export const useActingFor = () =>
  useQuery({ queryKey: ['consents', 'acting-for'], queryFn: () => run(ActingForDocument, {}) });

/** Whom the lists of this page are about. */
export function aboutOf(acting: Acting): AboutInput {
  if (acting.kind === 'WARD') return { kind: 'WARD', ward: acting.id };
  return acting.kind === 'PROVIDER' ? { kind: 'PROVIDER', provider: acting.id } : { kind: 'SELF' };
}

/** A key for what is read of them, so that nothing of one is shown for another. */
export const keyOf = (acting: Acting): string =>
  acting.kind === 'SELF' ? 'SELF' : `${acting.kind} ${acting.id}`;

/** Where the pages of somebody begin; the address of a page in them follows. */
export const baseOf = ({ kind, ward, providerCode }: WhomFragment): string => {
  if (kind === 'WARD' && ward) return `/w/${ward.id}`;
  return kind === 'PROVIDER' && providerCode ? `/p/${providerCode}` : '';
};

/** What is about somebody is shown among their pages, wherever the link to it came from: their banner is on it. */
export function Among({ about, children }: { about?: WhomFragment | null; children: ReactNode }) {
  const { base } = useRouter();
  const [path] = useLocation();
  if (!about || baseOf(about) === base) return children;
  return <Redirect to={`~${baseOf(about)}${path}`} replace />;
}

/** Whose data it is, as 您的 or 王**的. */
export function useWhose(): string {
  const { t } = useLingui();
  const acting = useActing();
  return acting.kind === 'SELF' ? t`您的` : t`${acting.label}的`;
}
