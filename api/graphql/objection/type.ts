import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { ObjectionAboutEnum, ObjectionStatusEnum } from './enums.js';

@ObjectType({ description: 'Objection (异议) of a person, which the bureau answers.' })
export class Objection {
  @Field(() => ID, { description: 'Identifier of the objection.' })
  id!: string;

  @Field(() => ObjectionAboutEnum, { description: 'What it is about.' })
  about!: string;

  @Field(() => ID, {
    description: 'Id of the use or the grant; for RECORD the code of the category or of the item.',
  })
  target!: string;

  @Field({ description: 'The person’s words.' })
  text!: string;

  @Field(() => ObjectionStatusEnum, { description: 'Whether it is answered.' })
  status!: string;

  @Field(() => DateTimeScalar, { description: 'When it was raised.' })
  raisedAt!: Date;

  @Field(() => DateTimeScalar, { description: 'By when it is answered: 15 days of the calendar later.' })
  dueAt!: Date;

  @Field(() => String, { nullable: true, description: 'The bureau’s answer. Null while it is OPEN.' })
  answer!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was answered. Null while it is OPEN.',
  })
  answeredAt!: Date | null;
}

export const ObjectionConnection = connectionOf('Objection', () => Objection);
