"""The outbox: due notices are claimed for a time, and whatever became of sending them is settled (DESIGN §6 P5).

Belongs here: the two statements between which a notice is somebody's to send. Does not: when it is due
(notice_schedule), its words (notice_mail), sending (tasks/sending).
A claim is a lease: who is killed while sending loses it, and another sends the same message again, with the same
Message-ID. Whoever lost theirs may still say that a notice was sent, and nothing else.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.database import rows, run

#: Seconds between the first tries double from the first to the second of these (SPEC §9: an hour at most).
FIRST_WAIT, LONGEST_WAIT = 60, 3600
#: Advisory locks of this kind (with a person's number) keep two senders from dividing one person's daily summary.
_PERSON_LOCK = 0x6E6F7469

_CLAIM: LiteralString = """
WITH waiting AS MATERIALIZED (
  SELECT person_id FROM notice
   WHERE status IN ('queued', 'sending') AND next_try_at > queued_at AND next_try_at <= now()
   ORDER BY next_try_at LIMIT %(looked_at)s),
person AS MATERIALIZED (
  SELECT person_id FROM (SELECT DISTINCT person_id FROM waiting) each
   WHERE pg_try_advisory_xact_lock(%(lock)s, hashint8(person_id)) LIMIT %(people)s),
due AS MATERIALIZED (
  SELECT n.id FROM notice n JOIN person USING (person_id)
   WHERE n.status IN ('queued', 'sending') AND n.next_try_at > n.queued_at AND n.next_try_at <= now()
     FOR UPDATE OF n SKIP LOCKED),
claimed AS (
  UPDATE notice n
     SET status = 'sending', lease = %(lease)s, batch = coalesce(n.batch, %(lease)s), attempts = n.attempts + 1,
         first_try_at = coalesce(n.first_try_at, now()), next_try_at = now() + make_interval(secs => %(seconds)s)
    FROM due WHERE n.id = due.id
  RETURNING n.id, n.key, n.kind, n.person_id, n.batch, n.attempts, n.first_try_at)
SELECT c.id, c.key, c.kind, c.person_id, c.batch, c.attempts,
       ARRAY(SELECT DISTINCT d.channel FROM notice_delivery d
                   WHERE d.notice_id = c.id AND d.outcome = 'sent') AS delivered,
       ARRAY(SELECT DISTINCT d.channel FROM notice_delivery d
              WHERE d.notice_id = c.id AND d.outcome = 'unknown' AND d.at >= c.first_try_at) AS unknown
  FROM claimed c ORDER BY c.person_id, c.id
"""


_HURRY: LiteralString = """
UPDATE notice SET next_try_at = queued_at + interval '1 microsecond'
 WHERE status = 'queued' AND first_try_at IS NULL AND (next_try_at = queued_at OR next_try_at > now())
"""


def hurry(session: Session) -> int:
    """Let everything leave now that was not tried yet, whatever hour it is: where nobody is disturbed by it."""
    return run(session, _HURRY).rowcount


@dataclass(frozen=True)
class Claimed:
    """A notice that is ours to send for a time.

    `delivered`: channels by which it went; `unknown`: by which it may have gone since it was first tried, or since HR
    let it be tried anew.
    """

    id: int
    key: str
    kind: str
    person_id: int
    batch: UUID
    attempt: int
    delivered: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()


def claim(session: Session, lease: UUID, *, people: int, seconds: float) -> list[Claimed]:
    """Claim all that is due for up to so many people, for so many seconds, by person; nobody else's claim is touched.

    Never waits for another sender: what that holds is left to it.
    """
    found = rows(session, _CLAIM, lease=lease, people=people, looked_at=8 * people, seconds=seconds, lock=_PERSON_LOCK)
    return [
        Claimed(
            row["id"], row["key"], row["kind"], row["person_id"], row["batch"], row["attempts"],
            frozenset(row["delivered"]), frozenset(row["unknown"]),
        )
        for row in found
    ]  # fmt: skip


@dataclass(frozen=True)
class Delivery:
    """One attempt by one channel for one notice; the fields of `notice_delivery`."""

    notice_id: int
    attempt: int
    channel: str
    outcome: str
    message_id: str
    content_hash: str
    address_hash: str
    code: int | None = None
    answer: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What becomes of a claimed notice.

    `verdict`: "sent", "failed" or "withheld" (for ever, with `outcome`), "again" (later, or failed when it has been
    tried too long) or "released" (at once, by whoever comes: it was not tried).
    """

    notice_id: int
    verdict: str
    outcome: str | None = None
    error: str | None = None


