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

/** 11 categories and nothing else; each field below a category is an item of the catalogue. */
@ObjectType({
  description:
    'An insured person (参保人): 11 categories of data. Each field below a category is an item of the catalogue.',
})
export class InsuredPerson extends SubjectData {}

/** Business data of the institution itself, never a patient's. */
@ObjectType({
  description:
    'A provider (定点医药机构): a designated hospital, clinic or pharmacy, with its own business data and no patient’s.',
})
export class Provider extends SubjectData {}

const readAnswer = (subject: SubjectData, info: GraphQLResolveInfo): unknown =>
  subject.answers[info.path.key] ?? null;

const describe = ({ nameZh, nameEn }: Category) => `${nameZh} · ${nameEn}.`;

/** Declares the field of a category that has at most one record. */
function declareOne(target: typeof InsuredPerson | typeof Provider, category: Category): void {
  const { field, target: type } = category;
  const prototype = target.prototype as unknown as Record<string, unknown>;
  prototype[field] = function (this: SubjectData, info: GraphQLResolveInfo) {
    return readAnswer(this, info);
  };
  Info()(prototype, field, 0);
  const description = `${describe(category)} Null where there is no record.`;
  Field(() => type, { nullable: true, description })(prototype, field, { value: prototype[field] });
}

const ARGUMENTS = {
  from: 'Only records that are not over before this day. Null: from the first record that may be read. Filtering needs the dates in clear: ITEM_NOT_GRANTED or STRENGTH_REQUIRED where they are not. BAD_USER_INPUT after to; TERMS_NOT_ALLOWED for days that a grant may not read.',
  to: 'Only records that do not begin after this day. Null: to the last record that may be read. Needs the dates in clear, as from does.',
  first: 'Records in one answer, 1 to 200; otherwise BAD_USER_INPUT.',
  after: 'The endCursor of the page before. Null: the first page.',
} as const;

/** Declares the field of a category that is a list, newest record first, with its page in its arguments. */
function declareMany(target: typeof InsuredPerson | typeof Provider, category: Category): void {
  const { field, type, target: record } = category;
  const prototype = target.prototype as unknown as Record<string, unknown>;
  prototype[field] = function (this: SubjectData, ...args: unknown[]) {
    return readAnswer(this, args[4] as GraphQLResolveInfo);
  };
  const day = (name: 'from' | 'to') => ({ nullable: true, description: ARGUMENTS[name] });
  Arg('from', () => DateScalar, day('from'))(prototype, field, 0);
  Arg('to', () => DateScalar, day('to'))(prototype, field, 1);
  const first = { nullable: true, defaultValue: 50, description: ARGUMENTS.first };
  Arg('first', () => Int, first)(prototype, field, 2);
  Arg('after', () => String, { nullable: true, description: ARGUMENTS.after })(prototype, field, 3);
  Info()(prototype, field, 4);
  const connection = connectionOf(type, () => record);
  const description = `${describe(category)} Newest first.`;
  Field(() => connection, { description })(prototype, field, { value: prototype[field] });
}

for (const [target, categories] of [
  [InsuredPerson, personCategories],
  [Provider, providerCategories],
] as const) {
  for (const category of categories) (category.many ? declareMany : declareOne)(target, category);
}
