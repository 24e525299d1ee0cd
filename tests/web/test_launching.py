"""Launching in the portal: files, the roster's check, the preview that keeps nothing, the launch of what was seen."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest
import yaml
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from deployments.sample.files import write_sample
from deployments.sample.region import make_region
from models import launch_draft, launch_files
from models.actors import Actor
from models.database import one, rows, transaction
from models.vocabulary import Stage
from tests.factories import HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web.conftest import Browser
from tests.web.oversight import administer, grant

World = Callable[[Stage], SmallPeriod]
YEAR = date.today().year + 1  # noqa: DTZ011
CODE = str(YEAR)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample regency of next year; its period also names the small period's HR administrator."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(make_region(60, year=YEAR), folder)
    period = yaml.safe_load((folder / "period.yaml").read_text(encoding="utf-8"))
    period["administrators"].append(HEAD)
    (folder / "period.yaml").write_text(yaml.safe_dump(period), encoding="utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the stack in which the files are kept."""
    monkeypatch.setenv("KINERJA_HOME", str(tmp_path))
    return tmp_path


def files(sample: Path, **changes: tuple[str, bytes]) -> dict[str, tuple[str, bytes]]:
    given = {
        "period": ("period.yaml", (sample / "period.yaml").read_bytes()),
        "roster": ("roster.xlsx", (sample / "roster.xlsx").read_bytes()),
        "units": ("", b""),
    }
    return given | changes


def preview_of(visitor: TestClient) -> str:
    """What the button of the check leads to."""
    answer = visitor.post("/launch/preview")
    assert (answer.status_code, answer.headers["location"]) == (303, "/launch/preview")
    return visitor.get("/launch/preview").text


def seen(text: str) -> dict[str, str]:
    """What the preview's form sends."""
    return {"code": CODE, "seen": text.partition('name="seen" value="')[2].partition('"')[0]}


def test_a_period_is_launched_in_four_steps(browser: Browser, fresh: World, home: Path, sample: Path) -> None:
    fresh(Stage.COLLECTION)
    visitor = browser(HEAD)
    assert "1. Give the files" in visitor.get("/launch").text
    given = visitor.post("/launch", files=files(sample))
    assert (given.status_code, given.headers["location"]) == (303, "/launch/check")
    check = visitor.get("/launch/check").text
    assert all(text in check for text in ("DQ-H01", "holds rows back", "admin OPD", "Held back"))
    book = CalamineWorkbook.from_filelike(BytesIO(visitor.get("/launch/report.xlsx").content))
    assert book.sheet_names == ["Problems", "By owner"]
    preview = preview_of(visitor)
    assert f"Launch period {CODE} with" in preview
    assert "you lose that role" not in preview
    with transaction() as session:
        assert [row["code"] for row in rows(session, "SELECT code FROM period")] == ["2026"]
    form = seen(preview)
    done = visitor.post("/launch/start", data=form)
    assert (done.status_code, done.headers["location"]) == (303, f"/?launched={CODE}")
    assert f"Period {CODE} is launched" in visitor.get(done.headers["location"]).text
    with transaction() as session:
        assert one(session, "SELECT FROM wake w JOIN period p ON p.id = w.period_id WHERE p.code = %(c)s", c=CODE) == {}
        event = one(session, "SELECT actor_kind FROM audit_event WHERE event = 'period.launched' ORDER BY id DESC")
    assert event == {"actor_kind": "person"}
    assert list(home.glob("launch/*/*")) == []
    again = visitor.post("/launch/start", data=form)
    assert (again.status_code, again.headers["location"]) == (303, f"/?launched={CODE}")


def test_other_files_than_those_looked_at_are_not_launched(
    browser: Browser, fresh: World, home: Path, sample: Path
) -> None:
    fresh(Stage.COLLECTION)
    visitor = browser(HEAD)
    visitor.post("/launch", files=files(sample))
    form = seen(preview_of(visitor))
    period = (sample / "period.yaml").read_bytes().replace(b"title: ", b"title: Lain ")
    visitor.post("/launch", files=files(sample, period=("period.yaml", period)))
    refused = visitor.post("/launch/start", data=form)
    assert (refused.status_code, "Other files were given since" in refused.text) == (409, True)
    with transaction() as session:
        assert one(session, "SELECT FROM period WHERE code = %(code)s", code=CODE) is None


