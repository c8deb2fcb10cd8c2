import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { type ExportFormat, ExportMyDataDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Choices } from '../../ui/choices';
import { FreshProof } from '../../ui/fresh-proof';
import { Fault } from '../../ui/refusal-words';
import { usePlatformNow } from '../../ui/time';

/** 带走全部: one's whole record as a file, by a link that is good once and for two minutes. */
export function TakeAll() {
  const { t } = useLingui();
  const [format, setFormat] = useState<ExportFormat>('JSON');
  const [proving, setProving] = useState(false);
  const make = useMutation({
    mutationFn: (authentication: string) => run(ExportMyDataDocument, { format, authentication }),
    gcTime: 0,
  });
  const link = make.data?.exportMyData;
  const formats: readonly [ExportFormat, string][] = [
    ['JSON', t`JSON（给程序用）`],
    ['CSV', t`CSV（用表格软件打开）`],
  ];
  return (
    <>
      <p>
        <Trans>您的全部医保记录，存成一个文件。里面都是原值，请放在安全的地方。</Trans>
      </p>
      <Choices label={t`文件的格式`} options={formats} value={format} onChange={setFormat} inRow />
      <Fault error={make.error} />
      {link ? (
        <Link key={link.url} {...link} onAgain={() => setProving(true)} />
      ) : (
        <Button isDisabled={make.isPending} onPress={() => setProving(true)}>
          <Trans>带走全部</Trans>
        </Button>
      )}
      {proving && (
        <FreshProof
          action="EXPORT"
          why={<Trans>文件里是您的全部记录，所以要再确认是您本人。这次带走会记下来。</Trans>}
          onProof={(authentication) => {
            setProving(false);
            make.mutate(authentication);
          }}
          onClose={() => setProving(false)}
        />
      )}
    </>
  );
}

function Link({ url, expiresAt, onAgain }: { url: string; expiresAt: string; onAgain: () => void }) {
  const [used, setUsed] = useState(false);
  const left = Math.ceil((Date.parse(expiresAt) - usePlatformNow(1000)) / 1000);
  if (used || left <= 0)
    return (
      <>
        <p role="status">
          {used ? <Trans>已开始下载。这个链接不能再用。</Trans> : <Trans>链接过期了，什么也没有带走。</Trans>}
        </p>
        <Button onPress={onAgain}>
          <Trans>再生成</Trans>
        </Button>
      </>
    );
  return (
    <div className="row">
      <a className="button strong" href={new URL(url).pathname} download onClick={() => setUsed(true)}>
        <Trans>下载文件</Trans>
      </a>
      <span className="number">
        <Trans>
          只能下载一次，还有 {Math.floor(left / 60)} 分 {left % 60} 秒
        </Trans>
      </span>
    </div>
  );
}
