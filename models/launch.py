"""The launch: a checked roster is frozen into segments, set-based, in one transaction.

Belongs here: storing people, units, the period and its segments. Does not: checking the roster (roster), flows.
Launching twice is one period; a dry run does everything and keeps nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg.types.json import Jsonb
from sqlmodel import Session

from models import launch_roles, launch_rows, ledger
from models.actors import Actor
from models.database import connection_of, copy_in, one, rows, run
from models.errors import ConflictError, InvalidInputError
from models.labels import label
from models.language import N_, Moment
from models.ledger import Subject
from models.period_file import PeriodFile
from models.roster.entry import HeldRow, RosterEntry, UnitEntry
from models.version import software_version


@dataclass(frozen=True)
class Launched:
    """What a launch did: the period, and how many units and segments it froze. `created` is False the second time."""

    period_id: int
    code: str
    created: bool
    units: int
    segments: int


def launch(
    session: Session,
    definition: PeriodFile,
    entries: Sequence[RosterEntry],
    units: Sequence[UnitEntry],
    *,
    roster_digest: str,
    by: Actor,
    held: Sequence[HeldRow] = (),
) -> Launched:
    """Freeze the accepted rows of a roster into a period and wake its units.

    Of the `held` rows nobody is appraised; those whose identity is sound are known as raters of others.

    Raises:
        ConflictError: another period with this code, or one whose dates overlap.
        InvalidInputError: nobody to appraise, a person with a role who is not in the roster, or rows that cannot stand
            together (names whose).
    """
    run(session, "SELECT pg_advisory_xact_lock(hashtext('launch'), hashtext(%(code)s))", code=definition.code)
    before = one(session, launch_rows.EXISTING, code=definition.code)
    if before:
        if (before["definition_digest"], before["roster_digest"]) != (definition.digest(), roster_digest):
            raise ConflictError(
                N_(
                    "Period {code} was launched on {at} from other files. A launched period does "
                    "not change: choose another code, or extend its deadlines."
                ),
                code=definition.code,
                at=Moment(before["launched_at"], definition.timezone),
            )
        return Launched(before["id"], definition.code, False, before["units"], before["segments"])
    if not entries:
        raise InvalidInputError(N_("The roster has nobody to appraise. Mend what `kinerja roster check` reports."))
    _store_people(session, entries, units, held)
    head = _store_regional_head(session, definition)
    period_id = _store_period(session, definition, roster_digest, head)
    counts = _freeze(session, period_id, head)
    ledger.record(
        session,
        "period.launched",
        by=by,
        subject=Subject(period_id, kind="period", id=period_id),
        definition_digest=definition.digest(),
        roster_digest=roster_digest,
        units=counts["units"],
        segments=counts["segments"],
    )
    launch_roles.store(session, definition, period_id, by)
    return Launched(period_id, definition.code, True, **counts)


def _store_people(
    session: Session, entries: Sequence[RosterEntry], units: Sequence[UnitEntry], held: Sequence[HeldRow]
) -> None:
    run(session, launch_rows.MAKE_ENTRIES)
    run(session, launch_rows.MAKE_UNITS)
    copy_in(session, "roster_entry", map(launch_rows.entry_row, entries))
    copy_in(session, "roster_unit", map(launch_rows.unit_row, units))
    run(session, launch_rows.ANALYZE_ENTRIES)
    run(session, launch_rows.UPSERT_UNITS)
    run(session, launch_rows.LINK_UNITS)
    sound = [row for row in held if row.identity_sound]
    run(session, launch_rows.ADD_HELD_PEOPLE, nips=[row.nip for row in sound], names=[row.name for row in sound])
    try:
        run(session, launch_rows.UPSERT_PEOPLE)
    except psycopg.errors.UniqueViolation as problem:
        raise InvalidInputError(
            N_("A NIK in the roster belongs to another NIP on record: {detail}. Ask BKPSDM which one is right."),
            detail=problem.diag.message_detail,
        ) from problem


def _store_regional_head(session: Session, definition: PeriodFile) -> int:
    name = definition.region.regional_head.name
    run(session, launch_rows.RETIRE_REGIONAL_HEAD, name=name)
    run(session, launch_rows.ADD_REGIONAL_HEAD, name=name)
    found = one(session, "SELECT id FROM person WHERE official_code = 'KDH'")
    assert found is not None  # noqa: S101 - added above
    return int(found["id"])


def _store_period(session: Session, definition: PeriodFile, roster_digest: str, head: int) -> int:
    values = _columns(definition) | {"head": head, "roster_digest": roster_digest}
    try:
        added = one(session, launch_rows.ADD_PERIOD, **values, version=software_version())
    except psycopg.errors.ExclusionViolation as problem:
        raise ConflictError(
            N_("Another {kind} period covers some of the days {starts} to {ends}. `kinerja period list` shows it."),
            kind=label(definition.kind),
            starts=definition.starts,
            ends=definition.ends,
        ) from problem
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    period_id = int(added["id"])
    for stage, due in definition.deadlines.items():
        run(session, launch_rows.ADD_DEADLINE, period=period_id, stage=str(stage), due=due, zone=definition.timezone)
    copy_in(
        session,
        "strategic_target (period_id, code, statement, indicator, unit_of_measure, target, direction)",
        [(period_id, *launch_rows.target_row(target)) for target in definition.strategic_targets],
    )
    return period_id


def _columns(definition: PeriodFile) -> dict[str, object]:
    """The columns of the period's row."""
    return {
        "code": definition.code,
        "title": definition.title,
        "kind": definition.kind,
        "region": definition.region.name,
        "starts": definition.starts,
        "ends": definition.ends,
        "zone": definition.timezone,
        "pack": definition.rule_pack,
        "definition": Jsonb(definition.canonical()),
        "digest": definition.digest(),
    }


def _add_segments(session: Session, period_id: int, head: int) -> int:
    try:
        with connection_of(session).transaction():  # a savepoint: the roster is read again to say whose rows they are
            return run(session, launch_rows.ADD_SEGMENTS, period=period_id, head=head).rowcount
    except psycopg.errors.IntegrityError as problem:
        raise InvalidInputError(
            N_(
                "Rows of the roster contradict each other: {people} ({problem}). Give the one an end and the other a "
                "start, or mark it as acting (Plt/Plh)."
            ),
            people=", ".join(f"{row['name']} ({row['nip']})" for row in rows(session, launch_rows.CLASHES)),
            problem=problem.diag.message_primary,
        ) from problem


def _freeze(session: Session, period_id: int, head: int) -> dict[str, int]:
    units = run(session, launch_rows.ADD_PERIOD_UNITS, period=period_id, head=head).rowcount
    segments = _add_segments(session, period_id, head)
    run(session, "DROP TABLE roster_entry, roster_unit")
    run(
        session,
        "INSERT INTO wake (period_id, unit_id, cause) SELECT period_id, unit_id, 'launch' FROM period_unit "
        "WHERE period_id = %(period)s",
        period=period_id,
    )
    return {"units": units, "segments": segments}
