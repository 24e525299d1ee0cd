"""Whoever could not be told has a sheet to be handed over, with all that failed and nothing that breaks out."""

from collections.abc import Callable
from pathlib import Path

from models import notice_paper
from models.database import transaction
from models.vocabulary import Stage
from tests.factories import AGENCY, DIVISION_HEAD, MEMBER, SmallPeriod
from tests.journeys.commands import said, told
from tests.models.test_notice_mail import queued
from tests.models.test_notice_schedule import as_owner

FAIL = "UPDATE notice SET status = 'failed', outcome = %(outcome)s WHERE id = %(id)s"


def failed(nip: str, outcome: str, period: SmallPeriod, kind: str = "plan_returned") -> None:
    as_owner(FAIL, id=queued(kind, nip, segment=period.segments[nip]), outcome=outcome)


def test_a_sheet_for_each_person_who_could_not_be_told(fresh: Callable[[Stage], SmallPeriod], tmp_path: Path) -> None:
    period = fresh(Stage.TARGET_SETTING)
    out = tmp_path / "lembar.html"
    assert "nothing to print" in said("notices", "print", "--out", out)
    assert not out.exists()
    failed(MEMBER, "no_address", period)
    failed(MEMBER, "no_address", period, "feedback_given")
    failed(DIVISION_HEAD, "bounced", period)
    as_owner("UPDATE person SET name = '<b>Siti</b>' || chr(8238) || E'\\n{{ 7*7 }}' WHERE nip = %(nip)s", nip=MEMBER)
    with transaction() as session:
        people = notice_paper.untold(session)
    assert {(each["nip"], each["notices"], *each["outcomes"]) for each in people} == {
        (MEMBER, 2, "no_address"), (DIVISION_HEAD, 1, "bounced"),
    }  # fmt: skip
    assert told("notices", "print", "--out", out, "--unit", AGENCY) == {"people": 2}
    page = out.read_text(encoding="utf-8")
    assert page.count("<section") == 2
    assert "&lt;b&gt;Siti&lt;/b&gt; {{ 7*7 }}" in page
    assert "SKP Anda dikembalikan untuk diperbaiki" in page
    assert "\u202e" not in page
    assert told("notices", "print", "--out", out, "--unit", "NONE") == {"people": 0}
