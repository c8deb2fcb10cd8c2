import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Field, Info, Int, ObjectType } from 'type-graphql';
import { personCategories, providerCategories } from './catalogue.js';
import type { Category } from './category.js';
import { connectionOf } from './connection.js';
import { DateScalar } from './scalars/date.js';

/** The data read of one subject, by response key: with aliases a category can be selected several times. */
abstract class SubjectData {
  constructor(readonly answers: Readonly<Record<string, unknown>>) {}
}

/** An insured person (参保人): 11 categories, whose fields are all items of the catalogue, and nothing else. */
@ObjectType()
export class InsuredPerson extends SubjectData {}

/** A designated hospital, clinic or pharmacy (定点医药机构), with its own business data and no data of patients. */
@ObjectType()
export class Provider extends SubjectData {}

const readAnswer = (subject: SubjectData, info: GraphQLResolveInfo): unknown =>
  subject.answers[info.path.key] ?? null;

/** Declares the field of a category with at most one record. */
function declareOne(target: typeof InsuredPerson | typeof Provider, { field, target: type }: Category): void {
  const prototype = target.prototype as unknown as Record<string, unknown>;
  prototype[field] = function (this: SubjectData, info: GraphQLResolveInfo) {
    return readAnswer(this, info);
  };
  Info()(prototype, field, 0);
  Field(() => type, { nullable: true })(prototype, field, { value: prototype[field] });
}

/** Declares the field of a category with many records: a list, newest first, with arguments for its page. */
function declareMany(
  target: typeof InsuredPerson | typeof Provider,
  { field, type, target: record }: Category,
): void {
  const prototype = target.prototype as unknown as Record<string, unknown>;
  prototype[field] = function (this: SubjectData, ...args: unknown[]) {
    return readAnswer(this, args[4] as GraphQLResolveInfo);
  };
  Arg('from', () => DateScalar, { nullable: true })(prototype, field, 0);
  Arg('to', () => DateScalar, { nullable: true })(prototype, field, 1);
  Arg('first', () => Int, { nullable: true, defaultValue: 50 })(prototype, field, 2);
  Arg('after', () => String, { nullable: true })(prototype, field, 3);
  Info()(prototype, field, 4);
  const connection = connectionOf(type, () => record);
  Field(() => connection)(prototype, field, { value: prototype[field] });
}

for (const [target, categories] of [
  [InsuredPerson, personCategories],
  [Provider, providerCategories],
] as const) {
  for (const category of categories) (category.many ? declareMany : declareOne)(target, category);
}
