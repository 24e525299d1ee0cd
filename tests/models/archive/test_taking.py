"""Taking an archive: who may, what is on record, equal bytes for equal state, pseudonyms but for whom is disclosed."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from deployments.verifier import verify_archive
from models import actors, looks
from models.archive import taking
from models.chain import keys, sealer
from models.database import one, rows, run, transaction
from models.errors import InvalidInputError, NotAllowedError, NotFoundError
from models.vocabulary import Stage
from tests.factories import HEAD, MEMBER, OTHER_MEMBER, PEOPLE, SmallPeriod


@pytest.fixture
def sealed(period: SmallPeriod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallPeriod:
    """A period of which two stages are sealed and numbered."""
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    period.up_to(Stage.COLLECTION)
    with transaction() as session:
        sealer.seal(session, keys.signing_key())
    return period


def take(period: SmallPeriod, path: Path, *, by: str = "", disclose: tuple[str, ...] = ()) -> taking.Taken:
    with transaction() as session:
        who = actors.operator()
    if by:
        who = period.actor(by)
    with transaction() as session:
        return taking.take(session, period.code, path, by=who, disclose=disclose)


def test_equal_state_gives_equal_bytes(sealed: SmallPeriod, tmp_path: Path) -> None:
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    done = take(sealed, first)
    take(sealed, second)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        manifest = archive.read("manifest.json")
        assert hashlib.sha256(manifest).hexdigest() == done.digest
        for name, said in json.loads(manifest)["files"].items():
            body = archive.read(name)
            assert said == {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body), "lines": body.count(b"\n")}


def test_taking_it_is_on_record(sealed: SmallPeriod, tmp_path: Path) -> None:
    done = take(sealed, tmp_path / "a.zip", disclose=(MEMBER,))
    with transaction() as session:
        event = one(session, "SELECT actor_kind, period_id, content FROM audit_event WHERE event = 'period.exported'")
        person = one(session, "SELECT id FROM person WHERE nip = %(nip)s", nip=MEMBER)
    assert event
    assert person
    assert (event["actor_kind"], event["period_id"]) == ("operator", sealed.id)
    with transaction() as session:
        looked = [looks.looks_at(session, sealed.segments[nip]) for nip in (MEMBER, OTHER_MEMBER)]
    assert [len(each) for each in looked] == [1, 0], "whom it names by name, and nobody else"
    assert (event["content"]["manifest"], event["content"]["disclosed"]) == (done.digest, [person["id"]])


def test_people_are_pseudonyms_but_for_whom_is_disclosed(sealed: SmallPeriod, tmp_path: Path) -> None:
    take(sealed, tmp_path / "a.zip", disclose=(MEMBER,))
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
        [told] = [
            row for line in archive.read("persons.jsonl").decode().splitlines() if (row := json.loads(line))["number"]
        ]
    assert {nip for nip in PEOPLE if nip in text} == {MEMBER}
    assert "Pegawai 4" not in text
    salted = hashlib.sha256(bytes.fromhex(told["key"]) + MEMBER.encode()).hexdigest()
    assert (told["number"], told["name"], told["person"]) == (MEMBER, "Pegawai 3", salted[:32])


def test_what_has_no_number_yet_is_named_and_not_proven(sealed: SmallPeriod, tmp_path: Path) -> None:
    """A live system goes on while it is taken: a decision and a seal that are newer than the newest root."""
    sealed.run(Stage.COLLECTION)
    sealed.report_all()
    assert sealed.run(Stage.COLLECTION).outcome == "sealed"
    take(sealed, tmp_path / "a.zip")
    report = verify_archive.verify(str(tmp_path / "a.zip"))
    assert report.faults == []
    assert report.counts["pending"] > 1
    assert report.counts["seals"] == 2, "the third stage's seal has no number"


def test_auditors_and_hr_may_and_others_may_not(sealed: SmallPeriod, tmp_path: Path) -> None:
    with transaction() as session:
        auditor = actors.person(session, OTHER_MEMBER).person_id
        run(session, "INSERT INTO role_assignment (person_id, role) VALUES (%(who)s, 'auditor')", who=auditor)
    take(sealed, tmp_path / "1.zip", by=OTHER_MEMBER)
    take(sealed, tmp_path / "2.zip", by=HEAD)
    with pytest.raises(NotAllowedError, match="auditor"):
        take(sealed, tmp_path / "3.zip", by=MEMBER)
    assert sorted(path.name for path in tmp_path.glob("*.zip")) == ["1.zip", "2.zip"]


def test_what_cannot_be_written_or_disclosed_leaves_nothing(sealed: SmallPeriod, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="disclosed"):
        take(sealed, tmp_path / "a.zip", disclose=("197001011995031009",))
    with pytest.raises(InvalidInputError, match="cannot be written"):
        take(sealed, tmp_path / "nowhere" / "a.zip")
    assert list(tmp_path.glob("*.zip*")) == []
    with transaction() as session:
        assert rows(session, "SELECT id FROM audit_event WHERE event = 'period.exported'") == []


def test_a_key_that_went_with_an_erased_person_discloses_nobody(sealed: SmallPeriod, tmp_path: Path) -> None:
    take(sealed, tmp_path / "a.zip")
    with transaction() as session:
        who = actors.person(session, MEMBER).person_id
        run(session, "UPDATE pseudonym SET key = NULL WHERE person_id = %(who)s", who=who)
    take(sealed, tmp_path / "b.zip", disclose=(MEMBER,))
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert MEMBER not in "".join(archive.read(name).decode() for name in archive.namelist())
