/**
 * The Mann-Whitney U test as a z-score, corrected for ties: how unlikely it is that two samples have the same distribution.
 * It assumes nothing about the distribution.
 */
export function rankDeviate(one: readonly number[], other: readonly number[]): number {
  const all = [
    ...one.map((value) => ({ value, mine: true })),
    ...other.map((value) => ({ value, mine: false })),
  ].sort((a, b) => a.value - b.value);
  let rankSum = 0;
  let tied = 0;
  for (let at = 0; at < all.length; ) {
    let end = at;
    while (end < all.length && all[end]!.value === all[at]!.value) end++;
    // Ranks begin at 1. Equal values get the mean of their ranks.
    const rank = (at + 1 + end) / 2;
    for (let within = at; within < end; within++) if (all[within]!.mine) rankSum += rank;
    tied += (end - at) ** 3 - (end - at);
    at = end;
  }
  const [n, m, total] = [one.length, other.length, all.length];
  const variance = ((n * m) / 12) * (total + 1 - tied / (total * (total - 1)));
  return variance === 0 ? 0 : (rankSum - (n * (total + 1)) / 2) / Math.sqrt(variance);
}
