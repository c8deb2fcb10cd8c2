import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useSignIn } from '../../api/session';
import { passkeysWork } from '../../ui/passkey';
import { ByPasskey, type Method, SignInBy } from './sign-in';

/**
 * The time of the session was over: the page is covered, and nothing of it is to be seen, until its person signs in again. What
 * they entered is there then. Whoever signs out here, or is somebody else, leaves nothing of it.
 */
export function SessionOver() {
  const { t } = useLingui();
  const { signOut } = useSignIn();
  const [method, setMethod] = useState<Method | null>(null);
  const ways: readonly [Method, string][] = [
    ['SCAN', t`医保电子凭证`],
    ['SMS', t`短信验证码`],
    ['FACE', t`刷脸`],
  ];
  return (
    <ModalOverlay className="sheet-under covering" isOpen isKeyboardDismissDisabled>
      <Modal className="sheet">
        <Dialog role="alertdialog">
          <Heading slot="title" level={2}>
            <Trans>登录时间到了</Trans>
          </Heading>
          <p>
            <Trans>请再登录。您填的内容还在，登录后接着办。</Trans>
          </p>
          {method === null ? (
            <div className="cards">
              {ways.map(([one, words]) => (
                <Button key={one} className="react-aria-Button wide" onPress={() => setMethod(one)}>
                  {words}
                </Button>
              ))}
              {passkeysWork() && <ByPasskey here />}
            </div>
          ) : (
            <SignInBy
              key={method}
              method={method}
              onOther={() => setMethod(null)}
              onDone={() => setMethod(null)}
            />
          )}
          <Button className="react-aria-Button plain" onPress={() => void signOut()}>
            <Trans>退出，不保留填的内容</Trans>
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
