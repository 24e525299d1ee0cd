from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from models.rules.explanation import Certainty, Step
from models.rules.packs import DEFAULT_PACK, PACKS, pack_named, pack_of, rule_named
from models.rules.refusals import UnknownRuleError

RULES = [rule for pack in PACKS for rule in pack.rules]


def test_names_are_unique_and_found():
    assert len({pack.name for pack in PACKS}) == len(PACKS)
    assert len({rule.name for rule in RULES}) == len(RULES)
    for pack in PACKS:
        assert pack_named(pack.name) is pack
        for rule in pack.rules:
            assert rule_named(rule.name) is rule
            assert pack_of(rule.name) is pack


@pytest.mark.parametrize("find", [pack_named, rule_named, pack_of])
def test_an_unknown_name_is_refused(find):
    with pytest.raises(UnknownRuleError) as refusal:
        find("PP_10_1979")
    assert refusal.value.code == "UNKNOWN_RULE"
    assert refusal.value.message.render("en") == (
        "There is no rule or pack “PP_10_1979”. List them with: kinerja rules list"
    )


def test_every_rule_says_where_it_stands_and_how_sure_that_is():
    for rule in RULES:
        assert rule.purpose
        assert rule.source.certainty in Certainty
        assert rule.source.regulation
        assert rule.keys
        assert str(rule.source).endswith(rule.source.certainty)


def test_every_contract_rule_is_shipped():
    contract = """PERMENPANRB6_MATRIX SIASN_RATING_CODE SE3_2023_DISTRIBUTION SE3_2023_LEADER AK_ANNUAL AK_PERIODIC
    AK_CUMULATIVE AK_TRANSFER_IN AK_CAP_150PCT PP46_CAPAIAN PP46_PRESTASI PP46_SEBUTAN PP46_TUGAS_BELAJAR PP30_PASAL41
    PERMENPANRB8_IKI PERMENPANRB8_SKP_JPT PERMENPANRB8_TAMBAHAN_CAP PERMENPANRB8_TAMBAHAN PERMENPANRB8_PERIODIK
    TRANSISI_2021 SKM_PERMENPANRB14_2017 IKM_KEP25_2004 PP94_2021_ABSENCE NIP_PARSE NIK_PARSE NIK_NIP_CROSSCHECK
    PP30_KEBERATAN SP4N_SLA EKINERJA_BKN_EXPORT SKP_PENETAPAN AKTIVITAS_DKI"""
    assert set(contract.split()) <= {rule.name for rule in RULES}


def test_the_rows_of_every_table_fit_its_columns():
    tables = [table for pack in PACKS for table in pack.tables]
    assert len(tables) >= 10
    for table in tables:
        assert table.title
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}
        assert all(isinstance(cell, str) for row in table.rows for cell in row)


def test_packs_apply_from_and_until():
    legacy = pack_named("PERMENPANRB8_2021")
    days = (date(2021, 6, 30), date(2021, 7, 1), date(2021, 12, 31), date(2022, 1, 1))
    assert [legacy.applies_on(day) for day in days] == [False, True, True, False]
    default = pack_named(DEFAULT_PACK)
    assert [default.applies_on(day) for day in (date(2021, 12, 31), date(2022, 1, 1), date(2999, 1, 1))] == [
        False,
        True,
        True,
    ]


def test_a_step_reads_in_both_languages_with_its_article():
    rule = rule_named("AK_ANNUAL")
    values = {"a": date(2026, 1, 31), "b": "BAIK", "c": Fraction(1, 8), "d": Decimal("2.50"), "e": 7}
    step = Step("{a}; {b}; {c}; {d}; {e}", rule.source, values)
    assert step.as_output() == {
        "id": "2026-01-31; Baik; 0,125; 2,50; 7",
        "en": "2026-01-31; Baik; 0.125; 2.50; 7",
        "article": "PermenPANRB 1/2023 Ps 37",
        "certainty": "✔",
    }
