import { useQuery } from '@tanstack/react-query';
import { CatalogueDocument } from '../api/gql/graphql';
import { run } from '../api/transport';

/** The catalogue, read once. It is public and changes rarely. */
export const useCatalogue = () =>
  useQuery({ queryKey: ['catalogue'], queryFn: () => run(CatalogueDocument, {}), staleTime: Infinity });
