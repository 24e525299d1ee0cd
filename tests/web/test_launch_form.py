"""The period file as a form: filled from the period before, every wrong field named, the same file written."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
import yaml

from deployments.sample.files import write_sample
from deployments.sample.region import make_region
from models import period_form
from models.period_file import read_period_file, validate
from models.vocabulary import Stage
from tests.factories import HEAD, MEMBER, SmallPeriod, period_file
from tests.web.conftest import Browser
from tests.web.test_launching import CODE, YEAR, home, preview_of

__all__ = ["home"]

World = Callable[[Stage], SmallPeriod]


def filled(text: str) -> dict[str, str]:
    """What a browser would send of a form's page."""
    found = {
        name: unescape(value) for name, value in re.findall(r'<input[^>]* name="([\w-]+)"[^>]* value="([^"]*)"', text)
    }
    found |= {
        name: unescape(value) for name, value in re.findall(r'<textarea[^>]* name="([\w-]+)"[^>]*>([^<]*)<', text)
    }
    for name, options in re.findall(r'<select[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', text):
        found[name] = (re.findall(r'value="([^"]*)" selected', options) or re.findall(r'value="([^"]*)"', options))[0]
    return found


def test_the_form_begins_with_the_period_before_a_year_later(browser: Browser, fresh: World, home: Path) -> None:
    fresh(Stage.COLLECTION)
    text = browser(HEAD).get("/launch/form").text
    form, before = filled(text), period_file()
    assert "Filled in from the period before" in text
    assert form["code"] == str(int(before.code) + 1)
    assert form["starts"] == before.starts.replace(year=before.starts.year + 1).isoformat()
    assert form["deadline-closing"][:4] == str(before.deadlines[Stage.CLOSING].year + 1)
    assert form["region"] == before.region.name
    assert form["target-0-statement"] == before.strategic_targets[0].statement
    assert form["holidays"] == ""


