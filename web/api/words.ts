import { i18n } from '@lingui/core';
import { useSyncExternalStore } from 'react';

export type Language = 'zh' | 'en';
export type Mode = 'normal' | 'elder';

const LANGUAGE = 'assent-language';
const MODE = 'assent-mode';

/** The words of a language. Chinese is in the first bundle; English is loaded when it is asked for. */
export async function speak(language: Language): Promise<void> {
  const { messages } = language === 'en' ? await import('../words/en.po') : await import('../words/zh.po');
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
  localStorage.setItem(LANGUAGE, language);
}

export const chosenLanguage = (): Language => (localStorage.getItem(LANGUAGE) === 'en' ? 'en' : 'zh');

/** 长辈版: larger text and targets. A poster may link to it by `?mode=elder`. */
export function chosenMode(): Mode {
  const asked = new URLSearchParams(location.search).get('mode');
  if (asked === 'elder' || asked === 'normal') localStorage.setItem(MODE, asked);
  return localStorage.getItem(MODE) === 'elder' ? 'elder' : 'normal';
}

const changed = new EventTarget();

export function showMode(mode: Mode): void {
  localStorage.setItem(MODE, mode);
  document.documentElement.dataset.mode = mode;
  changed.dispatchEvent(new Event(MODE));
}

function whenChanged(listener: () => void): () => void {
  changed.addEventListener(MODE, listener);
  return () => changed.removeEventListener(MODE, listener);
}

/** The mode as it is now, wherever on the page it was changed. */
export const useMode = (): Mode =>
  useSyncExternalStore(whenChanged, () =>
    document.documentElement.dataset.mode === 'elder' ? 'elder' : 'normal',
  );
