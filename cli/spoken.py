"""Help and usage errors in the reader's language: docstrings of commands, and the sentences Typer itself says.

Belongs here: what Typer would otherwise show in English. Does not: our texts (each command), the catalog (templates).
Typer words its sentences in English only; those below are recognized and said again. One that is not stays English.
"""

import inspect
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from models.language import N_, Message, _, reader_language

#: Typer's fixed strings, by the name under which its help looks them up when it is printed.
_FIXED = {
    "ARGUMENTS_PANEL_TITLE": N_("Arguments"),
    "OPTIONS_PANEL_TITLE": N_("Options"),
    "COMMANDS_PANEL_TITLE": N_("Commands"),
    "ERRORS_PANEL_TITLE": N_("Error"),
    "ABORTED_TEXT": N_("Aborted."),
    "DEFAULT_STRING": N_("[default: {}]"),
    "ENVVAR_STRING": N_("[env var: {}]"),
    "REQUIRED_LONG_STRING": N_("[required]"),
    "RICH_HELP": N_("Try [blue]'{command_path} {help_option}'[/] for help."),
}
#: Help of the options that Typer adds; looked up in the catalog like any other help.
OPTIONS_OF_TYPER = (
    N_("Show this message and exit."),
    N_("Install completion for the current shell."),
    N_("Show completion for the current shell, to copy it or customize the installation."),
)
#: Usage errors in Typer's and pydantic's own words, the longer before the shorter.
_ERRORS = (
    N_("Missing command."),
    N_("Missing argument {what}. Choose from:\n\t{words}"),
    N_("Missing argument {what}."),
    N_("Missing option {what}."),
    N_("No such command {what}. Did you mean {other}?"),
    N_("No such command {what}."),
    N_("No such option: {what} (Possible options: {other})"),
    N_("No such option: {what}"),
    N_("Got unexpected extra argument(s) ({what})"),
    N_("Option {what} requires an argument."),
    N_("Option {what} does not take a value."),
    N_("Invalid value for {what}: {why}"),
    N_("Value error, {given} is not one of {words}."),
    N_("Value error, {given} does not match the formats {words}."),
    N_("Input should be greater than or equal to {least}"),
    N_("Input should be less than or equal to {most}"),
    N_("Input should be a valid integer, unable to parse string as an integer"),
)


def translate_help(app: typer.Typer) -> None:
    """Give every command that has only a docstring that docstring in the reader's language."""
    for command in app.registered_commands:
        text = inspect.getdoc(command.callback) if command.callback else None
        if text and not command.help:
            command.help = _(text)
    for group in app.registered_groups:
        if group.typer_instance:
            translate_help(group.typer_instance)


class SpokenGroup(TyperGroup):
    """A root command whose help and usage errors are in the reader's language."""

    def make_context(self, info_name: Any, args: list[str], *more: Any, **extra: Any) -> Any:
        """Read the root's options; help is asked for by --help, or by saying nothing more than a noun."""
        if "--help" in args or len(args) <= 1:
            _say_fixed_words()
        _translate_options(self, self.context_class(self, info_name=info_name))
        with _usage_errors():
            return super().make_context(info_name, args, *more, **extra)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was typed, with its options' help translated."""
        name, command, rest = super().resolve_command(ctx, args)
        _translate_options(command, ctx)
        return name, command, rest

    def invoke(self, ctx: Any) -> Any:
        """Read and run the command that was typed."""
        with _usage_errors():
            return super().invoke(ctx)


def _say_fixed_words() -> None:
    from typer import rich_utils  # a tenth of a second, for help and errors only

    for name, text in _FIXED.items():
        setattr(rich_utils, name, _(text))


def _translate_options(command: Any, ctx: Any) -> None:
    for option in command.get_params(ctx):
        if getattr(option, "help", None):
            option.help = _(option.help)
    for child in getattr(command, "commands", {}).values():
        _translate_options(child, ctx)


@contextmanager
def _usage_errors() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if reader_language() != "en" and hasattr(error, "format_message"):  # only Typer's usage errors have it
            _say_fixed_words()
            said = in_own_words(error.format_message())
            error.format_message = lambda: said
        raise


def in_own_words(text: str) -> str:
    """A sentence of Typer's in the reader's language; one that is not known comes back as it is."""
    for sentence in _ERRORS:
        found = re.fullmatch(_pattern(sentence), text, re.DOTALL)
        if found:
            return Message(sentence, {name: in_own_words(part) for name, part in found.groupdict().items()}).render()
    return text


def _pattern(sentence: str) -> str:
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(sentence))
