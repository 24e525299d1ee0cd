"""Erasing a person: no value or word of theirs is left anywhere, everybody else's are, and history still verifies."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models import actors, database
from models.chain import keys, sealer
from models.chain.verifying import Verdict, verify
from models.database import connection_of, engine_for, one, run, transaction
from models.erasure import files, holds
from models.erasure.erasing import Erased, erase
from models.errors import ConflictError, InvalidInputError, KinerjaError, NotFoundError, WrongStateError
from models.evidence_store import stored_path
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, changed_tables, snapshot
from tests.models.erasure_world import files_with, where
from tests.models.lived import NAMES, SIGNS, lived

ORDER = {"decree": "No. 800/12/BKPSDM/2027", "reason": "Permintaan yang bersangkutan"}


@pytest.fixture
def period(fresh: Callable[[Stage], SmallPeriod], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallPeriod:
    """A closed period, with its files and its key in a home of this test's own."""
    monkeypatch.setenv("KINERJA_MAIL_FOLDER", str(tmp_path / "home" / "mail"))
    monkeypatch.setenv("KINERJA_FILES_FOLDER", str(tmp_path / "home" / "files"))
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    (tmp_path / "home").mkdir()
    return lived(fresh)


def owner() -> Any:
    """The pool of the owner of the tables, of the database in use."""
    return engine_for(database.database_url("owner"), 1)


def erased(nip: str, **changes: Any) -> Erased:
    """Erase somebody for good, files included."""
    with transaction(owner()) as session:
        done = erase(session, nip, by=actors.operator(), **ORDER | changes)
    with transaction() as session:
        files.remove_queued(session)
    return done


def verified() -> Verdict:
    key = keys.signing_key()
    with transaction() as session:
        sealer.seal(session, key)
    with transaction() as session:
        return verify(session, [key.verifier])


def without_roles(nip: str) -> None:
    """All roles of somebody are revoked, as an HR administrator would."""
    from models import roles  # noqa: PLC0415

    with transaction() as session:
        by = actors.person(session, HEAD)
        for row in database.rows(
            session,
            "SELECT r.id FROM role_assignment r JOIN person p ON p.id = r.person_id WHERE p.nip = %(nip)s",
            nip=nip,
        ):
            roles.revoke(session, row["id"], by=by, reason="pensiun")


def test_nothing_of_an_employee_is_left_and_everybody_elses_is(period: SmallPeriod, tmp_path: Path) -> None:
    home = tmp_path / "home"
    mails = home / "mail"
    mails.mkdir()
    (mails / "00000001-a.eml").write_bytes(f"Subject: =?utf-8?q?{NAMES[MEMBER].replace(' ', '=20')}?=\n\n-".encode())
    (mails / "00000002-b.eml").write_bytes(f"Subject: {NAMES[OTHER_MEMBER]}\n\n{SIGNS[OTHER_MEMBER]}".encode())
    assert len(where(SIGNS[MEMBER])) > 10, "the person lived"
    others = where(SIGNS[OTHER_MEMBER]), where(NAMES[OTHER_MEMBER]), where(OTHER_MEMBER)
    assert verified().faults == []

    done = erased(MEMBER)

    for text in (SIGNS[MEMBER], NAMES[MEMBER], MEMBER, f"{MEMBER}@dinkes.example"):
        assert where(text) == [], text
        assert files_with(home, text) == [], text
    for places in (others[0], others[2]):
        places.remove("feedback")  # what the other said of this person was about this person
    assert (where(SIGNS[OTHER_MEMBER]), where(NAMES[OTHER_MEMBER]), where(OTHER_MEMBER)) == others
    assert files_with(home, SIGNS[OTHER_MEMBER]) == ["files/" + _of(OTHER_MEMBER, home), "mail/00000002-b.eml"]
    assert verified().faults == [], "chain, tree, results and today's rows still hold"
    assert (done.left, done.by_name, done.code.startswith("DIHAPUS-")) == (0, True, True)


def _of(nip: str, home: Path) -> str:
    """Where the file of somebody is kept."""
    with transaction() as session:
        found = one(
            session,
            "SELECT v.sha256 FROM evidence v JOIN segment s ON s.id = v.segment_id JOIN person p ON p.id = s.person_id"
            " WHERE p.nip = %(nip)s AND v.kind = 'file'",
            nip=nip,
        )
    assert found
    return str(stored_path(found["sha256"]).relative_to(home / "files"))


def test_a_photo_that_another_gave_too_stays(period: SmallPeriod) -> None:
    with transaction() as session:
        photo = one(session, "SELECT DISTINCT sha256 FROM log_photo")
    assert photo
    erased(MEMBER)
    assert stored_path(photo["sha256"]).exists()
    erased(OTHER_MEMBER)
    assert not stored_path(photo["sha256"]).exists()


