/**
 * What stands in U+E815 to U+E864, in order: GBK had 80 rare characters that Unicode lacked, and programs gave them
 * private-use code points. Unicode has all of them since (GB 18030-2005 and -2022, annex D).
 */
const GBK_RARE =
  '⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻';
const GBK_RARE_FROM = 0xe815;

const MAPPED: ReadonlyMap<string, string> = new Map<string, string>([
  ...[...GBK_RARE].map((character, at) => [String.fromCodePoint(GBK_RARE_FROM + at), character] as const),
  // Letters of Pinyin: ḿ and ǹ.
  ['\uE7C7', '\u1E3F'],
  ['\uE7C8', '\u01F9'],
]);

const PRIVATE_USE = /\p{Co}/gu;

/** Replaces private-use code points that stand for a character which Unicode has. Others stay. */
export const withoutPrivateUse = (text: string): string =>
  text.replace(PRIVATE_USE, (character) => MAPPED.get(character) ?? character);
