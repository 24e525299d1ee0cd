"""All sources of the sample: made from a regency, and written to a folder with their declarations and answer sheet.

Belongs here: which there are and in which order they are brought in. Does not: any one of them.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from deployments.sample.region import Region
from deployments.sample.sources.budget import budget_table
from deployments.sample.sources.national import national_tables
from deployments.sample.sources.presence import attendance_table, leave_table, leaves
from deployments.sample.sources.public import complaint_table, survey_table
from deployments.sample.sources.scene import Scene
from deployments.sample.sources.services import service_tables
from deployments.sample.sources.table import Table
from deployments.sample.sources.work import evidence_table, feedback_table, log_table, realization_table

FOLDER, MISTAKES = "sources", "mistakes.json"
_HEAD = """\
# {title} · contoh / sample
# kinerja source add {file}.yaml --period {year}
# kinerja import file {name} --period {year} --source {code}
"""


def last_day(year: int, today: date) -> date:
    """The last day of which there are data: today in the year itself, from February on, else the end of the year."""
    end = date(year, 12, 31)
    return today if today.year == year and today.month > 1 else end


def tables_of(region: Region, until: date | None = None) -> list[Table]:
    """The tables of all sources that have rows, in the order in which they are best brought in.

    Args:
        region: the regency; without mistakes in its roster there are none here either.
        until: the last day of which there are data; default: see `last_day`.
    """
    today = date.today()  # noqa: DTZ011 - a sample needs no time zone
    scene = Scene(region, until or last_day(region.year, today))
    absent = leaves(scene)
    found = [
        *service_tables(scene),
        survey_table(scene),
        complaint_table(scene),
        budget_table(scene),
        attendance_table(scene, absent),
        leave_table(scene, absent),
        realization_table(scene),
        log_table(scene, absent),
        evidence_table(scene),
        feedback_table(scene),
        *national_tables(scene),
    ]
    if not region.with_mistakes:
        found = [table.corrected() for table in found]
    return [table for table in found if table.rows]


def write_sources(region: Region, folder: Path, until: date | None = None) -> list[Path]:
    """Write every source below `folder`, its declaration beside it, and the answer sheet of the mistakes.

    Returns the paths of the declarations, in the order in which they are best brought in; the file of each has the
    same name with another ending.
    """
    folder.mkdir(parents=True, exist_ok=True)
    answers: list[dict[str, Any]] = []
    declarations = []
    for table in tables_of(region, until):
        first = table.writer(folder / table.file_name, table)
        declarations.append(_declare(table, folder, region.year))
        answers += _answers(table, first)
    text = json.dumps(answers, indent=1, ensure_ascii=False) + "\n"
    (folder / MISTAKES).write_text(text, encoding="utf-8", newline="\n")
    return declarations


def _declare(table: Table, folder: Path, year: int) -> Path:
    path = folder / f"{table.name}.yaml"
    head = _HEAD.format(
        title=table.dataset.name, file=table.name, name=table.file_name, year=year, code=table.definition["code"]
    )
    body = yaml.safe_dump(table.definition, sort_keys=False, allow_unicode=True, width=120)
    path.write_text(head + body, encoding="utf-8", newline="\n")
    return path


def _answers(table: Table, first: int) -> list[dict[str, Any]]:
    rows = {id(row): at for at, row in enumerate(table.rows, first)}
    return [
        {
            "file": table.file_name,
            "row": rows[id(slip.row)],
            "field": slip.field,
            "kind": slip.kind,
            "code": slip.code,
            "becomes": slip.becomes,
        }
        for slip in table.slips
    ]