def test_what_a_rater_wrote_of_others_goes_and_what_they_decided_stays(period: SmallPeriod) -> None:
    without_roles(DIVISION_HEAD)
    ratings = (
        "SELECT md5(string_agg(concat(id, work_rating, behavior_rating, approval_id), ',' ORDER BY id)) AS all"
        " FROM evaluation"
    )
    results = "SELECT md5(string_agg(r::text, ',' ORDER BY id)) AS all FROM result r"
    with transaction() as session:
        before = one(session, ratings), one(session, results)
    erased(DIVISION_HEAD)
    for text in (SIGNS[DIVISION_HEAD], NAMES[DIVISION_HEAD], DIVISION_HEAD):
        assert where(text) == [], text
    with transaction() as session:
        assert (one(session, ratings), one(session, results)) == before
    assert where(SIGNS[MEMBER])
    assert verified().faults == []


def test_everybody_can_be_erased_one_after_the_other(period: SmallPeriod) -> None:
    without_roles(DIVISION_HEAD)
    for nip in (OTHER_MEMBER, DIVISION_HEAD, MEMBER):
        erased(nip)
        assert verified().faults == [], nip
    for sign in SIGNS.values():
        assert where(sign) == []


def test_again_changes_nothing(period: SmallPeriod) -> None:
    code = erased(MEMBER).code
    before = snapshot()
    again = erased(code)
    assert again.before
    assert changed_tables(before) == set()
    with pytest.raises(NotFoundError, match="DIHAPUS-"), transaction(owner()) as session:
        erase(session, MEMBER, by=actors.operator(), **ORDER)


def test_killed_in_the_middle_nothing_happened(period: SmallPeriod, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot()

    def killed(*_args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("models.erasure.seals.changed", killed)
    with pytest.raises(KeyboardInterrupt), transaction(owner()) as session:
        erase(session, MEMBER, by=actors.operator(), **ORDER)
    assert changed_tables(before) == set()


def test_files_of_an_act_that_was_killed_after_it_are_removed_by_the_next_run(period: SmallPeriod) -> None:
    with transaction() as session:
        file = one(
            session, "SELECT sha256 FROM evidence WHERE kind = 'file' AND segment_id = %(id)s", id=_segment(period)
        )
    assert file
    with transaction(owner()) as session:
        erase(session, MEMBER, by=actors.operator(), **ORDER)
    assert stored_path(file["sha256"]).exists()
    with transaction() as session:
        assert files.remove_queued(session) == 1
        assert files.remove_queued(session) == 0
    assert not stored_path(file["sha256"]).exists()


def _segment(period: SmallPeriod) -> int:
    return period.segments[MEMBER]


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"decree": " "}, InvalidInputError, "number of its decree"),
        ({"reason": ""}, InvalidInputError, "a reason"),
        ({"reason": f"{NAMES[MEMBER]} meminta"}, InvalidInputError, "names the person"),
        ({"reason": "198506152010011003 meminta"}, InvalidInputError, "names the person"),
        ({"reason": "19850615 201001 1 003 meminta"}, InvalidInputError, "names the person"),
    ],
)
def test_a_decree_and_a_reason_without_the_name_are_needed(
    period: SmallPeriod, given: dict[str, str], error: type[KinerjaError], words: str
) -> None:
    before = snapshot()
    with pytest.raises(error, match=words):
        erased(MEMBER, **given)
    assert changed_tables(before) == set()


def test_a_legal_hold_keeps_everything_until_it_is_lifted(period: SmallPeriod) -> None:
    with transaction() as session:
        person = actors.person(session, MEMBER).person_id or 0
        holds.hold(session, person, by=actors.operator(), decree="No. 7", reason="Pemeriksaan")
    with pytest.raises(ConflictError, match=r"No\. 7"):
        erased(MEMBER)
    with pytest.raises(ConflictError), transaction() as session:
        holds.hold(session, person, by=actors.operator(), decree="No. 8", reason="Lagi")
    with transaction() as session:
        holds.release(session, person, by=actors.operator(), reason="Selesai")
    with pytest.raises(WrongStateError), transaction() as session:
        holds.release(session, person, by=actors.operator(), reason="Selesai")
    assert not erased(MEMBER).before


def test_whoever_is_needed_in_an_open_period_stays(fresh: Callable[[Stage], SmallPeriod]) -> None:
    fresh(Stage.COLLECTION)
    for nip in (MEMBER, DIVISION_HEAD, HEAD, "KDH"):
        with pytest.raises(WrongStateError, match="2026"):
            erased(nip)


