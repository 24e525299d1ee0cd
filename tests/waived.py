"""Findings that stand by a waiver, for tests of who is shown their marks.

Belongs here: the shortest way to one. Does not: waiving as people do (tests/cli/test_findings).
"""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from models.database import one
from models.vocabulary import Stage
from tests.factories import HEAD, MEMBER, SmallPeriod

REASON = "Arsip rusak karena banjir"
#: The last day of a waiver in Jakarta, where the small period is, and the moment it ends.
LAST_DAY = (datetime.now(UTC) + timedelta(days=30)).date()
_END = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 16, 59, tzinfo=UTC)

_ADD = """
WITH rule AS (
  INSERT INTO quality_rule (suite, suite_digest, place, name, code, severity, owner, failed_when, message, expected,
                            remedy)
  SELECT %(suite)s, 'test', count(*), %(code)s || count(*), %(code)s, 'warn', 'employee', 'true', 'm.', 'e', 'r.'
    FROM quality_rule RETURNING id, name),
run AS (
  INSERT INTO stage_run (period_id, unit_id, stage, attempt, worker, outcome, ended_at, message, counts, rule_pack,
                         software_version)
  SELECT u.period_id, u.unit_id, %(stage)s, 1000 + (SELECT count(*) FROM stage_run), 'test', 'waiting', now(), '{}',
         '{}', '', '' FROM period_unit u RETURNING id)
INSERT INTO finding (period_id, unit_id, segment_id, code, rule, rule_id, severity, subject, observed, expected,
                     owner_id, stage_run_id, waived_by, waived_reason, waived_until)
SELECT u.period_id, u.unit_id, %(segment)s, %(code)s, rule.name, rule.id, 'warn', %(subject)s, 'o', 'e', who.id,
       run.id, who.id, %(reason)s, %(until)s
  FROM period_unit u, rule, run, person who WHERE who.nip = %(head)s RETURNING id
"""


def waived(
    session: Session,
    period: SmallPeriod,
    suite: str,
    subject: str,
    code: str = "DQ-X99",
    *,
    nip: str | None = MEMBER,
    until: datetime = _END,
    stage: Stage = Stage.QUALITY,
) -> int:
    """A finding of a suite on a datum of somebody (or of the unit) that the head let stand; returns its number."""
    found = one(
        session,
        _ADD,
        suite=suite,
        subject=subject,
        code=code,
        segment=period.segments[nip] if nip else None,
        until=until,
        stage=stage,
        reason=REASON,
        head=HEAD,
    )
    assert found
    return int(found["id"])
