import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { I18nProvider as AriaLanguage } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { Refused } from './api/refusal';
import { askForSession } from './api/session';
import { chosenLanguage, chosenMode, showMode, speak } from './api/words';
import { RefusedBoundary } from './ui/refused-boundary';
import './ui/tokens.css';
import './ui/page.css';

const onError = (error: unknown) => {
  if (error instanceof Refused && error.code === 'UNAUTHENTICATED') void askForSession(client);
};

const client = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      // Only what the network lost is asked again by itself; a refusal is shown.
      retry: (count, error) => count < 2 && error instanceof Refused && error.code === 'UNAVAILABLE',
      staleTime: 30_000,
      networkMode: 'always',
    },
    // Without a network a decision is refused at once: it is not kept, to be sent later without the person.
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** Shows the pages of one bundle, in the language and size that were chosen. */
export async function start(pages: ReactNode): Promise<void> {
  showMode(chosenMode());
  await speak(chosenLanguage());
  createRoot(document.getElementById('page')!).render(
    <I18nProvider i18n={i18n}>
      <AriaLanguage locale={i18n.locale === 'en' ? 'en-US' : 'zh-CN'}>
        <QueryClientProvider client={client}>
          <RefusedBoundary>{pages}</RefusedBoundary>
        </QueryClientProvider>
      </AriaLanguage>
    </I18nProvider>,
  );
}
