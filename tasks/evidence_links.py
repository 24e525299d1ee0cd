"""Evidence is tried before anybody relies on it: does the link open, is the stored file still what was given?

Belongs here: which evidence is due, and what is recorded of it. Does not: opening a link (link_opening), judging it
(expectations). A link that reviewers cannot open is the commonest flaw of evidence (SPEC §4.4, DQ-R03).
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sqlmodel import Session

from models import ledger, wakes
from models.actors import SYSTEM
from models.database import rows, transaction
from models.evidence_store import files_folder
from models.ledger import Subject
from models.settings import settings
from models.vocabulary import Stage
from tasks.link_guard import Guard, Resolver
from tasks.link_opening import Opened, Opener
from tasks.own_loop import in_own_loop
from tasks.stored_evidence import check_file

MOST = 2000
#: Seconds for one round; what it did not come to stays due.
MOST_SECONDS = 120.0
#: While nothing at all can be reached, the sweep does not try again for so long.
_OFFLINE_SECONDS = 900.0

#: Evidence in force whose last trial is old (a day after a failure, 30 after a success), or that never had one. A newer
#: trial is only made when the older was old, so that none that still counts is the newest that counts. In any order:
#: links that are never done in time must not come first each time.
_DUE = """
SELECT e.id, e.kind, e.address, e.sha256 FROM evidence e JOIN period_unit u USING (period_id, unit_id)
 WHERE e.period_id = %(period)s AND (%(unit)s::bigint IS NULL OR e.unit_id = %(unit)s) AND e.superseded_at IS NULL
   AND u.position <= %(last_stage)s AND NOT EXISTS (SELECT FROM evaluation v WHERE v.segment_id = e.segment_id)
   AND NOT EXISTS (
     SELECT FROM evidence_check c WHERE c.evidence_id = e.id
        AND c.checked_at > now() - CASE c.outcome WHEN 'opened' THEN interval '30 days' ELSE interval '1 day' END)
 ORDER BY random() LIMIT %(most)s
"""
#: Held while it is recorded: no seal happens in between.
_HOLD = """
SELECT u.unit_id, u.position FROM period_unit u
 WHERE u.period_id = %(period)s AND u.position <= %(last_stage)s
   AND u.unit_id IN (SELECT unit_id FROM evidence WHERE id = ANY(%(ids)s))
 ORDER BY u.unit_id FOR SHARE OF u
"""
_RECORD = """
WITH tried AS (
  SELECT e.id, e.unit_id, t.outcome, t.detail,
         (SELECT outcome FROM evidence_check c WHERE c.evidence_id = e.id ORDER BY c.id DESC LIMIT 1) AS before
    FROM unnest(%(ids)s::bigint[], %(outcomes)s::text[], %(details)s::text[]) AS t(id, outcome, detail)
    JOIN evidence e ON e.id = t.id
   WHERE e.unit_id = ANY(%(units)s) AND e.superseded_at IS NULL
     AND NOT EXISTS (SELECT FROM evaluation v WHERE v.segment_id = e.segment_id)),
