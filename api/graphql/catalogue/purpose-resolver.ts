import { FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Purpose as DeclaredPurpose } from '../../../consent/purposes/purpose.js';
import { purposes } from '../../../consent/purposes/registry.js';
import { Purpose } from './purpose-type.js';

@Resolver(() => Purpose)
export class PurposeResolver {
  @Query(() => [Purpose], { description: 'All purposes. Public: no token is needed.' })
  purposes(): readonly DeclaredPurpose[] {
    return purposes;
  }

  @FieldResolver()
  requiredItems(@Root() purpose: DeclaredPurpose) {
    return purpose.required;
  }

  @FieldResolver()
  optionalItems(@Root() purpose: DeclaredPurpose) {
    return purpose.optional;
  }
}
