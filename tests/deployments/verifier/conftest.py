"""One archive of a closed period for all tests here: a functional post, an objection that was heard, a deputy."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from models import actors, approval, objection, postgres, scoring
from models.archive import taking
from models.chain import checkpoints, keys, results, sealer
from models.chain.keys import LedgerKey
from models.database import one, run, transaction
from models.roster.posts import PostKind
from models.vocabulary import Rating, Stage
from tests import platform
from tests.delegations import delegate
from tests.factories import (
    AGENCY,
    DIVISION_HEAD,
    MEMBER,
    OTHER_MEMBER,
    REGIONAL_HEAD,
    decider,
    entry,
    launch_small_period,
    small_roster,
)
from tests.worlds import using

VERIFIER = Path(__file__).parents[3] / "deployments" / "verifier" / "verify_archive.py"


@dataclass(frozen=True)
class Made:
    """The archive, and what an auditor holds beside it."""

    path: Path
    key: LedgerKey
    checkpoint: Path
    letter: Path
    segments: dict[str, int]


@pytest.fixture(scope="session")
def made(server: postgres.Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The archive of a closed period."""
    folder = tmp_path_factory.mktemp("archive")
    with (
        pytest.MonkeyPatch.context() as environment,
        platform.database(server, template) as name,
        using(server, name),
    ):
        environment.setenv("KINERJA_LEDGER_KEY_FILE", str(folder / "ledger.key"))
        yield _made(folder)


def _made(folder: Path) -> Made:
    functional = entry(MEMBER, DIVISION_HEAD, 3, post_kind=PostKind("FUNGSIONAL"), functional_level="Ahli Muda")
    roster = [functional if each.nip == MEMBER else each for each in small_roster()]
    roster += [entry(f"19920820201504{1000 + place}"[:18], DIVISION_HEAD, 3) for place in range(1, 4)]
    period = launch_small_period(roster)
    key = keys.signing_key()
    period.up_to(Stage.APPROVAL)
    _number(key)
    with transaction() as session:
        (folder / "checkpoint.txt").write_text(checkpoints.newest(session)["note"])
        delegate(session, DIVISION_HEAD, OTHER_MEMBER)
    period.run(Stage.APPROVAL)
    _rate_as_deputy(period)
    period.rate_all()
    period.run(Stage.APPROVAL)
    period.run(Stage.SCORING)
    for request in period.requests("distribution"):
        _justify(request["id"])
    period.run(Stage.SCORING)
    period.pass_stage(Stage.NOTIFICATION)
    period.run(Stage.OBJECTION)
    _object(period)
    period.accept_all(but=(MEMBER,))
    period.run(Stage.OBJECTION)
    period.pass_stage(Stage.CLOSING)
    _number(key)
    with transaction() as session:
        for code, version in (("A" * 16, 1), ("B" * 16, 2)):
            run(session, _LETTER, code=code, segment=period.segments[MEMBER], version=version)
    with transaction() as session:
        taking.take(session, period.code, folder / "a.zip", by=actors.operator(), disclose=[OTHER_MEMBER])
    with transaction() as session:
        unit = one(session, "SELECT id FROM unit WHERE code = %(code)s", code=AGENCY)
        assert unit
        proof = results.inclusion(session, period.id, unit["id"], period.segments[MEMBER]).as_data()
    (folder / "letter.json").write_text(json.dumps(proof))
    return Made(folder / "a.zip", key, folder / "checkpoint.txt", folder / "letter.json", period.segments)


#: As a letter that was made leaves it; making one is tested elsewhere.
_LETTER = """
INSERT INTO letter (code, kind, segment_id, version, language, content_digest)
VALUES (%(code)s, 'evaluation', %(segment)s, %(version)s, 'id', repeat('0', 64))
"""


def _number(key: LedgerKey) -> None:
    with transaction() as session:
        sealer.seal(session, key)


def _rate_as_deputy(period: Any) -> None:
    [request] = [each for each in period.requests("evaluation") if each["segment_id"] == period.segments[MEMBER]]
    with transaction() as session:
        deputy = actors.person(session, OTHER_MEMBER)
        principal = actors.person(session, DIVISION_HEAD)
        by = actors.Actor("person", deputy.person_id, acting_for=principal.person_id)
        approval.rate(session, request["id"], by=by, work=Rating.AS_EXPECTED, behavior=Rating.AS_EXPECTED)


def _justify(request: int) -> None:
    with transaction() as session:
        scoring.justify(session, request, by=actors.person(session, REGIONAL_HEAD), reason="unit kecil")


def _object(period: Any) -> None:
    with transaction() as session:
        number = objection.file(session, period.segments[MEMBER], by=actors.person(session, MEMBER), statement="keliru")
    with transaction() as session:
        objection.answer(session, number, by=actors.person(session, DIVISION_HEAD), statement="benar")
    [request] = period.requests("objection")
    with transaction() as session:
        better = {"work": Rating.ABOVE, "behavior": Rating.ABOVE}
        objection.decide(session, request["id"], by=decider(session, request["id"]), reason="terbukti", **better)


Check = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def check() -> Check:
    """Run the verifier as an auditor does: alone, without this program or any package."""

    def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-I", "-S", str(VERIFIER), *map(str, arguments)]
        environment = {"PATH": os.environ["PATH"]}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)

    return run