_RECORD: LiteralString = """
INSERT INTO notice_delivery (notice_id, attempt, channel, outcome, message_id, content_hash, address_hash, code, answer)
SELECT r.notice_id, r.attempt, r.channel, r.outcome, r.message_id, r.content_hash, r.address_hash, r.code, r.answer
  FROM jsonb_to_recordset(%(deliveries)s) AS r(notice_id bigint, attempt int, channel text, outcome text,
       message_id text, content_hash text, address_hash text, code int, answer text)
ON CONFLICT DO NOTHING
"""
#: A wait is as long as the tries have lasted, and a minute: 1, 2, 4 … minutes, spread so that not all come at once.
_SETTLE: LiteralString = """
WITH judged AS MATERIALIZED (
  SELECT n.id, v.verdict, v.error,
         CASE v.verdict WHEN 'released' THEN 'queued'
              WHEN 'again' THEN CASE WHEN now() < n.first_try_at + make_interval(secs => %(give_up)s) THEN 'queued'
                                     WHEN EXISTS (SELECT FROM notice_delivery d
                                                   WHERE d.notice_id = n.id AND d.outcome = 'sent') THEN 'sent'
                                     ELSE 'failed' END
              ELSE v.verdict END AS status,
         coalesce(v.outcome, 'gave_up') AS outcome
    FROM jsonb_to_recordset(%(verdicts)s) AS v(notice_id bigint, verdict text, outcome text, error text)
    JOIN notice n ON n.id = v.notice_id
   WHERE n.status = 'sending' AND n.lease = %(lease)s
      OR v.verdict = 'sent' AND n.status IN ('queued', 'sending', 'failed')
   ORDER BY n.id FOR UPDATE OF n)
UPDATE notice n
   SET status = j.status, lease = NULL, last_error = j.error,
       attempts = CASE j.verdict WHEN 'released' THEN n.attempts - 1 ELSE n.attempts END,
       first_try_at = CASE WHEN j.verdict <> 'released' OR n.attempts > 1 THEN n.first_try_at END,
       outcome = CASE WHEN j.status IN ('failed', 'withheld') THEN j.outcome END,
       sent_at = CASE WHEN j.status = 'sent' THEN now() END,
       next_try_at = CASE j.verdict
         WHEN 'again' THEN now() + (1 + random() / 5)
              * least(greatest(now() - n.first_try_at, interval '0') + make_interval(secs => %(first)s),
                      make_interval(secs => %(longest)s))
         ELSE greatest(now(), n.queued_at + interval '1 microsecond') END
  FROM judged j WHERE n.id = j.id
"""


def settle(
    session: Session, lease: UUID, deliveries: Sequence[Delivery], verdicts: Sequence[Verdict], *, give_up: float
) -> int:
    """Record attempts and what becomes of their notices; returns of how many notices something became.

    `give_up`: seconds after its first try at which a notice that cannot be sent fails. A claim that ran out changes
    nothing any more, except that what was sent is sent.
    """
    if deliveries:
        run(session, _RECORD, deliveries=Jsonb([asdict(each) for each in deliveries]))
    judged = Jsonb([asdict(each) for each in verdicts])
    waits = {"first": FIRST_WAIT, "longest": LONGEST_WAIT}
    return run(session, _SETTLE, verdicts=judged, lease=lease, give_up=give_up, **waits).rowcount


_WAITING: LiteralString = """
SELECT count(*) FILTER (WHERE status IN ('queued', 'sending')) AS waiting,
       count(*) FILTER (WHERE status IN ('queued', 'sending') AND next_try_at <= now()
                          AND queued_at < now() - interval '15 minutes') AS late,
       count(*) FILTER (WHERE status = 'failed') AS failed
  FROM notice WHERE status IN ('queued', 'sending', 'failed')
"""


def waiting(session: Session) -> dict[str, int]:
    """How many notices wait to be sent, how many of them are late by more than 15 minutes, and how many failed."""
    return dict(rows(session, _WAITING)[0])
