"""Completion in bash, zsh and fish: the scripts, and the answers to what they ask."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence

from click.shell_completion import CompletionItem, ShellComplete

from ledger.cli.context import Surface
from ledger.cli.table import COMMANDS
from ledger.display.encoding import tolerant
from ledger.display.safe import safe_text
from ledger.display.speech import Speaker

SHELLS = ("bash", "zsh", "fish")


def script(shell: str, speaker: Speaker) -> str:
    """The script that teaches a shell to complete `ledger`; it knows the commands and asks for the rest."""
    if shell == "bash":
        return _BASH.replace("@words@", " ".join(COMMANDS))
    described = [(word, speaker.text(text)) for word, text in COMMANDS.items()]
    if shell == "zsh":
        lines = "\n".join(f"            {shlex.quote(f'{word}:{text}')}" for word, text in described)
        return _ZSH.replace("@words@", lines)
    lines = "\n".join(
        f"complete -c ledger -n __fish_use_subcommand -a {word} -d {_fish(text)}" for word, text in described
    )
    return _FISH.replace("@words@", lines)


def answer(shell: str, words: Sequence[str]) -> int:
    """Print the candidates for the last word, one a line: `plain VALUE HELP` by tabs, or `file`, or `dir`.

    bash gives the line up to the cursor as one word, the others give its words. Nothing else is ever printed: whoever
    presses TAB is in the middle of typing.
    """
    typed = split(words[0])[1:] if shell == "bash" and words else list(words)
    try:
        lines = [_line(item, shell) for item in candidates(typed)]
    except Exception:  # noqa: BLE001
        return 1
    tolerant(sys.stdout).writelines(f"{line}\n" for line in lines)
    return 0


def candidates(words: Sequence[str]) -> list[CompletionItem]:
    """What the last of the words may become."""
    from ledger.cli.root import root

    surface = Surface()
    *before, last = words or [""]
    found = ShellComplete(root, {"obj": surface}, "ledger", "").get_completions(before, last)
    for item in found:
        item.help = surface.speaker.text(item.help) if item.help else None
    return found


def split(line: str) -> list[str]:
    """The words of an unfinished line, quotes and backslashes taken away; the last one is what is being typed."""
    for closing in ("", " ", "'", '"'):
        try:
            words = shlex.split(line + closing)
        except ValueError:
            continue
        return [*words, ""] if _ends_between_words(line) else words
    return line.split(" ")


def _ends_between_words(line: str) -> bool:
    """Whether a new word begins at the line's end."""
    if not line or not line[-1].isspace() or line.endswith("\\ "):
        return not line
    try:
        shlex.split(line)
    except ValueError:
        return False
    return True


def _line(item: CompletionItem, shell: str) -> str:
    """One candidate as the scripts read it."""
    if item.type in ("file", "dir"):
        return str(item.type)
    value = safe_text(str(item.value))
    text = safe_text(item.help or "")
    return f"plain\t{_backslashed(value) if shell == 'bash' else value}\t{text}"


def _backslashed(value: str) -> str:
    """A value as it is typed in bash."""
    return re.sub(r"([\s\"'`$&|;<>()*?\[\]{}!#\\~])", r"\\\1", value)


def _fish(text: str) -> str:
    """A text in fish's single quotes."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_BASH = r"""# ledger, for bash: eval "$(ledger completion bash)" in ~/.bashrc
_ledger() {
    local line="${COMP_LINE:0:COMP_POINT}" word kind value text
    word="${COMP_WORDS[COMP_CWORD]}"
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ] && [ "${word#-}" = "$word" ]; then
        COMPREPLY=($(compgen -W "@words@" -- "$word"))
        return
    fi
    # bash breaks words at = and :, so what stands before the last of them is there already.
    local typed="${line##* }" there=""
    case "$typed" in *[=:]*) case "$COMP_WORDBREAKS" in *[=:]*) there="${typed%"${typed##*[=:]}"}" ;; esac ;; esac
    while IFS=$'\t' read -r kind value text; do
        case "$kind" in
            file) COMPREPLY=($(compgen -f -- "$word")); compopt -o filenames 2>/dev/null; return ;;
            dir) COMPREPLY=($(compgen -d -- "$word")); compopt -o filenames 2>/dev/null; return ;;
            plain) COMPREPLY+=("${value#"$there"}"); case "$value" in *[=:]) compopt -o nospace 2>/dev/null ;; esac ;;
        esac
    done < <(LEDGER_COMPLETE=bash ledger "$line" 2>/dev/null </dev/null)
}
complete -F _ledger ledger
"""

_ZSH = r"""#compdef ledger
# ledger, for zsh: eval "$(ledger completion zsh)" in ~/.zshrc, or this text as _ledger in a folder of $fpath
_ledger() {
    local -a plain begun described commands
    local kind value text
    if (( CURRENT == 2 )) && [[ ${words[2]} != -* ]]; then
        commands=(
@words@
        )
        _describe -t commands command commands
        return
    fi
    while IFS=$'\t' read -r kind value text; do
        case $kind in
            file) _files; return ;;
            dir) _files -/; return ;;
            plain) if [[ -n $text ]]; then described+=("${value//:/\\:}:$text")
                elif [[ $value == *[=:] ]]; then begun+=("$value"); else plain+=("$value"); fi ;;
        esac
    done < <(LEDGER_COMPLETE=zsh ledger "${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)
    (( $#described )) && _describe -t values value described
    (( $#begun )) && compadd -U -S '' -a begun
    (( $#plain )) && compadd -U -a plain
}
if [[ $funcstack[1] == _ledger ]]; then _ledger "$@"; else compdef _ledger ledger; fi
"""

_FISH = r"""# ledger, for fish: ledger completion fish > ~/.config/fish/completions/ledger.fish
function __ledger_values
    set -l words (commandline -opc)[2..-1]
    set -l last (commandline -ct)
    for line in (env LEDGER_COMPLETE=fish ledger $words "$last" 2>/dev/null </dev/null)
        set -l parts (string split \t -- $line)
        switch $parts[1]
            case file
                __fish_complete_path "$last"
            case dir
                __fish_complete_directories "$last" ''
            case plain
                printf '%s\t%s\n' $parts[2] $parts[3]
        end
    end
end
complete -c ledger -f
@words@
complete -c ledger -n 'not __fish_use_subcommand' -a '(__ledger_values)'
"""
