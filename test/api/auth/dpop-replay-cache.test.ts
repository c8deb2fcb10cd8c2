import { describe, expect, it } from '@jest/globals';
import { DpopReplayCache } from '../../../api/auth/dpop-replay-cache.js';

describe('the cache of DPoP proofs', () => {
  it('recognises a used proof for the whole window', () => {
    for (const used of [0, 1, 35, 69]) {
      const replays = new DpopReplayCache(70);
      replays.firstUse('the first', 0);
      expect(replays.firstUse('a', used)).toBe(true);
      for (let later = 0; later < 70; later += 1) {
        replays.firstUse(`another at ${later}`, used + later);
        expect(replays.firstUse('a', used + later)).toBe(false);
      }
    }
  });

  it('forgets a proof after two windows at most', () => {
    const replays = new DpopReplayCache(70);
    expect(replays.firstUse('a', 0)).toBe(true);
    expect(replays.firstUse('a', 140)).toBe(true);
  });

  it('refuses new proofs and forgets none when it is full', () => {
    const replays = new DpopReplayCache(70, 2);
    replays.firstUse('a', 0);
    replays.firstUse('b', 1);
    expect(() => replays.firstUse('c', 2)).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }));
    expect(replays.firstUse('a', 3)).toBe(false);
    expect(replays.firstUse('c', 71)).toBe(true);
  });
});
