"""Tables at every width: columns go before words are broken, and a pipe is never squeezed."""

import pytest

from cli.tables import console, print_table

COLUMNS = ("Unit", "People", "Stage", "Waits for", "Due", "Last run")
LINE = (
    "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
    10,
    "4/9 approval",
    "10 of 10 people await their rater, the organization predicate is missing",
    "2026-12-27",
    "approval #1 waiting, 11-22 02:34",
)


def _printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: str) -> str:
    if width:
        monkeypatch.setenv("COLUMNS", width)
        monkeypatch.setattr(console, "_width", int(width))
    else:
        monkeypatch.delenv("COLUMNS", raising=False)
    print_table("Board", COLUMNS, [LINE], dispensable=(5, 1))
    return capsys.readouterr().out


@pytest.mark.parametrize(("width", "shown"), [("80", 4), ("100", 5), ("140", 6), ("", 6)])
def test_the_least_needed_columns_go_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: str, shown: int
) -> None:
    text = _printed(monkeypatch, capsys, width)
    heading = text.splitlines()[2]
    assert len([name for name in COLUMNS if name in heading]) == shown
    assert all(len(line) <= int(width or 140) for line in text.splitlines())
    for word in ("Pengembangan", "organization", "2026-12-27"):
        assert word in text, "a word was broken"


def test_nothing_in_a_cell_is_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_table("[red]t", ["[bold]c"], [["[link=x]v"]])
    text = capsys.readouterr().out
    assert all(word in text for word in ("[red]t", "[bold]c", "[link=x]v"))
