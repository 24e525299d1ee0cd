"""The Indonesian catalog is complete, says the same as the English, and is what the refresh command writes."""

import re
import string
from functools import cache

from templates.catalog import TARGET, read_catalog, refreshed, texts, write_catalog

CATALOG = read_catalog()
MESSAGES = [message for message in CATALOG if message.id]
PAIRS = [(message.id, message.string) for message in MESSAGES]
#: Texts that read the same in both languages.
SAME = {
    "{before}; {more}",
    "{name}: {change}",
    "Folder",
    "Python",
    "MB",
    "Message-ID",
    "Target",
    "NIP",
    "No.",
    "Jejak Kinerja {version}, Python {python} ({path})",
    "60 % x {skp} + 40 % x {behavior} = {result}.",
    "Prefect",
    "Program",
    "Median",
    "P90",
    "n",
    "IKM",
    "Prefect: {pages}",
    "Menu",
    "{pair}; {more}",
    "Python {python}",
    "({first} + {second}) / 2 = {result}.",
    "IKM = 25 x {total} = {result}.",
    "auditor",
    "Auditor",
    "e-Kinerja",
    "✘ {message}.",
    "{subject}: {reason} ({name}, {code})",
    "Final",
    "final",
    "e-Kinerja BKN: Laporan SKP",
    "e-Kinerja BKN: Laporan Penilaian SKP",
    "Unit",
    "Unit.",
    "operator",
    "dd-mm-yyyy",
    "tab",
    "{field} {problem}",
    "target {value}",
    "{role}: {name}",
    "{aspect}: {realization} / {target} x 100 = {result}.",
}
ENGLISH = re.compile(r"\b(the|of|and|is|are|was|with|not|this|that|for|from|must|cannot|has|have|been|nobody|please)\b")
CODE = re.compile(r"`[^`]*`|--[a-z-]+|“[^”]*”|\{[^{}]*\}|\b[A-Z_]{4,}\b|https?://\S+|\S+@\S+")
#: What a translation may never change: commands, options, settings of the environment, codes of rules, long numbers.
EXACT = re.compile(r"`[^`]+`|(?<![\w-])--[a-z-]+|KINERJA_[A-Z_]+|DQ-[A-Z]\d\d|\b\d{18}\b|SPEC §[\d.]+|Pasal \d+")


@cache
def wanted():
    """Every text of the program: finding them takes seconds."""
    return texts()


def placeholders(text):
    """Names and format specs of the placeholders in `text`, or None where braces are not for formatting."""
    try:
        found = [(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return None
    return sorted(found)


def exact(text):
    """What must stand in both languages letter by letter; NAMA stands for NAME in a command."""
    return sorted(part.replace("NAMA", "NAME") for part in EXACT.findall(text))


def ends(text):
    """How a text begins and ends, and how many lines it has: what else is printed around it depends on that."""
    return text[:1].isspace(), text.endswith(tuple(".:…?!")), text.count("\n")


def test_every_text_of_the_program_is_translated():
    translated = dict(PAIRS)
    assert [text for text in wanted() if not translated.get(text)] == []


def test_nothing_fuzzy_or_obsolete_is_kept():
    assert [message.id for message in MESSAGES if message.fuzzy] == []
    assert list(CATALOG.obsolete) == []
    assert {message.id for message in MESSAGES} - set(wanted()) == set()


def test_the_refresh_command_would_change_nothing(tmp_path):
    again = tmp_path / "again.po"
    write_catalog(refreshed(CATALOG), again)
    assert again.read_bytes() == TARGET.read_bytes()


def test_the_catalog_names_no_line_date_or_machine():
    written = TARGET.read_text(encoding="utf-8")
    assert not re.search(r"^#: .*:\d", written, re.MULTILINE)
    assert not re.search(r"Date:|^#: /", written, re.MULTILINE)


def test_translations_have_the_same_values():
    assert [pair for pair in PAIRS if placeholders(pair[0]) != placeholders(pair[1])] == []


def test_translations_keep_commands_options_and_codes():
    assert [pair for pair in PAIRS if exact(pair[0]) != exact(pair[1])] == []


def test_translations_begin_and_end_like_the_text():
    assert [pair for pair in PAIRS if ends(pair[0]) != ends(pair[1])] == []


def test_no_english_is_left():
    assert [text for text, translation in PAIRS if text == translation and text not in SAME] == []
    left = {translation for _, translation in PAIRS if ENGLISH.search(CODE.sub("", translation))}
    assert left == set()