def test_whoever_holds_a_role_stays_until_it_is_revoked(period: SmallPeriod) -> None:
    with pytest.raises(WrongStateError, match="role"):
        erased(DIVISION_HEAD)


def test_erasing_never_hides_what_somebody_changed(period: SmallPeriod) -> None:
    """A rating edited behind the ledger is found before, and an erasure does not make it the new truth."""
    with transaction(owner()) as session:
        connection_of(session).execute("SET LOCAL session_replication_role = replica")
        run(session, "UPDATE result SET predicate = 'SANGAT_BAIK' WHERE segment_id = %(id)s", id=_segment(period))
    with pytest.raises(ConflictError, match="not those that were sealed"):
        erased(MEMBER)


def test_an_act_on_record_does_not_excuse_another_change(period: SmallPeriod) -> None:
    erased(MEMBER)
    with transaction(owner()) as session:
        connection_of(session).execute("SET LOCAL session_replication_role = replica")
        run(session, "UPDATE result SET predicate = 'SANGAT_BAIK' WHERE segment_id = %(id)s", id=_segment(period))
    assert "rows_changed" in {fault.code for fault in verified().faults}


def test_not_even_while_erasing_does_history_change_otherwise(period: SmallPeriod) -> None:
    import psycopg  # noqa: PLC0415

    for statement in (
        "UPDATE evaluation SET work_rating = 'DI_ATAS_EKSPEKTASI'",
        "UPDATE result SET predicate = 'BAIK'",
        "DELETE FROM decision",
        "UPDATE indicator SET target_min = 1, target_max = 1",
        "UPDATE audit_event SET event = 'x.y'",
        "UPDATE letter_content SET digest = repeat('0', 64)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _while_erasing(statement)


def _while_erasing(statement: str) -> None:
    with transaction(owner()) as session:
        run(session, "SELECT set_config('kinerja.erasing', 'on', true)")
        connection_of(session).execute(statement)  # type: ignore[call-overload]


def test_the_application_cannot_erase(period: SmallPeriod) -> None:
    import psycopg  # noqa: PLC0415

    with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction() as session:
        erase(session, MEMBER, by=actors.operator(), **ORDER)


def test_a_name_that_somebody_else_has_too_stays_in_other_texts(period: SmallPeriod) -> None:
    with transaction() as session:
        run(session, "UPDATE person SET name = %(n)s WHERE nip = %(nip)s", n=NAMES[MEMBER], nip=OTHER_MEMBER)
    done = erased(MEMBER)
    assert not done.by_name
    assert "person" in where(NAMES[MEMBER])
    assert where(MEMBER) == where(SIGNS[MEMBER]) == []


def test_whoever_was_erased_is_no_row_for_siasn_and_gets_no_letter_or_account(period: SmallPeriod) -> None:
    from models import account_rights, letters  # noqa: PLC0415
    from models.board import find_period  # noqa: PLC0415
    from models.exchange import siasn  # noqa: PLC0415

    done = erased(MEMBER)
    with transaction() as session:
        export = siasn.KINDS["skp22"](session, find_period(session, period.code))
        assert [row["held"] for row in export.held] == ["erased"]
        assert None not in [line["nipBaru"] for line in export.rows]
        for kind in ("plan", "evaluation", "decision"):
            assert _segment(period) not in [row["segment"] for row in letters.those_of(session, kind, period.code)]
            with pytest.raises(NotFoundError):
                letters.written(session, kind, _segment(period), "en")
        hr = actors.person(session, HEAD)
        assert done.code not in [
            row["official_code"] for row in account_rights.find(session, account_rights.Wanted(), by=hr)
        ]
    with pytest.raises(NotFoundError), transaction() as session:
        account_rights.check(session, done.person_id, by=hr)
    with pytest.raises(WrongStateError, match="nobody who could sign in"), transaction() as session:
        account_rights.check(session, done.person_id, by=actors.operator())


def test_notices_that_wait_are_not_sent_to_nobody(period: SmallPeriod) -> None:
    with transaction() as session:
        waiting = "SELECT count(*) AS n FROM notice n JOIN person p ON p.id = n.person_id WHERE n.status = 'queued'"
        of = waiting + " AND (p.nip = %(nip)s OR p.erased_at IS NOT NULL)"
        assert (one(session, of, nip=MEMBER) or {})["n"]
        others = (one(session, of, nip=OTHER_MEMBER) or {})["n"]
    erased(MEMBER)
    with transaction() as session:
        assert (one(session, of, nip=OTHER_MEMBER) or {})["n"] == others
