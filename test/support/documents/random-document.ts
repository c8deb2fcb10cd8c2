import {
  buildSchema,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** Numbers from a seed, the same ones each time (mulberry32). */
export class Chance {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit);
  }

  oneOf<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

/** One selection: a field with what stands below it, a spread, or an inline fragment. */
type Node =
  | { kind: 'field'; alias: string; name: string; args: string; below: Node[] | null; type: string }
  | { kind: 'spread'; name: string }
  | { kind: 'inline'; on: string; below: Node[] };

/** A document as a tree that can be changed and written. */
export interface Draft {
  readonly operation: Node[];
  readonly fragments: Map<string, { on: string; set: Node[] }>;
  readonly header: string;
}

export const BYTES_MAX = 10_000;

/** Makes documents from a schema's text, and worse ones from those. It knows nothing of the limits that it looks for. */
export class DocumentSource {
  private readonly schema: GraphQLSchema;
  private readonly query: GraphQLObjectType;

  constructor(sdl: string) {
    this.schema = buildSchema(sdl);
    this.query = this.schema.getQueryType()!;
  }

  make(chance: Chance): Draft {
    const fragments: Draft['fragments'] = new Map();
    const draft: Draft = {
      operation: [],
      fragments,
      header: chance.chance(20) ? 'query ($n: Int = 200, $b: Boolean = true) ' : '',
    };
    if (chance.chance(15)) this.chain(draft, chance);
    if (chance.chance(40)) draft.operation.push(this.path(this.query, chance, 3 + chance.below(10)));
    else draft.operation.push(...this.set(this.query, chance, 1 + chance.below(8), draft));
    return draft;
  }

  /** Another document that asks for more in one of the ways in which documents become expensive. */
  worsen(draft: Draft, chance: Chance): Draft {
    const next = structuredClone(draft);
    const sets = setsOf(next);
    const { set, on } = chance.oneOf(sets);
    const type = this.schema.getType(on);
    if (!isObjectType(type)) return next;
    switch (chance.below(7)) {
      case 0: // The same selections again, under other keys or the same ones.
        for (const node of structuredClone(set)) {
          if (node.kind === 'field' && chance.chance(70)) node.alias = `a${chance.below(1e6)}`;
          set.push(node);
        }
        break;
      case 1: // A set becomes a fragment that is spread several times.
        {
          const name = `F${next.fragments.size}_${chance.below(1e5)}`;
          next.fragments.set(name, { on, set: set.splice(0) });
          for (let n = 1 + chance.below(4); n > 0; n -= 1) set.push({ kind: 'spread', name });
        }
        break;
      case 2: // Deeper: a field of some type that leads back.
        set.push(...this.set(type, chance, 6, next));
        break;
      case 3: // Many times the same field.
        {
          const field = set.find((node) => node.kind === 'field');
          for (let n = chance.below(200); field && n > 0; n -= 1) set.push(structuredClone(field));
        }
        break;
      case 4: // A long key, which every element of a list repeats.
        for (const node of set) if (node.kind === 'field') node.alias = 'k'.repeat(1 + chance.below(600));
        break;
      case 5: // Every field of the type.
        for (const field of Object.values(type.getFields()))
          set.push(this.field(field, chance, chance.below(4), next, ''));
        break;
      case 6: // Inline fragments inside each other.
        {
          const inner = set.splice(0);
          let wrapped: Node[] = inner;
          for (let n = chance.below(30); n > 0; n -= 1) wrapped = [{ kind: 'inline', on, below: wrapped }];
          set.push(...wrapped);
        }
        break;
    }
    return next;
  }

  /** Fragments that spread the next one twice: a document doubles with each. */
  private chain(draft: Draft, chance: Chance): void {
    const length = 2 + chance.below(25);
    for (let n = 0; n < length; n += 1) {
      const next = `C${n + 1}`;
      draft.fragments.set(`C${n}`, {
        on: 'Query',
        set: [
          { kind: 'spread', name: next },
          { kind: 'spread', name: next },
        ],
      });
    }
    // The last one may be missing: a document need not be valid to be expensive.
    if (chance.chance(50))
      draft.fragments.set(`C${length}`, { on: 'Query', set: this.set(this.query, chance, 3, draft) });
    draft.operation.push({ kind: 'spread', name: 'C0' });
  }

  /** One field below the other, through lists where there are any: a walk that may come back to where it was. */
  private path(type: GraphQLObjectType, chance: Chance, depth: number): Node {
    const fields = Object.values(type.getFields());
    const free = fields.filter(({ args }) => args.every((arg) => !isNonNullType(arg.type)));
    const objects = free.filter(({ type: of }) => isObjectType(getNamedType(of)));
    const lists = objects.filter(({ type: of }) => isListType(getNullableType(of)));
    const ways = lists.length > 0 && chance.chance(60) ? lists : objects;
    if (depth === 0 || ways.length === 0) {
      const leaves = free.filter(({ type: of }) => !isObjectType(getNamedType(of)));
      return plain(leaves.length > 0 ? chance.oneOf(leaves).name : '__typename');
    }
    const { name, type: of } = chance.oneOf(ways);
    const below = getNamedType(of) as GraphQLObjectType;
    return { ...plain(name), below: [this.path(below, chance, depth - 1)], type: below.name };
  }

