"""Delegations (Plt, Plh): who decides for whom, by which decree, on which days; begun and ended by the calendar alone.

Belongs here: making one, ending it early, and telling both people when it begins and ends. Does not: what a deputy may
do (acting_for), reading for pages (delegation_pages).
Nothing is moved: requests stay with the person who is asked, so that they have them back when the last day is over.
Sources: SPEC §2.6, §2.7; loops, chains and delegations to oneself are refused (../shared/reference/faults.md L5).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString

from sqlmodel import Session

from models import ledger
from models.acting_for import IN_FORCE
from models.actors import Actor
from models.database import Row, one, rows, run
from models.deadlines import is_hr_administrator
from models.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.language import N_
from models.tables.delegation import DELEGATION_KINDS
from models.written import written

#: △ Longer is a slip of the pen: a delegation for longer needs a new decree.
LONGEST_DAYS = 366
_LONGEST_DECREE = 100


@dataclass(frozen=True)
class Given:
    """What a decree says: of whom (NIP or official code), to whom, "plt" or "plh", number, and days, both included."""

    principal: str
    deputy: str
    kind: str
    decree: str = ""
    decree_date: date | None = None
    starts: date | None = None
    ends: date | None = None
    reason: str = ""


#: One new delegation at a time, so that two cannot make a loop between them.
_TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended('delegation', 0))"
#: The calendar of the region: of its newest period, as long as there is one.
_CALENDAR: LiteralString = """
SELECT z.timezone, (now() AT TIME ZONE z.timezone)::date AS today
  FROM (SELECT coalesce((SELECT timezone FROM period ORDER BY id DESC LIMIT 1), 'Asia/Jakarta') AS timezone) z
"""
_PERSON: LiteralString = """
SELECT e.id, e.name, coalesce(e.nip, e.official_code) AS nip, a.disabled_at IS NOT NULL AS disabled,
       (SELECT s.post || ', ' || u.name FROM segment s JOIN unit u ON u.id = s.unit_id WHERE s.person_id = e.id
         ORDER BY s.ends DESC, s.is_acting, s.id DESC LIMIT 1) AS place
  FROM person e LEFT JOIN account a ON a.person_id = e.id
 WHERE e.nip = %(key)s OR e.official_code = %(key)s
"""
#: Delegations on the same days that touch one of the two people.
_TOUCHING: LiteralString = """
SELECT d.principal_id, d.deputy_id, d.starts, d.ends, principal.name AS principal, deputy.name AS deputy
  FROM delegation d JOIN person principal ON principal.id = d.principal_id
  JOIN person deputy ON deputy.id = d.deputy_id
 WHERE d.ended_at IS NULL AND daterange(d.starts, d.ends, '[]') && daterange(%(starts)s, %(ends)s, '[]')
   AND (d.principal_id IN (%(principal)s, %(deputy)s) OR d.deputy_id = %(principal)s) ORDER BY d.starts, d.id
"""
#: What is handed over, and what of it the deputy cannot decide since it is about them or their unit.
_HANDED_OVER: LiteralString = """
SELECT a.kind, count(*) AS count, min(a.due_at) AS due_at,
       count(*) FILTER (WHERE EXISTS (
         SELECT FROM segment m WHERE m.person_id = %(deputy)s AND (m.id = a.segment_id OR (a.segment_id IS NULL
            AND m.period_id = a.period_id AND m.unit_id = a.unit_id)))) AS own
  FROM approval a WHERE a.assignee_id = %(principal)s AND a.closed_at IS NULL GROUP BY a.kind ORDER BY a.kind
"""
_RATES: LiteralString = """
SELECT count(*) AS people FROM segment s JOIN period p ON p.id = s.period_id
 WHERE s.rater_id = %(principal)s AND p.closed_at IS NULL AND s.person_id <> %(deputy)s
