import { Field, ID, InputType } from 'type-graphql';
import type { ObjectionAbout } from '../../../consent/supervision/objections.js';
import { ObjectionAboutEnum } from './enums.js';

@InputType({ description: 'What a person objects to (R-24, R-26).' })
export class FileObjectionInput {
  @Field(() => ObjectionAboutEnum, { description: 'What it is about.' })
  about!: ObjectionAbout;

  @Field(() => ID, {
    description: 'Id of the use or the grant; for RECORD the code of the category or of the item.',
  })
  target!: string;

  @Field({ description: 'What is wrong, in the person’s words; at most 2,000 characters.' })
  text!: string;
}
