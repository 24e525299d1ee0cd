"""The indicator library: everybody reads it, HR administrators keep it, versions stay."""

from collections.abc import Callable

import pytest

from models.database import rows, transaction
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, SmallPeriod
from tests.web.conftest import Browser

ENTRY = {
    "post_kind": "PELAKSANA", "aspect": "quality", "statement": "Persentase berkas lengkap <3 hari",
    "unit_of_measure": "persen", "data_source": "Register loket", "direction": "normal", "note": "Hitung per bulan.",
}  # fmt: skip


@pytest.fixture
def period(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    return fresh(Stage.COLLECTION)


def test_an_indicator_is_added_revised_and_retired(browser: Browser, period: SmallPeriod) -> None:
    keeper, reader = browser(HEAD), browser(MEMBER)
    added = keeper.post("/library/write", data=ENTRY)
    assert added.headers["location"] == "/library/1?done=written"
    assert "Persentase berkas lengkap &lt;3 hari" in reader.get("/library?kind=all").text
    form = keeper.get("/library/write?change=1").text
    assert 'name="seen" value="1"' in form
    revised = ENTRY | {"number": "1", "seen": "1", "statement": "Persentase berkas lengkap dalam tiga hari"}
    assert keeper.post("/library/write", data=revised).status_code == 303
    stale = keeper.post("/library/write", data=revised)
    assert (stale.status_code, "changed or retired since" in stale.text) == (409, True)
    assert keeper.post("/library/1/retire", data={"reason": " "}).status_code == 422
    assert keeper.post("/library/1/retire", data={"reason": "Sulit diukur."}).status_code == 303
    assert "Sulit diukur." in reader.get("/library/1").text
    assert "No indicator fits" in reader.get("/library?kind=all").text
    assert keeper.post("/library/1/retire", data={"reason": "Lagi."}).status_code == 409
    with transaction() as session:
        events = [row["event"] for row in rows(session, "SELECT event FROM audit_event WHERE subject_kind = 'library'")]
    assert events == ["library.written", "library.written", "library.retired"]


def test_it_says_how_many_use_an_indicator(browser: Browser, period: SmallPeriod) -> None:
    with transaction() as session:
        used = rows(
            session,
            "SELECT i.statement, count(DISTINCT p.segment_id) AS people FROM indicator i"
            " JOIN work_result w ON w.id = i.work_result_id JOIN plan p ON p.id = w.plan_id AND p.status = 'approved'"
            " GROUP BY 1 ORDER BY 2 DESC LIMIT 1",
        )[0]
    browser(HEAD).post("/library/write", data=ENTRY | {"statement": f" {used['statement'].upper()} "})
    row = browser(MEMBER).get("/library?kind=all").text.split("</thead>")[1]
    assert f">{used['people']}</td>" in row


@pytest.mark.parametrize("missing", ["statement", "unit_of_measure", "data_source", "post_kind", "aspect"])
def test_what_nobody_could_measure_is_refused(browser: Browser, period: SmallPeriod, missing: str) -> None:
    answer = browser(HEAD).post("/library/write", data=ENTRY | {missing: ""})
    assert answer.status_code == 422
    assert "Hitung per bulan." in answer.text


@pytest.mark.parametrize("nip", [MEMBER, DIVISION_HEAD])
def test_only_administrators_keep_it(browser: Browser, period: SmallPeriod, nip: str) -> None:
    visitor = browser(nip)
    browser(HEAD).post("/library/write", data=ENTRY)
    assert visitor.get("/library/write").status_code == 404
    assert visitor.post("/library/write", data=ENTRY).status_code == 404
    assert visitor.post("/library/1/retire", data={"reason": "x"}).status_code == 404
    assert visitor.get("/library/7").status_code == 404
    assert visitor.get("/library").status_code == 200
