import { randomInt } from 'node:crypto';
import type { Client } from 'pg';

export const one = <T>(list: readonly T[]): T => list[randomInt(list.length)]!;

/** The rows of the stored log that mutations pick from. */
export interface Stored {
  readonly size: number;
  /** The id of the entry row of each leaf. */
  readonly entryIds: readonly string[];
  readonly kinds: readonly string[];
  /** Indexes of the leaves whose entry has the digest of an answer. */
  readonly released: readonly number[];
  readonly tiles: readonly { level: number; index: string; bytes: number }[];
  readonly checkpoints: readonly number[];
}

export async function stored(client: Client): Promise<Stored> {
  const rows = async (sql: string) => (await client.query(sql)).rows;
  const leaves = await rows(
    `SELECT l.entry_id, e.kind, r.entry_id IS NOT NULL AS released FROM assent.ledger_leaf l
     JOIN assent.ledger_entry e ON e.id = l.entry_id LEFT JOIN assent.response_digest r ON r.entry_id = e.id ORDER BY index`,
  );
  return {
    size: leaves.length,
    entryIds: leaves.map(({ entry_id }) => entry_id),
    kinds: leaves.map(({ kind }) => kind),
    released: leaves.flatMap(({ released }, i) => (released ? [i] : [])),
    tiles: await rows('SELECT level, index, length(hashes) AS bytes FROM assent.ledger_tile'),
    checkpoints: (await rows('SELECT size FROM assent.ledger_checkpoint ORDER BY size')).map(({ size }) =>
      Number(size),
    ),
  };
}

/** Changes stored rows directly. @returns the place that the verdict must name */
type Mutation = (sql: (text: string, values?: unknown[]) => Promise<number>, log: Stored) => Promise<RegExp>;

const entryOrLeaf = ({ entryIds }: Stored, leaf: number) =>
  new RegExp(`^(entry row ${entryIds[leaf]}|leaf ${leaf}):`);

function two(below: number): [number, number] {
  const [a, b] = [randomInt(below), randomInt(below)];
  return a === b ? two(below) : [Math.min(a, b), Math.max(a, b)];
}