def test_a_saved_form_is_a_period_file_that_is_launched(browser: Browser, fresh: World, home: Path) -> None:
    fresh(Stage.COLLECTION)
    write_sample(make_region(60, year=YEAR), home / "sample")
    sample = read_period_file(home / "sample" / "period.yaml")
    visitor = browser(HEAD)
    form = filled(visitor.get("/launch/form").text) | period_form.fields_of(sample.canonical())
    form |= {"administrators": f"{form['administrators']}\n{HEAD[:8]} {HEAD[8:]}", "setting-minimum_group": "7",
             "decree": "Perbup 7/2026", "feedback_round-use": "none", "target-0-target": "97,5"}  # fmt: skip
    saved = visitor.post("/launch/form", data=form)
    assert (saved.status_code, saved.headers["location"]) == (303, "/launch?done=form")
    shown = visitor.get(saved.headers["location"]).text
    assert "The period file is written" in shown
    given = visitor.get("/launch/period.yaml")
    assert given.headers["content-disposition"] == 'attachment; filename="period.yaml"'
    written = validate(yaml.safe_load(given.content), "period.yaml")
    assert (written.code, written.deadlines, written.holidays) == (CODE, sample.deadlines, sample.holidays)
    assert written.administrators[-1] == HEAD
    assert (written.settings[0].setting, written.settings[0].value) == ("minimum_group", 7)
    assert written.feedback_round.use == "none"
    assert str(written.strategic_targets[0].target) == "97.5"
    roster = ("roster.xlsx", (home / "sample" / "roster.xlsx").read_bytes())
    assert visitor.post("/launch", files={"roster": roster}).headers["location"] == "/launch/check"
    assert f"Launch period {CODE} with" in preview_of(visitor)
    visitor.post("/launch/form", data=form | {"title": "Judul lain"})
    assert visitor.post("/launch", files={"roster": ("", b"")}).status_code == 303, "the roster given before counts"
    assert "Judul lain" in preview_of(visitor)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"starts": "besok"}, "starts", "write a day as year-month-day"),
        ({"ends": "2001-01-01"}, "ends", "ends lies before starts"),
        ({"title": ""}, "title", "at least 1 letters"),
        ({"code": "dua ribu"}, "code", "has a form that is not allowed"),
        ({"head_name": " "}, "head_name", "at least 1 letters"),
        ({"deadline-closing": "2001-01-01"}, "deadline-closing", "closing is due before objection"),
        ({"deadline-quality": ""}, "deadline-quality", "write a day"),
        ({"objection-days": "100"}, "objection-days", "90 or less"),
        ({"objection-days": "dua"}, "objection-days", "whole number"),
        ({"setting-minimum_group": "0", "decree": "Perbup 7"}, "setting-minimum_group", "minimum_group"),
        ({"setting-minimum_group": "7", "decree": ""}, "decree", "at least 3 letters"),
        ({"setting-minimum_group": "banyak", "decree": "Perbup 7"}, "setting-minimum_group", "minimum_group"),
        (
            {"feedback_round-opens": "2027-05-02", "feedback_round-closes": "2027-05-01"},
            "feedback_round-closes",
            "a later day than opens",
        ),
        ({"unit_administrators": f"{HEAD}"}, "unit_administrators", "at least 1 letters"),
        ({"target-0-target": "banyak"}, "target-0-target", "write a number"),
        ({"target-0-target": "0"}, "target-0-target", "more than 0"),
        ({"target-0-statement": ""}, "target-0-statement", "at least 1 letters"),
        ({"holidays": "17 Agustus"}, "holidays", "write a day"),
        ({"timezone": "Europe/Paris"}, "timezone", "no time zone of Indonesia"),
        ({"rule_pack": "PP46"}, "rule_pack", "no rule pack"),
        ({"kind": "weekly"}, "kind", "must be one of"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_stays(
    browser: Browser, standing: World, home: Path, changes: dict[str, str], field: str, words: str
) -> None:
    standing(Stage.COLLECTION)
    visitor = browser(HEAD)
    form = filled(visitor.get("/launch/form").text) | changes
    refused = visitor.post("/launch/form", data=form)
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text
    assert f'id="{field}-error"' in refused.text
    assert words in refused.text
    again = filled(refused.text)
    assert all(again[name] == text for name, text in changes.items() if name not in {"timezone", "rule_pack", "kind"})
    assert not (home / "launch").exists()


def test_more_targets_can_be_asked_for_and_empty_ones_are_left_out(
    browser: Browser, standing: World, home: Path
) -> None:
    standing(Stage.COLLECTION)
    visitor = browser(HEAD)
    form = filled(visitor.get("/launch/form").text)
    more = filled(visitor.post("/launch/form", data=form | {"then": "more"}).text)
    assert len([name for name in more if name.endswith("-statement")]) == (
        len([name for name in form if name.endswith("-statement")]) + 3
    )
    last = max(int(name.split("-")[1]) for name in more if name.startswith("target-"))
    more |= {f"target-{last}-{part}": "7" for part in ("code", "statement", "indicator", "unit_of_measure", "target")}
    assert visitor.post("/launch/form", data=more).status_code == 303
    written = yaml.safe_load(visitor.get("/launch/period.yaml").content)
    assert [each["code"] for each in written["strategic_targets"]][-1] == "7"
    refused = visitor.post("/launch/form", data=more | {f"target-{last}-target": "x"})
    assert f'id="target-{last}-target-error"' in refused.text


def test_only_hr_sees_the_form_and_each_their_own_file(browser: Browser, standing: World, home: Path) -> None:
    standing(Stage.COLLECTION)
    for nip in (MEMBER, None):
        visitor = browser(nip)
        assert visitor.get("/launch/form").status_code in {303, 404}
        assert visitor.post("/launch/form", data={"code": "x"}).status_code in {401, 404}
    assert browser(HEAD).get("/launch/period.yaml").headers["location"] == "/launch"


def test_what_the_form_does_not_ask_for_is_as_before() -> None:
    before = period_file().canonical() | {"reminders": [5], "unit_administrators": [{"nip": HEAD, "unit": "X"}]}
    content = period_form.content_from({}, before)
    assert (content["reminders"], "unit_administrators" in content) == ([5], False)
