"""Tables for people: headings and words are read, other values stay."""

import pytest

from cli.headings import cell, heading, print_rows


@pytest.fixture(autouse=True)
def _indonesian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "id")


def test_a_heading_is_no_column_name():
    assert heading("asked_nip") == "NIP yang memutuskan"


@pytest.mark.parametrize(
    ("column", "value", "read"),
    [
        ("kind", "distribution", "sebaran predikat"),
        ("predicate", "SANGAT_BAIK", "Sangat Baik"),
        ("plan", "approved v2", "disetujui v2"),
        ("event", "plan.returned", "SKP: dikembalikan"),
        ("name", "plan", "plan"),
        ("predicate", None, None),
        ("people", 12, 12),
    ],
)
def test_only_words_become_labels(column, value, read):
    assert cell(column, value) == read


def test_rows_are_printed_with_both(capsys):
    print_rows("Semua", ("name", "predicate"), [{"name": "Siti", "predicate": "BUTUH_PERBAIKAN", "id": 1}])
    said = capsys.readouterr().out
    assert "Predikat" in said
    assert "Butuh Perbaikan" in said
    assert "BUTUH_PERBAIKAN" not in said
