/**
 * When something is selected, as a function of Boolean variables: the number of a node in a reduced ordered binary decision
 * diagram (Bryant 1986). Two conditions that hold for the same values are the same number.
 */
export type Condition = number;

export const NEVER: Condition = 0;
export const ALWAYS: Condition = 1;

/** More nodes than any readable document needs. */
const NODES_MAX = 20_000;

/** The conditions of a document are so entangled that nobody could review them. */
export class TooEntangled extends Error {}

interface Node {
  /** Place of the variable in the order. */
  readonly at: number;
  readonly no: Condition;
  readonly yes: Condition;
}

/** The conditions of one document. */
export class Conditions {
  /** The two constants stand behind every variable. */
  private readonly nodes: Node[] = [NEVER, ALWAYS].map((constant) => ({
    at: Number.POSITIVE_INFINITY,
    no: constant,
    yes: constant,
  }));
  private readonly numbers = new Map<string, Condition>();
  private readonly chosen = new Map<string, Condition>();
  private readonly names: string[] = [];

  /** That the variable has this value. */
  is(variable: string, value: boolean): Condition {
    if (!this.names.includes(variable)) this.names.push(variable);
    const at = this.names.indexOf(variable);
    return value ? this.node(at, NEVER, ALWAYS) : this.node(at, ALWAYS, NEVER);
  }

  both = (a: Condition, b: Condition): Condition => this.choose(a, b, NEVER);

  either = (a: Condition, b: Condition): Condition => this.choose(a, ALWAYS, b);

  not = (a: Condition): Condition => this.choose(a, NEVER, ALWAYS);

  /** The variables on which it depends: another value of one changes it for some values of the others. */
  variablesOf(condition: Condition, found = new Set<string>(), seen = new Set<Condition>()): Set<string> {
    if (condition <= ALWAYS || seen.has(condition)) return found;
    seen.add(condition);
    const { at, no, yes } = this.nodes[condition]!;
    found.add(this.names[at]!);
    for (const below of [no, yes]) this.variablesOf(below, found, seen);
    return found;
  }

  /** `yes` where the condition holds, and `no` elsewhere. */
  private choose(condition: Condition, yes: Condition, no: Condition): Condition {
    if (condition === ALWAYS) return yes;
    if (condition === NEVER) return no;
    const key = `${condition} ${yes} ${no}`;
    const known = this.chosen.get(key);
    if (known !== undefined) return known;
    const at = Math.min(...[condition, yes, no].map((one) => this.nodes[one]!.at));
    const where = (one: Condition, value: boolean): Condition => {
      const node = this.nodes[one]!;
      return node.at !== at ? one : value ? node.yes : node.no;
    };
    const under = (value: boolean) =>
      this.choose(where(condition, value), where(yes, value), where(no, value));
    const result = this.node(at, under(false), under(true));
    this.chosen.set(key, result);
    return result;
  }

  private node(at: number, no: Condition, yes: Condition): Condition {
    if (no === yes) return no;
    const key = `${at} ${no} ${yes}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    if (this.nodes.length >= NODES_MAX) throw new TooEntangled();
    this.nodes.push({ at, no, yes });
    this.numbers.set(key, this.nodes.length - 1);
    return this.nodes.length - 1;
  }
}
