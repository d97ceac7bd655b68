/** Needs bash 4.0, for mapfile and compopt. */
const bash = String.raw`# bash completion for jira-token
_jira_token() {
  local -a reply
  COMPREPLY=()
  mapfile -t reply < <(jira-token __complete bash "${'$'}{COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
  case ${'$'}{reply[0]} in
    words) COMPREPLY=("${'$'}{reply[@]:1}") ;;
    files) compopt -o default ;;
    program)
      if [[ $3 == -- ]]; then mapfile -t COMPREPLY < <(compgen -c -- "$2"); else compopt -o default; fi ;;
  esac
}
complete -F _jira_token jira-token`

const zsh = String.raw`#compdef jira-token
_jira_token() {
  local -a reply values
  reply=("${'$'}{(@f)$(jira-token __complete zsh "${'$'}{(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
  case $reply[1] in
    words)
      values=("${'$'}{(@)reply[2,-1]}")
      (( $#values )) && _describe 'jira-token' values ;;
    files)
      compset -P '--*='
      _files ;;
    program)
      shift ${'$'}{words[(i)--]} words
      (( CURRENT = $#words ))
      _normal ;;
  esac
}
# autoloaded from fpath, this file is the function itself
if [[ $funcstack[1] == _jira[_-]token ]]; then
  _jira_token "$@"
else
  compdef _jira_token jira-token
fi`

const fish = String.raw`# fish completion for jira-token
function __jira_token_complete
  set -l words (commandline -opc)
  set -l reply (jira-token __complete fish $words[2..-1] (commandline -ct) 2>/dev/null)
  switch "$reply[1]"
    case words
      for at in (seq 2 2 (count $reply))
        printf '%s\t%s\n' $reply[$at] $reply[(math $at + 1)]
      end
    case files
      __fish_complete_path (string replace -r '^--[^=]*=' '' -- (commandline -ct))
    case program
      set -l at (contains -i -- -- $words)
      set -l rest $words[(math $at + 1)..-1]
      complete -C (string join ' ' -- (string escape -- $rest) (commandline -ct))
  end
end
complete -c jira-token -f -a '(__jira_token_complete)'`

/** The completion script of each shell: it asks `jira-token __complete`, so it never has to be updated. */
export const completionScripts: Readonly<Record<string, string>> = { bash, zsh, fish }