def test_a_launch_that_would_take_the_role_away_says_so(
    browser: Browser, fresh: World, home: Path, sample: Path
) -> None:
    fresh(Stage.COLLECTION)
    period = (sample / "period.yaml").read_bytes().replace(HEAD.encode(), MEMBER.encode())
    visitor = browser(HEAD)
    visitor.post("/launch", files=files(sample, period=("period.yaml", period)))
    assert "you lose that role" in preview_of(visitor)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"period": ("", b"")}, "Choose both files"),
        ({"roster": ("", b"")}, "Choose both files"),
        ({"period": ("../../etc/p.yaml", b"code: x")}, "p.yaml is not a valid period"),
        ({"period": ("p.yaml", b"\xff\xfe: [")}, "p.yaml is not text in UTF-8"),
        ({"period": ("p.yaml", b"a: [")}, "p.yaml cannot be read as YAML from line 1, column 5 on"),
        ({"period": ("wrong.csv", b"nip;nama\n1;Budi\n")}, "wrong.csv is no period file (.yaml)"),
        ({"roster": ("r.xlsx", b"zz")}, "r.xlsx"),
        ({"roster": ("r.exe", b"MZ")}, "r.exe"),
    ],
)
def test_refused_files_are_named_and_not_kept(
    browser: Browser, standing: World, home: Path, sample: Path, changes: dict[str, tuple[str, bytes]], words: str
) -> None:
    standing(Stage.COLLECTION)
    refused = browser(HEAD).post("/launch", files=files(sample, **changes))
    assert refused.status_code == 422
    assert words in refused.text
    assert str(home) not in refused.text
    assert list(home.glob("launch/*/*")) == []


def test_a_period_that_overlaps_is_refused_at_the_preview(
    browser: Browser, fresh: World, home: Path, tmp_path: Path
) -> None:
    fresh(Stage.COLLECTION)
    write_sample(make_region(30, year=YEAR - 1), tmp_path / "sample")
    period = (tmp_path / "sample" / "period.yaml").read_bytes()
    period = period.replace(f'code: "{YEAR - 1}"'.encode(), b"code: lain").replace(
        f"code: '{YEAR - 1}'".encode(), b"code: lain"
    )
    visitor = browser(HEAD)
    visitor.post("/launch", files=files(tmp_path / "sample", period=("period.yaml", period)))
    shown = preview_of(visitor)
    assert "covers some of the days" in shown
    assert "/launch/start" not in shown


def test_without_files_every_step_leads_to_the_first(browser: Browser, standing: World, home: Path) -> None:
    standing(Stage.COLLECTION)
    for place in ("check", "preview", "report.xlsx"):
        answer = browser(HEAD).get(f"/launch/{place}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/launch")
    refused = browser(HEAD).post("/launch/start", data={"seen": "x", "code": "none"})
    assert (refused.status_code, "The files are no longer here" in refused.text) == (409, True)


def test_each_administrator_has_their_own_files(browser: Browser, fresh: World, home: Path, sample: Path) -> None:
    fresh(Stage.COLLECTION)
    grant(MEMBER, "hr_admin")
    browser(HEAD).post("/launch", files=files(sample))
    assert browser(MEMBER).get("/launch/check").headers["location"] == "/launch"
    assert "You gave files for period" in browser(HEAD).get("/launch").text


@pytest.mark.parametrize("role", [None, "auditor", "unit_admin"])
def test_for_everybody_else_there_is_no_such_page(
    browser: Browser, fresh: World, home: Path, sample: Path, role: str | None
) -> None:
    fresh(Stage.COLLECTION)
    if role == "unit_admin":
        administer(OTHER_MEMBER)
    elif role:
        grant(OTHER_MEMBER, role)
    visitor = browser(OTHER_MEMBER)
    for place in ("", "/check", "/report.xlsx", "/preview"):
        assert visitor.get(f"/launch{place}").status_code == 404
    assert visitor.post("/launch", files=files(sample)).status_code == 404
    assert visitor.post("/launch/preview").status_code == 404
    assert visitor.post("/launch/start", data={"seen": "x"}).status_code == 404
    assert list(home.glob("launch/*")) == []


