import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import {
  CompletePasskeyRegistrationDocument,
  type MeQuery,
  RemovePasskeyDocument,
  StartPasskeyRegistrationDocument,
} from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { FreshProof } from '../../ui/fresh-proof';
import { createPasskey, passkeysWork } from '../../ui/passkey';
import { Fault } from '../../ui/refusal-words';
import { Moment } from '../../ui/time';

/** What this page and the ways to prove oneself have read of passkeys. */
const READ = ['consents'];
const NAME_LENGTH = 60;

type Passkey = MeQuery['me']['passkeys'][number];

/** The devices that sign in by a passkey. Each can be removed at once; adding one takes a fresh face comparison. */
export function Passkeys({ passkeys }: { passkeys: readonly Passkey[] }) {
  return (
    <>
      {passkeys.length === 0 && (
        <p className="quiet">
          <Trans>还没有。设置以后，用这台设备的指纹、面容或锁屏密码就能登录。</Trans>
        </p>
      )}
      <ul className="cards">
        {passkeys.map((passkey) => (
          <PasskeyLine key={passkey.id} passkey={passkey} />
        ))}
      </ul>
    </>
  );
}

function PasskeyLine({ passkey }: { passkey: Passkey }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => run(RemovePasskeyDocument, { id: passkey.id }),
    onSettled: () => client.invalidateQueries({ queryKey: READ }),
  });
  const { name } = passkey;
  return (
    <li className="card">
      <p>{name}</p>
      <p className="quiet">
        <Trans>
          添加于 <Moment at={passkey.createdAt} />
        </Trans>
        {'，'}
        {passkey.lastUsedAt ? (
          <Trans>
            最近使用 <Moment at={passkey.lastUsedAt} />
          </Trans>
        ) : (
          <Trans>还没有用过</Trans>
        )}
      </p>
      <Fault error={remove.error} />
      <Button aria-label={t`移除${name}`} isDisabled={remove.isPending} onPress={() => remove.mutate()}>
        <Trans>移除</Trans>
      </Button>
    </li>
  );
}

/** The name, then the proof, then the device's own question. */
export function AddPasskey() {
  const { t } = useLingui();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [proving, setProving] = useState(false);
  const add = useMutation({
    mutationFn: async (authentication: string) => {
      const { startPasskeyRegistration: started } = await run(StartPasskeyRegistrationDocument, {
        authentication,
      });
      const response = await createPasskey(started.options);
      await run(CompletePasskeyRegistrationDocument, {
        input: { registrationId: started.id, response, name: name.trim() || null },
      });
    },
    onSuccess: () => setName(''),
    onSettled: () => client.invalidateQueries({ queryKey: READ }),
  });
  if (!passkeysWork())
    return (
      <p>
        <Trans>这个浏览器不能用通行密钥。</Trans>
      </p>
    );
  return (
    <div className="field">
      <TextField className="field" value={name} onChange={setName} maxLength={NAME_LENGTH}>
        <Label>
          <Trans>给这台设备起个名字（可不填）</Trans>
        </Label>
        <Input autoComplete="off" />
      </TextField>
      <Fault error={add.error} />
      <p role="status">
        {add.isPending && t`请在这台设备上确认`}
        {add.isSuccess && t`已添加。下次可以用它登录。`}
      </p>
      <Button isDisabled={add.isPending} onPress={() => setProving(true)}>
        <Trans>添加通行密钥</Trans>
      </Button>
      {proving && (
        <FreshProof
          action="ADD_PASSKEY"
          why={<Trans>添加以后，拿着这台设备的人可以用它登录，所以要再确认是您本人。</Trans>}
          onProof={(authentication) => {
            setProving(false);
            add.mutate(authentication);
          }}
          onClose={() => setProving(false)}
        />
      )}
    </div>
  );
}
