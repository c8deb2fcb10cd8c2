import { Argument, type Command } from 'commander';
import type { DefineCommand } from '../command/invocation.js';

/** The words that may follow each command, by its path: its subcommands and its long options. */
function* wordsOf(command: Command, path: readonly string[] = []): Iterable<[path: string, words: string[]]> {
  const options = command.createHelp().visibleOptions(command);
  const words = [...command.commands.map((one) => one.name()), ...options.flatMap(({ long }) => long ?? [])];
  yield [path.join(' '), words];
  for (const one of command.commands) yield* wordsOf(one, [...path, one.name()]);
}

/** Completes the longest command that the words before the cursor name; elsewhere, files. */
const bash = (program: Command): string => `_assent() {
  local word="\${COMP_WORDS[COMP_CWORD]}" path="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case " \${COMP_WORDS[i]}" in " -"*) ;; *) path="\${path:+$path }\${COMP_WORDS[i]}" ;; esac
  done
  while :; do
    case "$path" in
${[...wordsOf(program)].map(([path, words]) => `      "${path}") words="${words.join(' ')}"; break ;;`).join('\n')}
    esac
    case "$path" in *" "*) path="\${path% *}" ;; *) path="" ;; esac
  done
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))
}
complete -F _assent assent
`;

const SCRIPTS: Readonly<Record<string, (program: Command) => string>> = {
  bash,
  zsh: (program) => `autoload -U +X bashcompinit && bashcompinit\n${bash(program)}`,
};

export const completion: DefineCommand = (program, invocation) => {
  program
    .command('completion')
    .summary('prints a script that completes commands and options in a shell')
    .description('Prints a script for the shell: source <(assent completion bash).')
    .addArgument(new Argument('<SHELL>', 'which one').choices(Object.keys(SCRIPTS)))
    .action((shell: string) => {
      invocation.text(SCRIPTS[shell]!(program));
    });
};