def test_looking_at_the_preview_again_tries_nothing(browser: Browser, fresh: World, home: Path, sample: Path) -> None:
    fresh(Stage.COLLECTION)
    visitor = browser(HEAD)
    visitor.post("/launch", files=files(sample))
    untried = visitor.get("/launch/preview")
    assert (untried.status_code, untried.headers["location"]) == (303, "/launch/check")
    check, preview = visitor.get("/launch/check").text, preview_of(visitor)
    counted = r"Agencies that take part</dt><dd class=\"govuk-summary-list__value\">([\d.,]+)"
    assert re.findall(counted, check) == re.findall(counted, preview) != []
    before = last_period_number()
    assert visitor.get("/launch/preview").text == preview
    assert last_period_number() == before
    preview_of(visitor)
    assert last_period_number() > before, "the button tries it again"


def last_period_number() -> int:
    """What a launch uses up even when it is given up."""
    with transaction() as session:
        found = one(session, "SELECT last_value FROM pg_sequences WHERE sequencename = 'period_id_seq'")
    return int(found["last_value"] or 0) if found else 0


def test_the_roster_is_read_once(
    browser: Browser, fresh: World, home: Path, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh(Stage.COLLECTION)
    visitor, read = browser(HEAD), []
    reading = launch_draft.read_roster
    monkeypatch.setattr(launch_draft, "read_roster", lambda *files: read.append(files) or reading(*files))
    visitor.post("/launch", files=files(sample))
    for _time in range(3):
        assert visitor.get("/launch/check").status_code == 200
    preview_of(visitor)
    assert len(read) == 1


def test_two_uploads_at_once_leave_one_of_them(browser: Browser, fresh: World, home: Path, sample: Path) -> None:
    fresh(Stage.COLLECTION)
    visitors = [browser(HEAD) for _each in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda each: each.post("/launch", files=files(sample)).status_code, visitors))
    assert answers == [303] * 4
    assert len(list(home.glob("launch/*/*"))) == 1
    assert visitors[0].get("/launch/check").status_code == 200


@pytest.mark.parametrize("name", ["\N{MAHJONG TILE RED DRAGON}" * 90 + ".yaml", "." * 300, "a/b\\..", "%00.yaml"])
def test_every_file_name_can_be_kept(browser: Browser, fresh: World, home: Path, sample: Path, name: str) -> None:
    fresh(Stage.COLLECTION)
    period = (name, (sample / "period.yaml").read_bytes())
    assert browser(HEAD).post("/launch", files=files(sample, period=period)).status_code == 303


def test_refused_files_leave_those_before(browser: Browser, fresh: World, home: Path, sample: Path) -> None:
    fresh(Stage.COLLECTION)
    visitor = browser(HEAD)
    visitor.post("/launch", files=files(sample))
    assert visitor.post("/launch", files=files(sample, roster=("r.xlsx", b"zz"))).status_code == 422
    assert visitor.get("/launch/check").status_code == 200
    alone = files(sample, roster=("", b""))
    assert visitor.post("/launch", files=alone).status_code == 303, "the roster that was given before still counts"


def test_files_of_yesterday_are_gone(
    browser: Browser, fresh: World, home: Path, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh(Stage.COLLECTION)
    visitor = browser(HEAD)
    visitor.post("/launch", files=files(sample))
    assert launch_files.sweep() == 0
    monkeypatch.setattr(launch_files, "KEPT_SECONDS", 0)
    assert visitor.get("/launch/check").headers["location"] == "/launch"
    assert list(home.glob("launch/*/*")) == []
    monkeypatch.undo()
    monkeypatch.setenv("KINERJA_HOME", str(home))
    visitor.post("/launch", files=files(sample))
    monkeypatch.setattr(launch_files, "KEPT_SECONDS", 0)
    assert launch_files.sweep() == 1
    assert list(home.glob("launch/*/*")) == []


def test_files_are_received_while_others_are_swept_and_forgotten(home: Path) -> None:
    by, stop = Actor("person", 1), Event()

    def clear() -> None:
        while not stop.is_set():
            launch_files.sweep()
            launch_files.forget(by)

    with ThreadPoolExecutor(1) as pool:
        clearing = pool.submit(clear)
        try:
            for _each in range(300):
                coming = launch_files.receive(by, {"period": launch_files.Upload("period.yaml", b"title: x")})
                assert launch_files.files(coming, ("period",))["period"] is not None
                launch_files.drop(coming)
        finally:
            stop.set()
        clearing.result()
