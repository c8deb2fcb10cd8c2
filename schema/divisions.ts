import areas from 'china-area-data';

// Administrative divisions of China down to the county, by name (GB/T 2260).

/** A division with those below it. The same name may stand for several. */
interface Division {
  readonly name: string;
  readonly below: readonly Division[];
}

/** What the data calls a division and is none: it only groups those below it. */
const GROUP = /^(市辖区|县|.*直辖县级行政(区划|单位))$/;
/** Provinces, prefectures and counties end so. Streets, towns and industrial parks, which the data has too, do not. */
const DIVISION = /(省|自治区|特别行政区|市|地区|盟|州|区|县|旗|林区|特区)$/;
const PARK = /(园区|开发区|示范区|产业区|合作区|管理区|度假区|保税区)$/;

/** Counties that were made after the data, by the code of their prefecture. */
const LATER: ReadonlyMap<string, readonly string[]> = new Map([['370600', ['蓬莱区']]]);

function divisionsOf(code: string): Division[] {
  const later = (LATER.get(code) ?? []).map((name) => ({ name, below: [] }));
  const named = Object.entries(areas[code] ?? {}).flatMap(([own, name]): Division[] => {
    const below = divisionsOf(own);
    if (GROUP.test(name)) return below;
    return DIVISION.test(name) && !PARK.test(name) ? [{ name, below }] : [];
  });
  return [...named, ...later];
}

const PROVINCES = divisionsOf('86');
const PREFECTURES = PROVINCES.flatMap(({ below }) => below);
/** A short name such as 东区 says too little without what it belongs to. */
const COUNTIES = PREFECTURES.flatMap(({ below }) => below).filter(({ name }) => name.length > 2);

/** After these a name is not that of a division: 龙口市场 is a market. */
const NOT_AFTER = /^场/u;

/** The longest of the divisions with whose name the text begins. */
function leading(text: string, divisions: readonly Division[]): Division | null {
  const found = divisions.filter(
    ({ name }) => text.startsWith(name) && !NOT_AFTER.test(text.slice(name.length)),
  );
  return found.reduce<Division | null>(
    (longest, next) => (longest !== null && longest.name.length >= next.name.length ? longest : next),
    null,
  );
}

/**
 * The province, prefecture and county with which an address begins, as they are written; empty where none can be told.
 * Each is known by name and below the one before, so nothing else of the address can be in it.
 */
export function divisionsIn(address: string): string {
  let rest = address.trimStart();
  let written = '';
  let next: readonly Division[] = [...PROVINCES, ...PREFECTURES, ...COUNTIES];
  for (;;) {
    const division = leading(rest, next);
    if (division === null) return written;
    written += division.name;
    rest = rest.slice(division.name.length).trimStart();
    // A county may follow its province with the prefecture left out.
    next = [...division.below, ...division.below.flatMap(({ below }) => below)];
  }
}
