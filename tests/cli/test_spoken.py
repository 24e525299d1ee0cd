"""Help and usage errors are in the reader's language, for every command there is."""

import json
import os
import subprocess
import sys

import pytest

from cli.spoken import in_own_words
from templates.catalog import read_catalog

#: A process of its own for each language: help is put together once, when the commands are imported.
_ASK = """
import contextlib, io, json, sys
from cli.main import app
from typer.main import get_command

def helps(command, context):
    found = [command.help, *(option.help for option in command.get_params(context) if getattr(option, "help", None))]
    for child in getattr(command, "commands", {}).values():
        found += helps(child, context)
    return found

def said(words):
    heard = io.StringIO()
    with contextlib.redirect_stderr(heard), contextlib.redirect_stdout(heard), contextlib.suppress(SystemExit):
        app(words)
    return heard.getvalue()

root = get_command(app)
context = root.make_context("kinerja", ["rules", "list"])
root.resolve_command(context, ["rules"])
root.resolve_command(context, ["roster"])
print(json.dumps({"helps": helps(root, context), "said": [said(words) for words in json.loads(sys.argv[1])]}))
"""
_WRONG = [
    ["rosterr"],
    ["trace", "--limit", "0"],
    ["trace", "--limit", "x"],
    ["period", "extend"],
    ["period", "extend", "2026", "zzz", "2026-01-01", "--reason", "x"],
    ["approvals", "decide", "12"],
    ["trace", "--unti", "x"],
    ["trace", "a", "b c"],
    ["period", "--help"],
]


def asked(language):
    environment = os.environ | {"KINERJA_LANGUAGE": language, "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-c", _ASK, json.dumps(_WRONG)], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def indonesian():
    return asked("id")


def test_all_help_is_in_the_catalog(indonesian):
    translations = {message.string for message in read_catalog() if message.id}
    assert len(indonesian["helps"]) > 80
    assert [text for text in indonesian["helps"] if text not in translations] == []


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (0, "Tidak ada perintah 'rosterr'. Apakah maksud Anda 'roster'?"),
        (1, "Nilai untuk '--limit' tidak dapat dipakai: nilainya harus 1 atau lebih"),
        (2, "nilainya harus bilangan bulat"),
        (3, "Argumen 'code' belum diberikan."),
        (4, "Nilai untuk 'stage' tidak dapat dipakai: 'zzz' tidak termasuk 'briefing', 'target_setting'"),
        (5, "Opsi '--as' belum diberikan."),
        (6, "Tidak ada opsi --unti (mungkin: --unit)"),
        (7, "Ada kata yang berlebih: b c"),
        (8, "Opsi"),
    ],
)
def test_usage_errors_are_said_in_indonesian(indonesian, place, sentence):
    said = indonesian["said"][place]
    assert sentence in said
    assert not {"Error", "Options", "for help"} & set(said.replace("'", " ").split("\n"))
    assert "for help" not in said


def test_english_readers_get_typers_own_words():
    english = asked("en")
    assert "No such command 'rosterr'. Did you mean 'roster'?" in english["said"][0]
    assert "Show this message and exit." in english["helps"]


def test_a_sentence_that_is_not_known_stays(monkeypatch):
    monkeypatch.setenv("KINERJA_LANGUAGE", "id")
    assert in_own_words("Something new.") == "Something new."
