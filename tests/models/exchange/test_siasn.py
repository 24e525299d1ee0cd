"""Files for SIASN: its field names and codes, one row for each person, only results that are final."""

from datetime import date
from decimal import Decimal

import pytest

from models import actors, launch
from models.board import find_period
from models.database import run, transaction
from models.exchange import final_results, siasn
from models.vocabulary import Rating, Stage
from tests.acts import World, decide
from tests.factories import (
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    OTHER_MEMBER,
    SmallPeriod,
    entry,
    period_file,
    small_roster,
    unit,
)
from tests.models.test_annual import SCORED

YEAR = date.today().year  # noqa: DTZ011
_FIELDS = {
    "skp22": "nipBaru id tahun hasilKinerjaNilai perilakuKerjaNilai kuadranKinerjaNilai penilaiNipNrp penilaiNama "
    "penilaiJabatan penilaiGolongan penilaiUnorNama pnsDinilaiOrang statusPenilai path",
    "periodic": "nipBaru id pnsDinilaiId tahun periodikId bulanMulaiPenilaian tahunMulaiPenilaian "
    "bulanSelesaiPenilaian tahunSelesaiPenilaian hasilKinerjaNilai perilakuKerjaNilai kuadranKinerjaNilai koefisienId "
    "penilaiNipNrp penilaiNama penilaiJabatanNama penilaiGolongan penilaiUnorNama statusPenilai",
}


def _export(kind: str) -> siasn.Export:
    with transaction() as session:
        return siasn.KINDS[kind](session, find_period(session, "2026"))


@pytest.mark.parametrize("stands_at", [Stage.OBJECTION])
@pytest.mark.parametrize("kind", _FIELDS)
def test_a_file_has_the_names_of_siasn_in_its_order(period: SmallPeriod, kind: str) -> None:
    period.accept_all()
    export = _export(kind)
    assert {tuple(row) for row in export.rows} == {tuple(_FIELDS[kind].split())}
    assert export.held == []


@pytest.mark.parametrize("stands_at", [Stage.OBJECTION])
def test_one_is_the_best_rating_and_the_regional_head_is_no_civil_servant(period: SmallPeriod) -> None:
    period.accept_all()
    found = {row["nipBaru"]: row for row in _export("skp22").rows}
    assert len(found) == 4
    assert (found[MEMBER]["hasilKinerjaNilai"], found[MEMBER]["perilakuKerjaNilai"]) == (2, 2)
    assert (found[MEMBER]["penilaiNipNrp"], found[MEMBER]["statusPenilai"]) == (DIVISION_HEAD, "ASN")
    assert found[MEMBER]["penilaiUnorNama"] == "Dinas Kesehatan"
    assert (found[HEAD]["penilaiNipNrp"], found[HEAD]["penilaiJabatan"]) == (None, None)
    assert found[HEAD]["statusPenilai"] == "NON ASN"
    assert found[MEMBER]["tahun"] == YEAR


def test_a_result_is_held_until_it_is_final(period: SmallPeriod) -> None:
    assert final_results.held_back(_export("skp22").held) == {"not_scored": 4}
    period.up_to(Stage.NOTIFICATION)
    assert final_results.held_back(_export("skp22").held) == {"not_published": 4}
    period.pass_stage(Stage.NOTIFICATION)
    assert final_results.held_back(_export("skp22").held) == {"may_object": 4}
    with transaction() as session:
        request = World(session, period).objected(MEMBER)
    period.accept_all(but=(MEMBER,))
    export = _export("skp22")
    assert final_results.held_back(export.held) == {"objection_open": 1}
    assert MEMBER not in {row["nipBaru"] for row in export.rows}
    with transaction() as session:
        decide(World(session, period), request, work=Rating.ABOVE, behavior=Rating.ABOVE)
    assert final_results.held_back(_export("skp22").held) == {"scored_anew": 1}
    period.run(Stage.OBJECTION)
    export = _export("skp22")
    assert export.held == []
    assert next(row for row in export.rows if row["nipBaru"] == MEMBER)["hasilKinerjaNilai"] == 1


@pytest.mark.parametrize("stands_at", [Stage.OBJECTION])
def test_a_clock_that_ran_out_makes_a_result_final(period: SmallPeriod) -> None:
    with transaction() as session:
        run(session, "UPDATE publication SET objection_until = now() - interval '1 second'")
    assert len(_export("skp22").rows) == 4


def test_credit_points_are_summed_by_level_with_the_predicate_of_the_year(db: str) -> None:
    first = entry(MEMBER, DIVISION_HEAD, 3, functional_level="Ahli Pertama", ends=date(YEAR, 4, 30))
    then = entry(MEMBER, DIVISION_HEAD, 3, functional_level="Ahli Muda", starts=date(YEAR, 5, 1))
    acting = entry(OTHER_MEMBER, HEAD, 2, post="Plt. Kepala Bidang", is_acting=True, functional_level="Ahli Muda")
    heads = [row for row in small_roster() if row.nip in {HEAD, DIVISION_HEAD}]
    with transaction() as session:
        people = [*heads, first, then, acting]
        launch.launch(session, period_file(), people, [unit()], roster_digest="0" * 64, by=actors.operator())
        session.connection().exec_driver_sql(SCORED)
        run(
            session,
            "INSERT INTO publication (result_id, objection_until) SELECT id, now() - interval '1 s' FROM result",
        )
    export = _export("credit-points")
    # 4/12 x 150 % x 12.5 and 8/12 x 150 % x 25; who only acted has no year, and no credit points
    assert [
        (row["nipBaru"], row["bulanMulaiPenailan"], row["bulanSelesaiPenailan"], row["kreditBaruTotal"])
        for row in export.rows
    ] == [(MEMBER, "01", "04", Decimal("6.25")), (MEMBER, "05", "12", Decimal("25.00"))]
    assert {(row["isKonversi"], row["isIntegrasi"]) for row in export.rows} == {("1", "0")}
    assert final_results.held_back(_export("skp22").held) == {"acting_only": 1}
    assert len(_export("periodic").rows) == 4