added AS (INSERT INTO evidence_check (evidence_id, outcome, detail) SELECT id, outcome, detail FROM tried ORDER BY id)
SELECT unit_id, outcome, before IS DISTINCT FROM outcome AS changed, count(*) AS rows FROM tried GROUP BY 1, 2, 3
"""
_PERIODS = "SELECT id FROM period WHERE closed_at IS NULL ORDER BY id"


def check_links(
    period_id: int,
    unit_id: int | None = None,
    *,
    most: int = MOST,
    seconds: float = MOST_SECONDS,
    resolver: Resolver | None = None,
) -> dict[str, int]:
    """Try the evidence that is due in a period, or of one unit of it, and record what came out.

    Returns how many ended how ("opened", "refused", "sign_in", "missing", "unreachable", "damaged"); "offline" counts
    links of which nothing is recorded because nothing at all could be reached, "later" those there was no time for.
    Units at quality or approval are woken when something changed, unless only one is asked for: who asks, judges next.

    Raises:
        InvalidInputError: KINERJA_LINK_NETWORKS or KINERJA_LINK_PORTS cannot be read.
    """
    guard = Guard.of(settings(), resolver)
    with transaction() as session:
        due = rows(session, _DUE, period=period_id, unit=unit_id, most=most, last_stage=Stage.APPROVAL.position)
    if not due:
        return {}
    folder = files_folder()
    files = {row["id"]: check_file(row["sha256"], folder) for row in due if row["kind"] == "file"}
    links = [row for row in due if row["kind"] == "link"]
    opened, offline = in_own_loop(_open(guard, list(dict.fromkeys(row["address"] for row in links)), seconds))
    found = {evidence: outcome for evidence, outcome in files.items() if outcome is not None}
    found |= {row["id"]: opened[row["address"]] for row in links if row["address"] in opened}
    with transaction() as session:
        counts = Counter(_record(session, period_id, found, wake=unit_id is None))
    untried = sum(row["address"] not in opened for row in links)
    return dict(counts + Counter({"offline" if offline else "later": untried}))


async def _open(guard: Guard, links: Sequence[str], seconds: float) -> tuple[dict[str, Opened], bool]:
    """What came of each link that was tried in time; nothing, and True, when this machine reaches nothing at all."""
    opener = Opener(guard)
    tasks = {link: asyncio.create_task(opener.open(link)) for link in links}
    try:
        if tasks:
            await asyncio.wait(tasks.values(), timeout=seconds)
        opened = {link: task.result() for link, task in tasks.items() if task.done()}
        if not opener.reached and await guard.is_offline():
            return {}, True
        return opened, False
    finally:
        for task in tasks.values():
            task.cancel()
        guard.close()


def _record(session: Session, period_id: int, found: Mapping[int, Opened], *, wake: bool) -> dict[str, int]:
    """Keep what was found, if its evidence may still change; an event for each unit in which something is new."""
    place = {"period": period_id, "last_stage": Stage.APPROVAL.position, "ids": list(found)}
    units = {row["unit_id"]: row["position"] for row in rows(session, _HOLD, **place)}
    recorded = rows(
        session,
        _RECORD,
        ids=list(found),
        outcomes=[opened.outcome for opened in found.values()],
        details=[opened.detail for opened in found.values()],
        units=list(units),
    )
    counts, changed = Counter[str](), defaultdict[int, Counter[str]](Counter)
    for row in recorded:
        counts[row["outcome"]] += row["rows"]
        if row["changed"]:
            changed[row["unit_id"]][row["outcome"]] += row["rows"]
    for unit_id, outcomes in sorted(changed.items()):
        about = Subject(period_id, unit_id, None, "evidence")
        ledger.record(session, "evidence.checked", by=SYSTEM, subject=about, outcomes=dict(outcomes))
        if wake and units[unit_id] in {Stage.QUALITY.position, Stage.APPROVAL.position}:
            wakes.wake(session, period_id, unit_id, "evidence")
    return dict(counts)


class _Pause:
    """How long the sweep leaves links alone in this process, after it reached nothing at all."""

    until = 0.0


def check_some(*, most: int = 200, seconds: float = 5.0) -> dict[str, int]:
    """Try some of the evidence that is due in open periods, in a few seconds: the sweep's share; counts as above."""
    counts, end = Counter[str](), time.monotonic() + seconds
    if time.monotonic() < _Pause.until:
        return {}
    with transaction() as session:
        periods = [row["id"] for row in rows(session, _PERIODS)]
    for period_id in periods:
        left = end - time.monotonic()
        if left > 0:
            counts += Counter(check_links(period_id, most=most, seconds=left))
    if counts["offline"]:
        _Pause.until = time.monotonic() + _OFFLINE_SECONDS
    return dict(counts)
