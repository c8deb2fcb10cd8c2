import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { DataItem } from '../catalogue/type.js';
import { ConsentRequest } from '../consent-request/type.js';
import { Disclosure } from '../disclosure/type.js';
import { Grant, GrantedItem } from '../grant/type.js';
import { Recipient } from '../recipient/type.js';
import { EventKindEnum } from './event-kind.js';

@ObjectType({ description: 'Something that happened to a person’s data, requests, grants or access.' })
export class TimelineEvent {
  @Field(() => ID, { description: 'Names the event, always by the same name.' })
  id!: string;

  @Field(() => DateTimeScalar, {
    description: 'When it happened. Of several attempts that are one event: the first.',
  })
  at!: Date;

  @Field(() => EventKindEnum, { description: 'What happened.' })
  kind!: string;

  @Field(() => Recipient, {
    nullable: true,
    description: 'The recipient that it has to do with. Null where there is none.',
  })
  recipient!: Recipient | null;

  @Field(() => ConsentRequest, {
    nullable: true,
    description: 'The request that came or was answered. Null for other kinds.',
  })
  request!: ConsentRequest | null;

  @Field(() => Grant, { nullable: true, description: 'The grant that it has to do with. Null where none.' })
  grant!: Grant | null;

  @Field(() => Disclosure, {
    nullable: true,
    description:
      'The use that it was, that was read again, or that an employee looked at. Without the data. Null for other kinds.',
  })
  disclosure!: Disclosure | null;

  @Field(() => [GrantedItem], {
    description: 'The items that were asked for, given or read, and how. Empty where it is not about items.',
  })
  items!: GrantedItem[];

  @Field(() => [DataItem], {
    description: 'The items that a refused attempt asked for. Empty for other kinds.',
  })
  refusedItems!: DataItem[];

  @Field(() => Int, { nullable: true, description: 'Which use it was. Null where it was none.' })
  useNumber!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why nothing was given: the code of the refusal. Null for other kinds.',
  })
  refusal!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What came of it, or why it was, as a code: APPROVED or DENIED; EXHAUSTED, EXPIRED or SUPERSEDED; RETRY or PAGE; ADDED or REMOVED; what an employee looked at (LookedAt). Null where nothing more is told.',
  })
  why!: string | null;

  @Field({
    description:
      'Who did it: SELF, GUARDIAN, LEGAL_REP (the representative of a provider), AGENT, RELATIVE, STAFF, RECIPIENT or PLATFORM; DECIDER for a denial of which it is not known who of the first four made it.',
  })
  by!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Where an act of the person was done: ONLINE or COUNTER. Null for other kinds.',
  })
  channel!: string | null;

  @Field(() => Int, {
    description: 'For how many attempts of one day the event stands. 1 for other kinds.',
  })
  times!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'Number of the leaf of the log that records it. Null while it is not in the log, and for what is not recorded there: requests, and grants that end by themselves.',
  })
  leafIndex!: number | null;
}

export const TimelineConnection = connectionOf('Timeline', () => TimelineEvent);
