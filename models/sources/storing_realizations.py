"""Placed rows of realizations become versions of the values that people's own entries are versions of too.

Belongs here: the twin of storing for the table of realizations, which is older than the other facts and keyed by
indicator and month. Does not: what an employee enters (collection).
"""

from sqlmodel import Session

from models.database import Row, run
from models.sources.storing import Counts, counted

_COMPARE = """
CREATE TEMP TABLE incoming_change ON COMMIT DROP AS
SELECT i.row, k.current_id, k.current_id IS NOT NULL AS corrects, 1 + coalesce(k.version, 0) AS version
  FROM incoming i LEFT JOIN (
    SELECT r.indicator_id, r.month, max(r.version) AS version,
           max(r.id) FILTER (WHERE r.superseded_at IS NULL) AS current_id,
           max(r.value) FILTER (WHERE r.superseded_at IS NULL) AS current,
           (array_agg(r.value ORDER BY r.version DESC) FILTER (WHERE r.source_id = ANY(%(sources)s)))[1] AS said
      FROM realization r JOIN incoming m ON m.indicator_id = r.indicator_id AND m.month_value = r.month
       AND m.problem IS NULL
     GROUP BY r.indicator_id, r.month) k ON k.indicator_id = i.indicator_id AND k.month = i.month_value
 WHERE i.problem IS NULL AND i.value_value IS DISTINCT FROM k.said AND i.value_value IS DISTINCT FROM k.current
"""
_SUPERSEDE = """
UPDATE realization SET superseded_at = now() FROM incoming_change c WHERE realization.id = c.current_id
"""
_ADD = """
INSERT INTO realization (indicator_id, month, version, value, source, source_id, delivery_id, source_row)
SELECT i.indicator_id, i.month_value, c.version, i.value_value, 'source:' || %(code)s, %(source)s, %(delivery)s, i.row
  FROM incoming i JOIN incoming_change c USING (row) WHERE i.problem IS NULL ORDER BY i.row
"""


def compare(session: Session, sources: list[int]) -> Counts:
    """Work out what each placed row changes; `sources` are all versions of the source."""
    run(session, _COMPARE, sources=sources)
    run(session, "CREATE INDEX ON incoming_change (row)")
    return counted(session)


def store(session: Session, source: Row, delivery_id: int) -> None:
    """Add what is new and supersede what changed, with the delivery as pedigree."""
    run(session, _SUPERSEDE)
    run(session, _ADD, code=source["code"], source=source["id"], delivery=delivery_id)