/** SQL that flips one bit of a byte in a bytea column. */
const flippedBit = (column: string) => `set_bit(${column}, $2, 1 - get_bit(${column}, $2))`;

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  async 'an entry row’s content changed'(sql, log) {
    const leaf = randomInt(log.size);
    const change = one([
      '{"items":["MOB"]}',
      '{"recipient":"BANK-OTHER"}',
      '{"strength":"NONE"}',
      '{"x":1}',
      '{"useNumber":7777}',
    ]);
    await sql('UPDATE assent.ledger_entry SET content = content || $2 WHERE id = $1', [
      log.entryIds[leaf],
      change,
    ]);
    return entryOrLeaf(log, leaf);
  },
  async 'an entry row’s kind, time, grant or disclosure changed'(sql, log) {
    const leaf = randomInt(log.size);
    const change = one([
      `kind = CASE kind WHEN 'REFUSAL' THEN 'REREAD' ELSE 'REFUSAL' END`,
      `at = at + interval '1 microsecond'`,
      'grant_id = gen_random_uuid()',
      'disclosure_id = gen_random_uuid()',
    ]);
    await sql(`UPDATE assent.ledger_entry SET ${change} WHERE id = $1`, [log.entryIds[leaf]]);
    return entryOrLeaf(log, leaf);
  },
  async 'an entry row deleted'(sql, log) {
    const leaf = randomInt(log.size);
    await sql('DELETE FROM assent.ledger_entry WHERE id = $1', [log.entryIds[leaf]]);
    return entryOrLeaf(log, leaf);
  },
  async 'an entry row inserted'(sql, log) {
    // A copy of a refusal: the database has no room for a second copy of a use.
    const leaf = log.kinds.indexOf('REFUSAL', randomInt(log.kinds.lastIndexOf('REFUSAL')));
    // The ids of the leaf's row and of all later rows rise by one, which frees an id for the new row.
    await sql('UPDATE assent.ledger_leaf SET entry_id = -entry_id - 1 WHERE entry_id >= $1', [
      log.entryIds[leaf],
    ]);
    await sql('UPDATE assent.ledger_leaf SET entry_id = -entry_id WHERE entry_id < 0');
    await sql('UPDATE assent.response_digest SET entry_id = -entry_id - 1 WHERE entry_id >= $1', [
      log.entryIds[leaf],
    ]);
    await sql('UPDATE assent.response_digest SET entry_id = -entry_id WHERE entry_id < 0');
    await sql(
      `CREATE TEMP TABLE moved ON COMMIT DROP AS SELECT * FROM assent.ledger_entry WHERE id >= ${log.entryIds[leaf]}`,
    );
    await sql('DELETE FROM assent.ledger_entry WHERE id >= $1', [log.entryIds[leaf]]);
    const rest =
      'kind, at, xact, person_id, provider_id, recipient_code, grant_id, disclosure_id, reader_id, content, opens, compares, asserts, opens_from, opens_to, handle_key, delay';
    await sql(
      `INSERT INTO assent.ledger_entry (id, ${rest}) OVERRIDING SYSTEM VALUE
       SELECT id + 1, ${rest} FROM moved UNION ALL SELECT id, ${rest} FROM moved WHERE id = $1`,
      [log.entryIds[leaf]],
    );
    return new RegExp(`^entry row ${log.entryIds[leaf]}: it was inserted`);
  },
  async 'two entry rows swapped'(sql, log) {
    const [a, b] = two(log.size);
    const [first, second] = [log.entryIds[a], log.entryIds[b]];
    await sql(
      `CREATE TEMP TABLE swapped ON COMMIT DROP AS SELECT * FROM assent.ledger_entry WHERE id IN (${first}, ${second})`,
    );
    // Both go before one comes back: a grant is given, and a disclosure made, by one row at a time.
    await sql('DELETE FROM assent.ledger_entry WHERE id IN ($1, $2)', [first, second]);
    await sql(
      `INSERT INTO assent.ledger_entry (id, kind, at, xact, person_id, provider_id, recipient_code, grant_id, disclosure_id,
         content, opens, compares, opens_from, opens_to, handle_key, delay) OVERRIDING SYSTEM VALUE
       SELECT s.id, o.kind, o.at, s.xact, s.person_id, s.provider_id, s.recipient_code, o.grant_id, o.disclosure_id,
         o.content, s.opens, s.compares, s.opens_from, s.opens_to, s.handle_key, s.delay
       FROM swapped s JOIN swapped o ON o.id = $1::bigint + $2::bigint - s.id`,
      [first, second],
    );
    return entryOrLeaf(log, a);
  },
  async 'what was released changed'(sql, log) {
    const leaf = one(log.released);
    await sql(`UPDATE assent.response_digest SET digest = ${flippedBit('digest')} WHERE entry_id = $1`, [
      log.entryIds[leaf],
      randomInt(256),
    ]);
    return entryOrLeaf(log, leaf);
  },
  async 'what was released deleted'(sql, log) {
    const leaf = one(log.released);
    await sql('DELETE FROM assent.response_digest WHERE entry_id = $1', [log.entryIds[leaf]]);
    return entryOrLeaf(log, leaf);
  },
  async 'a leaf’s entry changed'(sql, log) {
    const leaf = randomInt(log.size);
    await sql(`UPDATE assent.ledger_leaf SET entry = ${flippedBit('entry')} WHERE index = $1`, [
      leaf,
      randomInt(800),
    ]);
    return entryOrLeaf(log, leaf);
  },
  async 'a leaf’s hash changed'(sql, log) {
    const leaf = randomInt(log.size);
    await sql(`UPDATE assent.ledger_leaf SET hash = ${flippedBit('hash')} WHERE index = $1`, [
      leaf,
      randomInt(256),
    ]);
    return entryOrLeaf(log, leaf);
  },
  async 'a leaf forged with its row'(sql, log) {
    const leaf = log.kinds.indexOf('REFUSAL', randomInt(log.kinds.lastIndexOf('REFUSAL')));
    await sql(`UPDATE assent.ledger_entry SET content = content || '{"repeated":77777}' WHERE id = $1`, [
      log.entryIds[leaf],
    ]);
    await sql(
      `UPDATE assent.ledger_leaf SET entry = forged, hash = sha256('\\x00'::bytea || forged)
       FROM (SELECT convert_to(regexp_replace(convert_from(entry, 'UTF8'), '"repeated":\\d+', '"repeated":77777'), 'UTF8') AS forged
             FROM assent.ledger_leaf WHERE index = $1) f WHERE index = $1`,
      [leaf],
    );
    return new RegExp(
      `^(tile ${Math.floor(leaf / 256)} of level 0: it was changed at hash ${leaf % 256}|checkpoint)`,
    );
  },
  async 'a leaf deleted'(sql, log) {
    const leaf = randomInt(log.size);
    await sql('DELETE FROM assent.ledger_leaf WHERE index = $1', [leaf]);
    // Without the last leaf the log is only shorter than its tiles and its checkpoint say.
    return leaf === log.size - 1 ? /^(entry row|leaf|tile|checkpoint)/ : entryOrLeaf(log, leaf);
  },
  async 'leaves truncated'(sql, log) {
    const leaf = randomInt(log.size);
    await sql('DELETE FROM assent.ledger_leaf WHERE index >= $1', [leaf]);
    return new RegExp(`^(leaf ${leaf}|tile|checkpoint)`);
  },
  async 'two leaves swapped'(sql, log) {
    const [a, b] = two(log.size);
    await sql('UPDATE assent.ledger_leaf SET index = 1000000 + index WHERE index IN ($1, $2)', [a, b]);
    await sql(
      'UPDATE assent.ledger_leaf SET index = $1::bigint + $2::bigint + 1000000 - index WHERE index >= 1000000',
      [a, b],
    );
    return entryOrLeaf(log, a);
  },
  async 'a leaf inserted'(sql, log) {
    await sql(
      `INSERT INTO assent.ledger_leaf (index, entry_id, hash, entry)
       SELECT $1, $2, hash, entry FROM assent.ledger_leaf WHERE index = $3`,
      [log.size, BigInt(log.entryIds.at(-1)!) + 1n, randomInt(log.size)],
    );
    return new RegExp(`^(entry row \\d+|leaf ${log.size}):`);
  },
  async 'a tile changed'(sql, log) {
    const { level, index, bytes } = one(log.tiles);
    await sql(
      `UPDATE assent.ledger_tile SET hashes = ${flippedBit('hashes')} WHERE level = $1 AND index = $3`,
      [level, randomInt(8 * bytes), index],
    );
    return new RegExp(`^tile ${index} of level ${level}: it was changed`);
  },
  async 'a tile cut short'(sql, log) {
    const { level, index, bytes } = one(log.tiles.filter((tile) => tile.bytes > 32));
    await sql(
      'UPDATE assent.ledger_tile SET hashes = substring(hashes FOR $3) WHERE level = $1 AND index = $2',
      [level, index, 32 * randomInt(1, bytes / 32)],
    );
    return new RegExp(`^tile ${index} of level ${level}: it has`);
  },
  async 'a tile drawn out'(sql, log) {
    const { level, index } = one(log.tiles.filter((tile) => tile.bytes < 8192));
    await sql(
      'UPDATE assent.ledger_tile SET hashes = hashes || substring(hashes FOR 32) WHERE level = $1 AND index = $2',
      [level, index],
    );
    return new RegExp(`^tile ${index} of level ${level}: it has`);
  },
  async 'a tile deleted'(sql, log) {
    const { level, index } = one(log.tiles);
    await sql('DELETE FROM assent.ledger_tile WHERE level = $1 AND index = $2', [level, index]);
    return new RegExp(`^tile ${index} of level ${level}: it was removed`);
  },
  async 'a tile inserted'(sql, log) {
    const { level, index } = one([
      { level: 2, index: 0 },
      { level: 0, index: 1 + Math.floor(log.size / 256) },
      { level: 1, index: 1 },
    ]);
    await sql('INSERT INTO assent.ledger_tile VALUES ($1, $2, $3)', [level, index, Buffer.alloc(32)]);
    return new RegExp(`^tile ${index} of level ${level}: it was inserted`);
  },
  async 'two tiles swapped'(sql) {
    await sql('UPDATE assent.ledger_tile SET index = 7 - index WHERE level = 0 AND index < 2');
    await sql('UPDATE assent.ledger_tile SET index = index - 6 WHERE level = 0 AND index > 5');
    return /^tile 0 of level 0: it/;
  },
  async 'a checkpoint’s root or note changed'(sql, log) {
    const size = one(log.checkpoints);
    if (randomInt(2) === 0)
      await sql(`UPDATE assent.ledger_checkpoint SET root = ${flippedBit('root')} WHERE size = $1`, [
        size,
        randomInt(256),
      ]);
    else
      await sql(
        `UPDATE assent.ledger_checkpoint SET note = overlay(note PLACING '~' FROM $2 FOR 1) WHERE size = $1`,
        [size, randomInt(1, 120)],
      );
    return new RegExp(`^checkpoint ${size}:`);
  },
  async 'an older checkpoint again'(sql, log) {
    const [older, size] = two(log.checkpoints.length).map((i) => log.checkpoints[i]!);
    await sql(
      `UPDATE assent.ledger_checkpoint c SET note = o.note, root = o.root FROM assent.ledger_checkpoint o WHERE o.size = $1 AND c.size = $2`,
      [older, size],
    );
    return new RegExp(`^checkpoint ${size}: what was signed is another one, of ${older} entries`);
  },
  async 'the last checkpoint deleted'(sql, log) {
    await sql('DELETE FROM assent.ledger_checkpoint WHERE size = $1', [log.size]);
    return new RegExp(`^checkpoint ${log.size}: it was removed`);
  },
  async 'a checkpoint inserted'(sql, log) {
    const size = log.size + randomInt(1, 9);
    await sql(
      `INSERT INTO assent.ledger_checkpoint (size, root, note) SELECT $2, root, note FROM assent.ledger_checkpoint WHERE size = $1`,
      [log.size, size],
    );
    return new RegExp(`^(checkpoint ${size}|leaf ${log.size}):`);
  },
  async 'the whole end cut off'(sql, log) {
    const size = one(log.checkpoints.filter((known) => known > 0 && known < log.size));
    const last = log.entryIds[size - 1];
    for (const table of ['ledger_leaf', 'response_digest'])
      await sql(`DELETE FROM assent.${table} WHERE entry_id > $1`, [last]);
    await sql('DELETE FROM assent.ledger_entry WHERE id > $1', [last]);
    await sql('DELETE FROM assent.ledger_checkpoint WHERE size > $1', [size]);
    await sql('DELETE FROM assent.ledger_tile WHERE index * 256 ^ (level + 1) + 256 ^ level > $1', [size]);
    await sql(
      `UPDATE assent.ledger_tile SET hashes = substring(hashes FOR 32 * (floor($1 / 256 ^ level) - index * 256)::integer)
       WHERE (index + 1) * 256 ^ (level + 1) > $1`,
      [size],
    );
    return new RegExp(`^leaf ${size}: it was removed`);
  },
  async 'a disclosure’s row changed'(sql) {
    const change = one([
      'use_number = use_number + 1000',
      "disclosed_at = disclosed_at - interval '1 day'",
      "recipient_code = CASE recipient_code WHEN 'INS-KANGTAI' THEN 'INS-ANXIN' ELSE 'INS-KANGTAI' END",
      "items = '[]'",
    ]);
    await sql(
      `UPDATE assent.disclosure SET ${change} WHERE id = (SELECT id FROM assent.disclosure ORDER BY random() LIMIT 1)`,
    );
    return /^disclosure .*: its row is not/;
  },
  async 'a disclosure’s row deleted'(sql) {
    await sql(
      'DELETE FROM assent.disclosure WHERE id = (SELECT id FROM assent.disclosure ORDER BY random() LIMIT 1)',
    );
    return /^disclosure /;
  },
  async 'a grant’s row changed'(sql) {
    const change = one([
      'used = used - 1',
      'max_uses = max_uses + 1',
      "valid_until = valid_until + interval '1 year'",
      "purpose = CASE purpose WHEN 'UNDERWRITING' THEN 'CLAIM_DIRECT_PAY' ELSE 'UNDERWRITING' END",
      `items = items || '[{"item":"MOB","delivery":"RETURN"}]'`,
      'revoked_at = valid_from',
    ]);
    await sql(
      `UPDATE assent.consent_grant SET ${change} WHERE id = (SELECT id FROM assent.consent_grant ORDER BY random() LIMIT 1)`,
    );
    return /^grant /;
  },
};
