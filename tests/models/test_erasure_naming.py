"""Whoever is erased is found in other people's texts by number, address and name, whatever letters these have."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.database import one
from models.erasure.naming import Naming, naming
from models.vocabulary import Stage
from tests.worlds import trial

NIP = "198506152010011003"
PERSON = {"id": 0, "nip": NIP, "nik": None, "phone": None, "email": None}
#: Names as rosters have them, and as nobody should: titles, quotes, brackets, stars.
NAMES = st.lists(
    st.text(st.sampled_from("aBé'\".*+?()[]{}|\\^$-,/ñ李"), min_size=1, max_size=8).filter(lambda word: word.strip()),
    min_size=2,
    max_size=4,
).map(" ".join)
WORDS = st.text(st.sampled_from("xyz 0123456789:;\n"), max_size=20)
_REPLACED = "SELECT regexp_replace(%(said)s::text, %(how)s::text, 'NOBODY', 'gi') AS text"


@pytest.fixture(scope="module")
def asked(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """A function that asks the database one thing."""
    server = request.getfixturevalue("server")
    from tests import worlds  # noqa: PLC0415

    with worlds.copied(server, Stage.BRIEFING) as name, worlds.using(server, name), trial() as session:

        def ask(statement: str, **values: Any) -> Any:
            return (one(session, statement, **values) or {})["text"]  # type: ignore[arg-type]

        ask.session = session  # type: ignore[attr-defined]
        yield ask


def _how(asked: Any, **known: Any) -> Naming:
    return naming(asked.session, PERSON | known)


@given(name=NAMES, before=WORDS, after=WORDS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_name_of_any_letters_is_found_and_the_rest_stays(asked: Any, name: str, before: str, after: str) -> None:
    how = _how(asked, name=name)
    said = f"{before} {name.strip()} {after}"
    assert how.found_in(said)
    assert asked(_REPLACED, said=said, how=how.all) == f"{before} NOBODY {after}"
    held = json.dumps({"a": [said]}, ensure_ascii=False)
    inside = asked("SELECT regexp_replace((%(said)s::jsonb)::text, %(how)s, 'NOBODY', 'gi')::jsonb #>> '{a,0}' AS text",
                   said=held, how=how.all)  # fmt: skip
    assert inside == f"{before} NOBODY {after}"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (f"NIP {NIP}.", True),
        ("19850615 201001 1 003", True),
        (f"segment:{NIP}|x", True),
        ("surel: Budi.Jaya@contoh.go.id", True),
        ("surel: xbudi.jaya@contoh.go.id", False),
        ("BUDI JAYA hadir", True),
        ("Budi Jayanti hadir", False),
        ("Abudi Jaya hadir", False),
        ("telepon 081234567890", True),
        ("nomor 1081234567890", False),
        ("NIK 3201010101850001", True),
    ],
)
def test_what_names_a_person_and_what_does_not(asked: Any, said: str, *, found: bool) -> None:
    known = {"name": "Budi Jaya", "email": "budi.jaya@contoh.go.id", "phone": "081234567890", "nik": "3201010101850001"}
    how = _how(asked, **known)
    assert how.found_in(said) == found
    assert ("NOBODY" in asked(_REPLACED, said=said, how=how.all)) == found


def test_a_single_word_and_a_shared_name_are_not_looked_for(asked: Any) -> None:
    assert not _how(asked, name="Suharto").by_name
    assert not _how(asked, name="pegawai 4 ").by_name, "somebody in this world is called that"
    assert _how(asked, name="Budi Jaya").by_name


CODES = st.sampled_from(["DI_ATAS_EKSPEKTASI", "plan", "2026-01-31", "82.5", "a" * 64, "", "-", "2026-11"])
SENTENCES = st.text(min_size=1, max_size=40).filter(
    lambda text: re.search(r"[A-Z][a-z]|[a-z] [a-z]|@|[^\x00-\x7f]", text) is not None and "\x00" not in text
    and not re.search(r"[\ud800-\udfff]", text)
)  # fmt: skip
DOCUMENTS = st.recursive(
    st.one_of(CODES, SENTENCES, st.integers(-(10**12), 10**12), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)),
    max_leaves=8,
)


@given(document=DOCUMENTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_document_without_words_keeps_its_numbers_codes_and_form(asked: Any, document: Any) -> None:
    found = asked("SELECT erased_words(%(said)s::jsonb)::text AS text", said=json.dumps(document))
    assert json.loads(found) == _without(document)


def _without(said: Any) -> Any:
    if isinstance(said, dict):
        return {key: _without(value) for key, value in said.items()}
    if isinstance(said, list):
        return [_without(value) for value in said]
    known = {"DI_ATAS_EKSPEKTASI", "plan", "2026-01-31", "82.5", "a" * 64, "", "-", "2026-11"}
    return said if not isinstance(said, str) or said in known else "[dihapus · erased]"
