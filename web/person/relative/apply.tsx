import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { useLocation } from 'wouter';
import { ApplyDocument, KinItemsDocument, type Relation, type RelativeInterest } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Choices } from '../../ui/choices';
import { useItemNames } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { type Paper, Papers } from '../../ui/papers';
import { Fault } from '../../ui/refusal-words';
import { Tick } from '../../ui/tick';
import { normalized, plausibleNumber } from '../sign-in/id-number';
import { NeedsFace } from '../sign-in/needs-face';
import { INTERESTS, RELATIONS } from './words';

const PURPOSE = 'DECEASED_KIN_QUERY';

const optionsOf = <Value extends string, Words>(words: Readonly<Record<Value, Words>>) =>
  Object.entries(words) as [Value, Words][];

/** A near relative’s application. It looks the same whomever it names, and whether or not that person is insured. */
export default function Apply() {
  const { t } = useLingui();
  return (
    <Page title={t`申请查看去世亲人的数据`} back={{ to: '/relative', label: t`我的申请` }}>
      <NeedsFace>
        <WithItems />
      </NeedsFace>
    </Page>
  );
}

function WithItems() {
  const query = useQuery({
    queryKey: ['kin-items'],
    queryFn: () => run(KinItemsDocument, {}),
    staleTime: Infinity,
  });
  return (
    <Loaded query={query}>
      {({ purposes }) => {
        const { requiredItems, optionalItems } = purposes.find(({ code }) => code === PURPOSE)!;
        const items = [...requiredItems, ...optionalItems].filter(({ delivery }) => delivery === 'RETURN');
        return <ApplicationForm offered={items.map(({ item }) => item)} />;
      }}
    </Loaded>
  );
}

/** All items are ticked beforehand, because it is the applicant who asks here; each can be left out. */
function ApplicationForm({ offered }: { offered: readonly string[] }) {
  const { t } = useLingui();
  const [, go] = useLocation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [certNo, setCertNo] = useState('');
  const [relation, setRelation] = useState<Relation | null>(null);
  const [interest, setInterest] = useState<RelativeInterest | null>(null);
  const [death, setDeath] = useState<readonly Paper[]>([]);
  const [kinship, setKinship] = useState<readonly Paper[]>([]);
  const [items, setItems] = useState<ReadonlySet<string>>(new Set(offered));
  const apply = useMutation({
    mutationFn: () =>
      run(ApplyDocument, {
        input: {
          deceased: { name: name.trim(), certNo: normalized(certNo) },
          relation: relation!,
          interest: interest!,
          items: [...items],
          evidence: [
            ...death.map(({ digest }) => ({ kind: 'DEATH' as const, digest })),
            ...kinship.map(({ digest }) => ({ kind: 'KINSHIP' as const, digest })),
          ],
        },
      }),
    onSuccess: ({ applyAsRelative }) => go(`/relative/${applyAsRelative.id}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents', 'applications'] }),
  });
  const missing = [
    name.trim() === '' && t`逝者姓名`,
    !plausibleNumber(certNo) && t`正确的证件号码`,
    relation === null && t`您与逝者的关系`,
    interest === null && t`查看的理由`,
    death.length === 0 && t`死亡证明`,
    kinship.length === 0 && t`亲属关系证明`,
    items.size === 0 && t`至少一项信息`,
  ].filter((one) => one !== false);
  return (
    <>
      <section aria-labelledby="who">
        <h2 id="who">
          <Trans>谁去世了</Trans>
        </h2>
        <Field label={t`逝者姓名`} value={name} onChange={setName} />
        <Field label={t`逝者证件号码`} value={certNo} onChange={setCertNo} />
        <Choices
          label={t`您是逝者的`}
          options={optionsOf(RELATIONS)}
          value={relation}
          onChange={setRelation}
        />
        <Choices
          label={t`为什么要看`}
          options={optionsOf(INTERESTS)}
          value={interest}
          onChange={setInterest}
        />
      </section>
      <section aria-labelledby="papers">
        <h2 id="papers">
          <Trans>材料</Trans>
        </h2>
        <p>
          <Trans>文件不上传，只登记指纹；原件请带到窗口，由工作人员核对。</Trans>
        </p>
        <Papers label={t`死亡证明`} multiple papers={death} onPapers={setDeath} />
        <Papers label={t`亲属关系证明`} multiple papers={kinship} onPapers={setKinship} />
      </section>
      <Items offered={offered} items={items} onItems={setItems} />
      <Fault error={apply.error} />
      {missing.length > 0 && (
        <p role="status">
          <Trans>还差：{missing.join('、')}</Trans>
        </p>
      )}
      <Button
        className="react-aria-Button strong"
        isDisabled={missing.length > 0 || apply.isPending}
        onPress={() => apply.mutate()}
      >
        <Trans>提交申请</Trans>
      </Button>
    </>
  );
}

/** Of somebody else, so the browser is told to fill in nothing. */
function Field({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <TextField className="field" value={value} onChange={onChange}>
      <Label>{label}</Label>
      <Input autoComplete="off" spellCheck={false} />
    </TextField>
  );
}

function Items({
  offered,
  items,
  onItems,
}: {
  offered: readonly string[];
  items: ReadonlySet<string>;
  onItems: (items: ReadonlySet<string>) => void;
}) {
  const nameOfItem = useItemNames();
  return (
    <section aria-labelledby="what">
      <h2 id="what">
        <Trans>要看哪些</Trans>
      </h2>
      <ul className="items">
        {offered.map((code) => (
          <li key={code}>
            <Tick
              isSelected={items.has(code)}
              onChange={(chosen) => {
                const next = new Set(items);
                if (chosen) next.add(code);
                else next.delete(code);
                onItems(next);
              }}
            >
              {nameOfItem(code)}
            </Tick>
          </li>
        ))}
      </ul>
    </section>
  );
}