  private set(type: GraphQLObjectType, chance: Chance, depth: number, draft: Draft): Node[] {
    const fields = Object.values(type.getFields());
    const lists = fields.filter(({ type: of }) => isObjectType(getNamedType(of)));
    const count = 1 + chance.below(4);
    const nodes = Array.from({ length: count }, () => {
      const field =
        lists.length > 0 && depth > 0 && chance.chance(70) ? chance.oneOf(lists) : chance.oneOf(fields);
      const alias = chance.chance(25) ? `a${chance.below(50)}` : '';
      return this.field(field, chance, depth - 1, draft, alias);
    });
    if (type === this.query && chance.chance(10)) nodes.push(this.introspection(chance));
    return nodes;
  }

  private field(
    { name, type, args }: GraphQLField<unknown, unknown>,
    chance: Chance,
    depth: number,
    draft: Draft,
    alias: string,
  ): Node {
    const named = getNamedType(type);
    const written = args
      .filter((arg) => isNonNullType(arg.type) || chance.chance(30))
      .map((arg) => `${arg.name}: ${this.literal(arg.type as GraphQLOutputType, arg.name, chance)}`);
    return {
      kind: 'field',
      alias,
      name,
      args: written.length > 0 ? `(${written.join(', ')})` : '',
      type: named.name,
      below: isObjectType(named)
        ? depth > 0
          ? this.set(named, chance, depth, draft)
          : [plain('__typename')]
        : null,
    };
  }

  private introspection(chance: Chance): Node {
    let below: Node[] = [plain('name'), plain('description')];
    for (let n = chance.below(5); n > 0; n -= 1)
      below = [
        {
          kind: 'field',
          alias: '',
          name: 'fields',
          args: '',
          type: '__Field',
          below: [plain('name'), { kind: 'field', alias: '', name: 'type', args: '', type: '__Type', below }],
        },
        plain('name'),
      ];
    return {
      kind: 'field',
      alias: chance.chance(50) ? `s${chance.below(20)}` : '',
      name: '__schema',
      args: '',
      type: '__Schema',
      below: [{ kind: 'field', alias: '', name: 'types', args: '', type: '__Type', below }],
    };
  }

  private literal(type: unknown, name: string, chance: Chance): string {
    if (isNonNullType(type)) return this.literal(type.ofType, name, chance);
    if (isListType(type)) return `[${this.literal(type.ofType, name, chance)}]`;
    if (isEnumType(type)) return chance.oneOf(type.getValues()).name;
    if (isInputObjectType(type))
      return `{${Object.values(type.getFields())
        .filter((field) => isNonNullType(field.type))
        .map((field) => `${field.name}: ${this.literal(field.type, field.name, chance)}`)
        .join(', ')}}`;
    switch (String(type)) {
      case 'Int':
        return String(name === 'first' ? chance.oneOf([1, 50, 200]) : chance.below(3));
      case 'Float':
        return '1.5';
      case 'Boolean':
        return 'true';
      default:
        return '"0197f000-0000-7000-8000-000000000000"';
    }
  }
}

const plain = (name: string): Node & { kind: 'field' } => ({
  kind: 'field',
  alias: '',
  name,
  args: '',
  below: null,
  type: 'String',
});

const setsOf = ({ operation, fragments }: Draft): { set: Node[]; on: string }[] => {
  const found: { set: Node[]; on: string }[] = [];
  const visit = (set: Node[], on: string): void => {
    found.push({ set, on });
    for (const node of set) {
      if (node.kind === 'field' && node.below) visit(node.below, node.type);
      if (node.kind === 'inline') visit(node.below, node.on);
    }
  };
  visit(operation, 'Query');
  for (const fragment of fragments.values()) visit(fragment.set, fragment.on);
  return found;
};

const writeSet = (set: readonly Node[]): string =>
  `{${set
    .map((node) => {
      if (node.kind === 'spread') return `...${node.name}`;
      if (node.kind === 'inline') return `...on ${node.on}${writeSet(node.below)}`;
      return `${node.alias ? `${node.alias}:` : ''}${node.name}${node.args}${node.below ? writeSet(node.below) : ''}`;
    })
    .join(' ')}}`;

export const writeDraft = ({ operation, fragments, header }: Draft): string =>
  `${header}${writeSet(operation)}${[...fragments].map(([name, { on, set }]) => `fragment ${name} on ${on}${writeSet(set)}`).join('')}`;
