import type { Cast } from './cast.js';
import { expectEqual } from './expectations.js';

const DISCLOSURES = `query {
  me { disclosures(first: 4) { nodes { disclosedAt useNumber items { item { nameZh } } grant { mode maxUses purpose { nameZh } recipient { name } } } } }
}`;

/** The person sees who read what, when and why. */
export async function knowing({ narrator, person, insurer }: Cast): Promise<void> {
  narrator.chapter({ zh: '知数：谁看过我的数据', en: 'Who read my data' });
  await narrator.step(
    {
      zh: `${person.person.name}查看提供记录`,
      en: 'The person reads the list of disclosures (提供): refusals and retries were none.',
    },
    async () => {
      const { nodes } = (await person.run(DISCLOSURES)).me.disclosures;
      expectEqual(
        'the four newest',
        nodes.map((node: any) => [node.grant.recipient.name, node.grant.purpose.nameZh, node.useNumber]),
        [
          [insurer.identity.name, '理赔直付', 3],
          [insurer.identity.name, '理赔直付', 2],
          [insurer.identity.name, '理赔直付', 1],
          [insurer.identity.name, '理赔直付资格核验', 1],
        ],
      );
      return nodes
        .map(
          ({ disclosedAt, useNumber, items, grant: { maxUses, purpose, recipient } }: any) =>
            `${disclosedAt} ${recipient.name} ${purpose.nameZh} ${useNumber}/${maxUses} ${items.map(({ item }: any) => item.nameZh).join('、')}`,
        )
        .join('\n       ');
    },
  );
}
