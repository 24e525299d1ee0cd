"""A person is erased at the command line: looked at first, asked once more, then for good; and kept by a hold."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.vocabulary import Stage
from tests.factories import MEMBER, SmallPeriod, changed_tables, snapshot
from tests.journeys.commands import said, told
from tests.models.erasure_world import where
from tests.models.lived import SIGNS, lived

ORDER = ("--decree", "No. 800/12/2031", "--reason", "Permintaan yang bersangkutan")


@pytest.fixture(autouse=True)
def period(fresh: Callable[[Stage], SmallPeriod], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallPeriod:
    for name in ("FILES_FOLDER", "MAIL_FOLDER", "CHECKPOINTS_FOLDER"):
        monkeypatch.setenv(f"KINERJA_{name}", str(tmp_path / name))
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    return lived(fresh)


def test_a_look_and_an_unanswered_question_change_nothing() -> None:
    before = snapshot()
    seen = said("people", "erase", MEMBER, *ORDER, "--dry-run")
    for words in ("plans, realizations", "What stays", "Out of reach", "a look only"):
        assert words in seen
    assert told("people", "erase", MEMBER, *ORDER)["done"] is False
    said("people", "erase", MEMBER, *ORDER, code=1)  # nobody is there to answer
    assert changed_tables(before) == set()


def test_erased_for_good_and_everything_still_verifies() -> None:
    done = told("people", "erase", MEMBER, *ORDER, "--yes")
    assert (done["done"], done["files_removed"], done["files"]) == (True, 1, 1)
    assert where(SIGNS[MEMBER]) == []
    assert told("audit", "verify")["holds"]
    again = told("people", "erase", done["nip_now"], *ORDER, "--yes")
    assert (again["done"], again["rows"]) == (True, {})
    assert "erased on" in said("people", "erase", done["nip_now"], *ORDER)
    assert told("people", "erase", MEMBER, *ORDER, "--yes", code=1)["error"] == "NOT_FOUND"


def test_a_hold_keeps_it() -> None:
    told("people", "hold", MEMBER, "--decree", "No. 7", "--reason", "Pemeriksaan")
    assert "No. 7" in told("people", "erase", MEMBER, *ORDER, "--yes", code=1)["message"]
    assert said("people", "release", MEMBER, "--reason", "Selesai").strip() == "Done."
    assert "No. 7" not in str(told("people", "erase", MEMBER, *ORDER))
