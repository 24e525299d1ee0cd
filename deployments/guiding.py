"""Raters of the sample follow the work of their people: they validate daily logs and give feedback.

Belongs here: who of the sample decides on what, through the verbs of everybody. Does not: planning, reporting and
rating (acting), or what came in from sources (delivering). A second start finds nothing more to do.
"""

from typing import Any, LiteralString

from deployments.acting import Track
from models import feedback
from models.actors import Actor
from models.database import Row, rows, transaction
from models.log_decisions import decide
from models.vocabulary import Stage

_WAITING: LiteralString = """
SELECT s.rater_id, array_agg(l.id ORDER BY l.id) AS logs
  FROM activity_log l JOIN segment s ON s.id = l.segment_id JOIN period p ON p.id = l.period_id
  JOIN unit u ON u.id = l.unit_id
  JOIN period_unit here ON here.period_id = l.period_id AND here.unit_id = l.unit_id AND here.position <= %(last)s
 WHERE p.code = %(period)s AND l.superseded_at IS NULL AND l.status = 'submitted' AND s.rater_id IS NOT NULL
   AND u.code <> %(left_alone)s AND NOT EXISTS (SELECT FROM evaluation WHERE segment_id = s.id)
 GROUP BY s.rater_id ORDER BY s.rater_id
"""
#: Of each rater the first whom they rate and nobody has told anything by hand yet.
_UNTOLD: LiteralString = """
SELECT DISTINCT ON (s.rater_id) s.rater_id, s.id AS segment
  FROM segment s JOIN period p ON p.id = s.period_id
  JOIN period_unit here ON here.period_id = s.period_id AND here.unit_id = s.unit_id AND here.position <= %(last)s
 WHERE p.code = %(period)s AND s.rater_id IS NOT NULL AND NOT EXISTS (SELECT FROM evaluation WHERE segment_id = s.id)
   AND NOT EXISTS (SELECT FROM feedback f JOIN segment o ON o.id = f.segment_id
                    WHERE o.period_id = s.period_id AND f.giver_id = s.rater_id AND f.recorded_by IS NOT NULL)
 ORDER BY s.rater_id, s.id
"""
_WORDS = (
    ("appreciation", "BERORIENTASI_PELAYANAN", "Pemohon dilayani sampai tuntas, juga di luar jam sibuk. Terima kasih."),
    ("appreciation", "KOLABORATIF", "Laporan triwulan selesai lebih awal karena Saudara membantu bagian lain."),
    ("correction", "AKUNTABEL", "Catatan harian beberapa kali diisi terlambat; mohon diisi pada hari yang sama."),
)


def validate_logs(period: str, left_alone: str, track: Track[Any]) -> tuple[int, int]:
    """Raters validate what waits for them, and the first of them rejects one entry, with a reason.

    Args:
        period: its code.
        left_alone: the unit (code) whose raters leave their logs to the visitor.
        track: shows progress.

    Returns how many entries were validated and rejected.
    """
    validated = rejected = 0
    for waiting in track(_rows(_WAITING, period, left_alone=left_alone), "logs"):
        by, logs = Actor("person", waiting["rater_id"]), waiting["logs"]
        with transaction() as session:
            if not rejected and len(logs) > 1:
                why = "Uraian belum menyebut hasil; mohon dilengkapi dengan jumlah berkas."
                rejected = decide(session, logs[:1], by=by, outcome="rejected", reason=why)
                logs = logs[1:]
            validated += decide(session, logs, by=by, outcome="validated")
    return validated, rejected


def give_feedback(period: str, track: Track[Any]) -> int:
    """Each rater tells one of their people what was good or should change; returns how many were told."""
    untold = _rows(_UNTOLD, period)
    for place, row in enumerate(track(untold, "feedback")):
        kind, core_value, words = _WORDS[place % len(_WORDS)]
        with transaction() as session:
            feedback.give(
                session,
                to_segment=row["segment"],
                kind=kind,
                words=words,
                core_value=core_value,
                by=Actor("person", row["rater_id"]),
            )
    return len(untold)


def _rows(statement: LiteralString, period: str, **values: Any) -> list[Row]:
    with transaction() as session:
        return rows(session, statement, period=period, last=Stage.COLLECTION.position, **values)
