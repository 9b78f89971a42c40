# Interactive shells: a short prompt, completion, and marks that tell when a command ends.
[ -n "${BASH_VERSION:-}" ] || return 0
case $- in *i*) ;; *) return 0 ;; esac

PS1='\[\e[1;34m\]\u@\h\[\e[0m\]:\[\e[1m\]\w\[\e[0m\]\$ '
HISTSIZE=5000
HISTFILESIZE=5000
HISTCONTROL=ignoredups
shopt -s histappend checkwinsize
PROMPT_DIRTRIM=3

alias ls='ls --color=auto'
alias ll='ls -l'
alias grep='grep --color=auto'

# OSC 133;D is the terminal world's mark for "the command has ended" (FinalTerm's semantic prompts).
__slipway_prompt() {
  local status=$?
  printf '\e]133;D;%s\a' "$status"
}
PROMPT_COMMAND=__slipway_prompt

if [ -r /usr/share/bash-completion/bash_completion ]; then
  . /usr/share/bash-completion/bash_completion
fi
