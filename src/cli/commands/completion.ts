import { completionScripts } from '../completion/scripts.ts'
import { defineCommand, oneOf } from '../command.ts'
import { print } from '../terminal/print.ts'

/** `jira-token completion`: what a shell has to run to complete our command lines. */
export const command = defineCommand({
  description: `Prints the script that makes the Tab key complete commands, options, and account names in your shell.
Accounts are completed while the app or the background agent is running; completion never starts one.

To install it:
  bash  add to ~/.bashrc (bash 4 or later):   source <(jira-token completion bash)
  zsh   add to ~/.zshrc, after compinit:      source <(jira-token completion zsh)
  fish  run once:                             see the last example`,
  arguments: { shell: { ...oneOf(Object.keys(completionScripts)), required: true } },
  examples: [
    'source <(jira-token completion bash)',
    `jira-token completion zsh > "\${fpath[1]}/_jira-token"`,
    'jira-token completion fish > ~/.config/fish/completions/jira-token.fish',
  ],
  run: ({ shell }) => print(completionScripts[shell] ?? ''),
})
