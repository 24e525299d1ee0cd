"""A closed period in which two people wrote everything that people write: for tests of erasing one of them.

Belongs here: living it, and the sentences. Does not: erasing (test_erasure).
Each sentence has its writer's sign in it, so that whoever looks for the sign finds every one of them.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from models import closing, coaching, dialogue, evidence, log_photos, objection, postgres, target_setting
from models.coaching import Talk
from models.database import rows, transaction
from models.evidence_store import files_folder
from models.plan_content import IndicatorInput, WorkResultInput
from models.vocabulary import Stage
from tests import acts, worlds
from tests.acts import World
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, decider, found_period, plan
from tests.models.pictures import jpeg
from tests.platform import home

#: In every sentence that was written by somebody.
SIGNS = {MEMBER: "cempaka", OTHER_MEMBER: "melati", DIVISION_HEAD: "kenanga"}
NAMES = {MEMBER: "Pegawai 3", OTHER_MEMBER: "Pegawai 4", DIVISION_HEAD: "Pegawai 2"}


def lived(fresh: Callable[[worlds.World], SmallPeriod]) -> SmallPeriod:
    """A copy of the small period that was lived to its end, with its files where the test keeps them."""
    period = fresh(_world)
    shutil.copytree(_files(), files_folder(), dirs_exist_ok=True)
    return period


def _world(server: postgres.Server) -> str:
    return worlds.made(server, "kinerja_lived", lambda server: worlds.template(server, Stage.TARGET_SETTING), _live)


def _files() -> Path:
    return home() / "files of the lived period"


def _live() -> None:
    """From plans to the end; once per test run, whichever test asks first."""
    with pytest.MonkeyPatch.context() as environment, tempfile.TemporaryDirectory() as given:
        environment.setenv("KINERJA_FILES_FOLDER", str(_files()))
        _from_plans_to_the_end(found_period(), Path(given))


def _from_plans_to_the_end(period: SmallPeriod, folder: Path) -> None:
    period.run(Stage.TARGET_SETTING)
    for nip in (HEAD, DIVISION_HEAD, MEMBER, OTHER_MEMBER):
        _agree(period, nip)
    period.run(Stage.TARGET_SETTING)
    period.run(Stage.COLLECTION)
    for nip in (MEMBER, OTHER_MEMBER):
        _work(period, nip, folder)
    period.pass_stage(Stage.COLLECTION)
    period.run(Stage.QUALITY)
    _waive(period)
    for stage in (Stage.QUALITY, Stage.APPROVAL, Stage.SCORING, Stage.NOTIFICATION):
        period.pass_stage(stage)
    _end(period)


def _agree(period: SmallPeriod, nip: str) -> None:
    with transaction() as session:
        w = World(session, period)
        target_setting.draft(session, w.segment(nip), _plan(nip), by=w.who(nip))
        target_setting.submit(session, w.segment(nip), by=w.who(nip))
        request = w.request("plan", nip)
        if nip in SIGNS and nip != DIVISION_HEAD:
            acts.send_back(w, request, by=DIVISION_HEAD, reason=f"Rencana kurang kenanga menurut {NAMES[nip]}")
            target_setting.draft(session, w.segment(nip), _plan(nip), by=w.who(nip))
            target_setting.submit(session, w.segment(nip), by=w.who(nip))
            request = w.request("plan", nip)
        target_setting.approve(session, request, by=decider(session, request))


def _plan(nip: str) -> list[WorkResultInput]:
    if nip not in SIGNS:
        return plan("S1")
    indicator = IndicatorInput(
        aspect="quantity",
        statement=f"Jumlah bunga {SIGNS[nip]} di taman",
        unit_of_measure="pohon",
        target_min="100",  # type: ignore[arg-type]
        target_max="100",  # type: ignore[arg-type]
        data_source=f"Buku {SIGNS[nip]}",
    )
    return [WorkResultInput(number=1, statement=f"Taman {SIGNS[nip]} terawat", supports="1", indicators=[indicator])]


def _work(period: SmallPeriod, nip: str, folder: Path) -> None:
    """A daily log with a photo, evidence, an explanation, feedback, a talk, messages."""
    sign, other = SIGNS[nip], OTHER_MEMBER if nip == MEMBER else MEMBER
    photo, file = folder / "photo.jpg", folder / f"{sign}.txt"
    photo.write_bytes(jpeg())  # the same of both
    file.write_text(f"Rekap harian: {sign} disiram\n", encoding="utf-8")
    with transaction() as session:
        w = World(session, period)
        entry = acts.log(w, nip, description=f"Menyiram {sign}")
        log_photos.attach(session, w.segment(nip), entry, path=photo, name=f"{sign}.jpg", by=w.who(nip))
        acts.judge_logs(w, entry, outcome="rejected", reason=f"Kurang kenanga, {NAMES[nip]}")
        acts.link(w, nip, address=f"https://taman.example/{nip}/{sign}", description=f"Foto {sign}")
        evidence.attach_file(
            session, w.segment(nip), work_result=1, indicator=1, month=acts.first_day(), path=file, by=w.who(nip)
        )
        acts.explain(w, nip, words=f"Hujan lebat merusak {sign} kami", remedy=f"Menanam {sign} lagi")
        acts.tell(w, other, by=nip, words=f"Terima kasih untuk {sign} di kantor")
        acts.tell(w, nip, by=DIVISION_HEAD, words=f"Rawat kenanga juga, {NAMES[nip]}")
        dialogue.write(session, w.segment(nip), f"Bolehkah saya menanam {sign} di belakang?", by=w.who(nip))
        dialogue.write(session, w.segment(nip), "Boleh, di samping kenanga saya.", by=w.who(DIVISION_HEAD))
        talk = Talk("guidance", acts.first_day(), "Kami membahas kenanga", "Disepakati kenanga setiap hari")
        number = coaching.record(session, w.segment(nip), talk, by=w.who(DIVISION_HEAD))
        coaching.confirm(session, w.segment(nip), number, by=w.who(nip), remark=f"Setuju, demi {sign}")


def _waive(period: SmallPeriod) -> None:
    """What blocks somebody stands by a waiver that names them."""
    with transaction() as session:
        for finding in rows(
            session,
            "SELECT f.id, e.name FROM finding f JOIN segment s ON s.id = f.segment_id JOIN person e ON e.id ="
            " s.person_id WHERE f.severity = 'block' AND f.fixed_at IS NULL",
        ):
            acts.waive(World(session, period), finding["id"], reason=f"Benar menurut {finding['name']}")


def _end(period: SmallPeriod) -> None:
    """Both object, the rater answers, the superior decides; the others accept; the period closes."""
    for nip in (MEMBER, OTHER_MEMBER):
        with transaction() as session:
            w = World(session, period)
            acts.file(w, nip, statement=f"Nilai {SIGNS[nip]} saya keliru")
            answer = f"Kenanga {NAMES[nip]} memang kurang"
            objection.answer(session, w.objection(), by=w.who(DIVISION_HEAD), statement=answer)
            acts.decide(w, w.request("objection", nip), by=HEAD, reason=f"Alasan {NAMES[nip]} tidak cukup")
    period.accept_all(but=(MEMBER, OTHER_MEMBER))
    period.run(Stage.OBJECTION)
    period.run(Stage.CLOSING)
    with transaction() as session:
        assert closing.close_period(session, period.id), rows(session, "SELECT position FROM period_unit")