"""
_ADD: LiteralString = """
INSERT INTO delegation (principal_id, deputy_id, kind, decree, decree_date, starts, ends, timezone, made_by)
VALUES (%(principal)s, %(deputy)s, %(kind)s, %(decree)s, %(decree_date)s, %(starts)s, %(ends)s, %(timezone)s, %(by)s)
RETURNING id
"""


def preview(session: Session, given: Given, *, by: Actor) -> dict[str, Any]:
    """What making this delegation would hand over, checked and not yet done.

    `principal` and `deputy` (name, nip, place), `requests` by kind (count, earliest due time, `own`: about the deputy,
    who cannot decide those), `people` (how many the principal rates), `decree` as it is kept, `timezone`, `today`.

    Raises:
        NotAllowedError: not an HR administrator, or they make themselves the deputy.
        InvalidInputError: no such person or kind, no decree, or days that cannot be.
        ConflictError: on the same days the principal has a deputy, or a chain or loop would arise.
    """
    if not is_hr_administrator(session, by):
        raise NotAllowedError(N_("Only an HR administrator enters a delegation: a decree is needed."))
    calendar = one(session, _CALENDAR) or {}
    principal, deputy = _person(session, given.principal), _person(session, given.deputy)
    if given.kind not in DELEGATION_KINDS:
        raise InvalidInputError(N_("Choose Plt. (the post is vacant) or Plh. (its holder is away for a short time)."))
    if principal["id"] == deputy["id"]:
        raise InvalidInputError(N_("Nobody acts for themselves: name somebody else as deputy."))
    if deputy["id"] == by.person_id:
        raise NotAllowedError(N_("Nobody makes themselves a deputy: another HR administrator enters this decree."))
    if deputy["disabled"]:
        raise InvalidInputError(
            N_("The account of {name} is disabled, so they could not act. Enable it, or name somebody else."),
            name=deputy["name"],
        )
    decree = _checked(given, calendar["today"])
    _check_touching(session, given, principal, deputy)
    both = {"principal": principal["id"], "deputy": deputy["id"]}
    return calendar | {
        "principal": principal,
        "deputy": deputy,
        "decree": decree,
        "requests": rows(session, _HANDED_OVER, **both),
        "people": (one(session, _RATES, **both) or {}).get("people", 0),
    }


def _person(session: Session, key: str) -> Row:
    found = one(session, _PERSON, key="".join(key.split()))
    if found is None:
        raise InvalidInputError(
            N_("Nobody has the NIP {nip}. A NIP has 18 digits; people are known once a period with them is launched."),
            nip=key.strip() or "–",  # noqa: RUF001
        )
    return found


def _checked(given: Given, today: date) -> str:
    """The number of the decree as it is kept; refuses what no decree can say."""
    decree = written(given.decree, _LONGEST_DECREE)
    if not decree:
        raise InvalidInputError(N_("Give the number of the decree (SK or surat perintah): acts are shown with it."))
    if given.decree_date is None or given.decree_date > today:
        raise InvalidInputError(N_("Give the date of the decree, today or earlier."))
    if given.starts is None or given.ends is None:
        raise InvalidInputError(N_("Give the first and the last day of the delegation."))
    if given.ends < given.starts:
        raise InvalidInputError(N_("The last day comes before the first. Correct the days."))
    if given.ends < today:
        raise InvalidInputError(N_("These days are over: nobody can act on them any more. Correct the last day."))
    if (given.ends - given.starts).days >= LONGEST_DAYS:
        raise InvalidInputError(N_("A delegation is for a year at most. Correct the days."))
    if not given.reason.strip():
        raise InvalidInputError(N_("Say why there is a delegation: the auditor reads it."))
    return decree


def _check_touching(session: Session, given: Given, principal: Row, deputy: Row) -> None:
    days = {"starts": given.starts, "ends": given.ends}
    for other in rows(session, _TOUCHING, principal=principal["id"], deputy=deputy["id"], **days):
        if other["principal_id"] == principal["id"]:
            raise ConflictError(
                N_("{deputy} acts for {principal} from {starts} to {ends} already. End that, or change the days."),
                **other,
            )
        if other["principal_id"] == deputy["id"] and other["deputy_id"] == principal["id"]:
            raise ConflictError(
                N_("On these days {deputy} acts for {principal}: they cannot act for each other. Name somebody else."),
                **other,
            )
        raise ConflictError(
            N_(
                "From {starts} to {ends} {deputy} acts for {principal}, and a deputy has no deputy and is none for two "
                "steps. Name somebody else, or change the days."
            ),
            **other,
        )


def make(session: Session, given: Given, *, by: Actor) -> int:
    """Enter a delegation; from its first day to its last the deputy may decide. Returns its number.

    Both are told when it begins: now, or by the sweep on its first day.

    Raises:
        NotAllowedError, InvalidInputError, ConflictError: as for `preview`.
    """
    run(session, _TAKE_TURNS)
    found = preview(session, given, by=by)
    said = {name: getattr(given, name) for name in ("kind", "decree_date", "starts", "ends")}
    said |= {"principal": found["principal"]["id"], "deputy": found["deputy"]["id"], "decree": found["decree"]}
    added = one(session, _ADD, timezone=found["timezone"], by=by.person_id, **said)
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    number = int(added["id"])
    content: dict[str, Any] = {name: str(it) if isinstance(it, date) else it for name, it in said.items()}
    about = ledger.Subject(kind="delegation", id=number)
    ledger.record(session, "delegation.made", by=by, subject=about, text=given.reason.strip(), **content)
    run(session, _TELL, kind="delegation_begun", only=number)
    return number


_HELD: LiteralString = """
SELECT d.*, (now() AT TIME ZONE d.timezone)::date AS today FROM delegation d WHERE d.id = %(number)s FOR UPDATE
"""
_END = "UPDATE delegation SET ended_at = now(), ended_by = %(by)s WHERE id = %(number)s"


def end(session: Session, number: int, *, by: Actor, reason: str) -> None:
    """End a delegation before its last day, at once; both are told, and what waits is the principal's to decide again.

    An act of the deputy that is under way at this moment is finished first.

    Raises:
        NotAllowedError: not an HR administrator.
        NotFoundError: there is no such delegation.
        ConflictError: it was ended before.
        WrongStateError: its last day is over.
        InvalidInputError: no reason.
    """
    if not is_hr_administrator(session, by):
        raise NotAllowedError(N_("Only an HR administrator ends a delegation before its last day."))
    found = one(session, _HELD, number=number)
    if found is None:
        raise NotFoundError(N_("There is no delegation {number}. The list shows them all."), number=number)
    if found["ended_at"]:
        raise ConflictError(N_("This delegation was ended before; nothing was changed."))
    if found["ends"] < found["today"]:
        raise WrongStateError(N_("The last day of this delegation is over: it ended by itself."))
    if not reason.strip():
        raise InvalidInputError(N_("Say why the delegation ends before its last day: the auditor reads it."))
    run(session, _END, by=by.person_id, number=number)
    about = ledger.Subject(kind="delegation", id=number)
    ledger.record(session, "delegation.ended", by=by, subject=about, text=reason.strip())
    if found["starts"] <= found["today"]:
        run(session, _TELL, kind="delegation_ended", only=number)


#: One notice for each person, delegation and kind, whoever asks how often; the calendar's own beginnings and ends are
#: on record too, once: with the first notice of them.
_TELL: LiteralString = (
    """
