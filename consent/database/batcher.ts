import { unavailable } from '../kernel/refusal.js';

interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (reason: unknown) => void;
  readonly overdue: NodeJS.Timeout;
}

/** What takes longer is no reason for those behind it to wait. */
const LONG_MS = 25;

/**
 * Work of one moment, done together. Who comes while none is under way goes at once; who comes meanwhile goes with the
 * next, together with all who came. So nobody waits who is alone, and the busier it is, the more is shared.
 */
export class Gathering<Item, Outcome> {
  private readonly waiting: Waiting<Item, Outcome>[] = [];
  private underWay = 0;
  /** Whom the others wait for. */
  private newest: readonly Waiting<Item, Outcome>[] | null = null;

  /**
   * @param work outcomes in the order of the items; where it rejects, it does so for all of them. It may call `next` when
   *   those behind it need wait no longer
   * @param mostTogether more would wait longer for each other than they save
   * @param mostAtOnce how many groups may be under way, when they take long
   */
  constructor(
    private readonly work: (items: readonly Item[], next: () => void) => Promise<readonly Outcome[]>,
    private readonly mostTogether: number,
    private readonly mostAtOnce: number,
  ) {}

  /**
   * @param deadline when to wait no longer for the work to begin, by `performance.now()`
   * @throws Refusal UNAVAILABLE when it has not; whatever the work throws
   */
  join(item: Item, deadline: number): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const overdue = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(one), 1);
        reject(unavailable(new Error('No group has left in time.')));
      }, deadline - performance.now());
      const one = { item, resolve, reject, overdue };
      this.waiting.push(one);
      this.leave();
    });
  }

  private leave(): void {
    if (this.newest || this.waiting.length === 0 || this.underWay >= this.mostAtOnce) return;
    const group = this.waiting.splice(0, this.mostTogether);
    for (const { overdue } of group) clearTimeout(overdue);
    const pass = () => {
      if (this.newest === group) this.newest = null;
      this.leave();
    };
    this.newest = group;
    this.underWay += 1;
    const long = setTimeout(pass, LONG_MS);
    const end = (settle: () => void) => {
      clearTimeout(long);
      this.underWay -= 1;
      pass();
      // Only then, for to make answers of outcomes takes a while, and the next have waited for long enough.
      setImmediate(settle);
    };
    this.work(
      group.map(({ item }) => item),
      pass,
    ).then(
      (outcomes) =>
        end(() => {
          for (const [index, { resolve }] of group.entries()) resolve(outcomes[index]!);
        }),
      (error) =>
        end(() => {
          for (const { reject } of group) reject(error);
        }),
    );
  }
}
