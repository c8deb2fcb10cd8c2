import { describe, expect, it } from '@jest/globals';
import { ProofReplays } from '../../../api/auth/dpop-replay-cache.js';

describe('the memory of DPoP proofs', () => {
  it('knows a proof again for the whole window', () => {
    for (const used of [0, 1, 35, 69]) {
      const replays = new ProofReplays(70);
      replays.first('the first', 0);
      expect(replays.first('a', used)).toBe(true);
      for (let later = 0; later < 70; later += 1) {
        replays.first(`another at ${later}`, used + later);
        expect(replays.first('a', used + later)).toBe(false);
      }
    }
  });

  it('forgets it after two windows at most', () => {
    const replays = new ProofReplays(70);
    expect(replays.first('a', 0)).toBe(true);
    expect(replays.first('a', 140)).toBe(true);
  });

  it('refuses rather than forgets when it is full', () => {
    const replays = new ProofReplays(70, 2);
    replays.first('a', 0);
    replays.first('b', 1);
    expect(() => replays.first('c', 2)).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }));
    expect(replays.first('a', 3)).toBe(false);
    expect(replays.first('c', 71)).toBe(true);
  });
});
