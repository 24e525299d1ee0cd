"""The table of problems on the screen: the gravest first, then by who must mend them.

Belongs here: columns and colors. Does not: what is a problem (models/roster).
"""

from rich.table import Table
from rich.text import Text

from models.language import N_, _
from models.roster.problem import SEVERITY_ORDER
from models.roster.report import RosterReport
from models.vocabulary import Severity

_STYLES = {Severity.BLOCK: "bold red", Severity.WARN: "yellow", Severity.INFO: "cyan"}

_LABELS = {Severity.BLOCK: N_("holds rows back"), Severity.WARN: N_("warning"), Severity.INFO: N_("note")}


def problem_table(report: RosterReport, most: int) -> Table:
    """At most `most` problems, grouped by severity, then by owner."""
    table = Table(title=report.source, title_justify="left", expand=True, show_lines=False, pad_edge=False)
    table.add_column(_("Where"), ratio=2, overflow="fold", min_width=12)
    table.add_column(_("Code"), no_wrap=True)  # people search and copy it
    for heading in (_("Problem"), _("What to do")):
        table.add_column(heading, ratio=6, overflow="fold")
    ordered = sorted(
        report.problems, key=lambda problem: (SEVERITY_ORDER[problem.severity], problem.owner, problem.row)
    )
    group = None
    for problem in ordered[:most]:
        if (problem.severity, problem.owner) != group:
            group = (problem.severity, problem.owner)
            table.add_section()
            table.add_row(
                Text(_(_LABELS[problem.severity]), _STYLES[problem.severity]), "", Text(problem.owner, "bold"), ""
            )
        where = f"{problem.sheet} {problem.row}\n{problem.field}"
        texts = (where, problem.code, problem.message.render(), problem.remedy.render())
        table.add_row(*(Text(text) for text in texts))
    return table
