"""Headings are found among the first rows whatever stands around them, also merged over several rows."""

from models.files.headings import find_headings

WANTED = {
    "code": ("Kode Rekening",),
    "ceiling": ("Pagu Murni",),
    "revised": ("Pagu Perubahan",),
    "spent": ("Realisasi",),
}
REQUIRED = {"code", "ceiling", "spent"}


def test_a_floating_header_is_found_by_its_names() -> None:
    rows = [["LAPORAN"], [], ["No", "kode_rekening", "PAGU MURNI", "realisasi", "Ket"], ["1", "x", "5", "3", ""]]
    found = find_headings(rows, WANTED, REQUIRED)
    assert found is not None
    assert (found.first, found.last) == (2, 2)
    assert found.positions == {"code": 1, "ceiling": 2, "spent": 3}
    assert (found.missing, found.unknown, found.doubled) == ((), ("No", "Ket"), ())


def test_groups_merged_to_the_right_and_cells_merged_downward() -> None:
    rows = [
        ["REALISASI ANGGARAN", None, None, None, None],
        ["Kode Rekening", "Pagu", None, "Realisasi", None],
        [None, "Murni", "Perubahan", None, None],
        ["1.02", "5", "6", "3", None],
    ]
    found = find_headings(rows, WANTED, REQUIRED)
    assert found is not None
    assert (found.first, found.last) == (1, 2)
    assert found.positions == {"code": 0, "ceiling": 1, "revised": 2, "spent": 3}
    assert (found.missing, found.unknown) == ((), ())


def test_what_is_missing_or_stands_twice_is_told() -> None:
    found = find_headings([["Kode Rekening", "Realisasi", "Realisasi"]], WANTED, REQUIRED)
    assert found is not None
    assert (found.missing, found.doubled) == (("ceiling",), ("spent",))


def test_nothing_like_it_is_none() -> None:
    assert find_headings([["a", "b"], ["c"]], WANTED, REQUIRED) is None
    assert find_headings([], WANTED, REQUIRED) is None
