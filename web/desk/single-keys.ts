import { useEffect, useSyncExternalStore } from 'react';

const STORED = 'assent-single-keys';
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether a letter alone is a command. It can be switched off (WCAG 2.1.4), for who speaks to the machine. */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(subscribe, () => localStorage.getItem(STORED) !== 'off');
  const set = (next: boolean) => {
    localStorage.setItem(STORED, next ? 'on' : 'off');
    for (const listener of listeners) listener();
  };
  return [on, set];
}

/** Commands by key: F2, F8, or a letter where nobody is typing and letters are switched on. */
export function useKeys(commands: Readonly<Record<string, (() => void) | null>>): void {
  const [letters] = useSingleKeys();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isLetter = event.key.length === 1;
      if (event.ctrlKey || event.altKey || event.metaKey || (isLetter && (!letters || isTyping()))) return;
      const command = Object.hasOwn(commands, event.key) ? commands[event.key] : null;
      if (!command) return;
      event.preventDefault();
      command();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  });
}

const isTyping = () => document.activeElement?.matches('input:not([type=checkbox]), textarea') ?? false;
