import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { BureauInstitutionsDocument, type InstitutionFragment } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Choices } from '../../ui/choices';
import { StandingBadge } from '../../ui/institution-line';
import { Loaded } from '../../ui/loading';

const SHOWN_MOST = 12;

/** All institutions that have, or had, an agreement. */
export const useInstitutions = () =>
  useQuery({
    queryKey: ['desk', 'institutions'],
    queryFn: async () => (await run(BureauInstitutionsDocument, {})).recipients.nodes,
  });

/** One institution, by name or code. */
export function InstitutionChoice({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (code: string) => void;
}) {
  const { t } = useLingui();
  const query = useInstitutions();
  const [typed, setTyped] = useState('');
  const isFound = ({ code, name }: InstitutionFragment) => `${name} ${code}`.includes(typed.trim());
  return (
    <Loaded query={query}>
      {(institutions) => (
        <>
          <TextField className="field" value={typed} onChange={setTyped}>
            <Label>{t`找机构（名称或编码）`}</Label>
            <Input autoComplete="off" />
          </TextField>
          <Choices
            label={t`哪家机构`}
            options={institutions
              .filter(isFound)
              .slice(0, SHOWN_MOST)
              .map(
                (one) =>
                  [
                    one.code,
                    <span key={one.code} className="row">
                      {one.name} <StandingBadge standing={one.standing} />
                    </span>,
                  ] as const,
              )}
            value={value}
            onChange={onChange}
          />
        </>
      )}
    </Loaded>
  );
}