WITH due AS (
  SELECT d.id, d.principal_id, d.deputy_id, d.ended_at, jsonb_build_object('delegation', d.id, 'principal',
         principal.name, 'deputy', deputy.name, 'kind', d.kind, 'decree', d.decree, 'starts', d.starts, 'ends', d.ends)
           AS content
    FROM delegation d JOIN person principal ON principal.id = d.principal_id
    JOIN person deputy ON deputy.id = d.deputy_id
   WHERE (%(only)s::bigint IS NULL OR d.id = %(only)s) AND CASE %(kind)s::text WHEN 'delegation_begun' THEN """
    + IN_FORCE
    + """ ELSE d.starts <= (coalesce(d.ended_at, now()) AT TIME ZONE d.timezone)::date
              AND (d.ended_at IS NOT NULL OR d.ends < (now() AT TIME ZONE d.timezone)::date) END
     AND NOT EXISTS (SELECT FROM notice n
                      WHERE n.key = %(kind)s || ':delegation:' || d.id || ':' || d.deputy_id)),
told AS (
  INSERT INTO notice (key, person_id, kind, content)
  SELECT %(kind)s || ':delegation:' || due.id || ':' || who.id, who.id, %(kind)s,
         due.content || jsonb_build_object('to', who.place)
    FROM due CROSS JOIN LATERAL (VALUES (due.principal_id, 'principal'), (due.deputy_id, 'deputy')) AS who(id, place)
  ON CONFLICT (key) DO NOTHING RETURNING key, person_id),
noted AS (
  INSERT INTO audit_event (event, actor_kind, subject_kind, subject_id, content)
  SELECT CASE %(kind)s::text WHEN 'delegation_begun' THEN 'delegation.begun' ELSE 'delegation.ended' END, 'system',
         'delegation', due.id, '{}'
    FROM due JOIN told ON told.person_id = due.deputy_id
                      AND told.key = %(kind)s || ':delegation:' || due.id || ':' || due.deputy_id
   WHERE %(kind)s::text = 'delegation_begun' OR due.ended_at IS NULL)
SELECT count(*) AS told FROM told
"""
)


def tell(session: Session) -> int:
    """Tell of delegations whose first day has come or whose last is over, each once; returns how many notices.

    Called by the sweep; a delegation begins and ends whether or not anybody is told.
    """
    begun = one(session, _TELL, kind="delegation_begun", only=None) or {}
    ended = one(session, _TELL, kind="delegation_ended", only=None) or {}
    return int(begun["told"]) + int(ended["told"])
