"""`kinerja source`: what is written for a unit, and what is said when its code is not known."""

from pathlib import Path

from tests.factories import AGENCY, SmallPeriod
from tests.journeys.commands import said, told


def test_a_template_for_an_unknown_agency_is_told_the_codes_there_are(period: SmallPeriod, tmp_path: Path) -> None:
    """It was written with nobody in its drop-downs, and nothing was said."""
    path = tmp_path / "x.xlsx"
    asked = ("source", "template", "leave", "--period", period.code, "--out", path)
    assert f"Write one of these codes: {AGENCY} (" in str(told(*asked, "--unit", "5.03", code=1))
    assert not path.exists()
    assert f"--period {period.code} --dataset leave" in said(*asked, "--unit", AGENCY)
