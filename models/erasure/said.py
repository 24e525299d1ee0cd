"""Plans and words that an erasure changes: what they were before, and what it leaves, for the event of the act.

Belongs here: reading both, refusing where they are not what was agreed or written, and the salts. Does not: following
the records afterwards (models/chain/erased_words, plan_words), stages that were sealed (seals).

Whoever verifies needs a digest of what stands now: it is in the event of the act, over a random salt and the words. The
salt lies beside those words alone (plan.salt, erased_rest); when words go, another is drawn or it goes with them. So no
digest that the ledger, an archive or a copy of either keeps can tell which words were erased, however few they were:
neither those of this act, nor a plan's hash of before it, nor that of the event itself (audit_text.salt, which goes
with its text). Not protected: whoever kept a copy of the database from before has words and salts; plans that were
begun and words that were erased before there were salts (migration 0033); and the digests of sealed stages (seals),
which have NIPs and subjects of findings in them and no salt, so that equal rows give equal digests: whoever has all
other rows of that unit can try out what an NIP was.
"""

from dataclasses import dataclass
from typing import Any, LiteralString

from sqlmodel import Session

from models.chain import erased_words, plan_words
from models.database import Row, rows, run
from models.erasure.naming import Naming
from models.erasure.statements import events
from models.errors import ConflictError
from models.language import N_

#: Plans of the person, and those in which somebody else named them; drafts have no digest, but are on record with one.
_PLANS: LiteralString = """
SELECT p.id FROM plan p WHERE p.segment_id = ANY(%(segments)s) OR EXISTS (
  SELECT FROM work_result w LEFT JOIN indicator i ON i.work_result_id = w.id
   WHERE w.plan_id = p.id AND concat_ws(' ', w.statement, i.statement, i.data_source) ~* %(named)s::text)
"""
_SALT_PLANS: LiteralString = """
UPDATE plan SET salt = uuid_send(gen_random_uuid()) WHERE id = ANY(%(plans)s::bigint[])
"""
_SALT_REST: LiteralString = """
INSERT INTO erased_rest (event_id, place, salt)
SELECT event, place, uuid_send(gen_random_uuid())
  FROM unnest(%(events)s::bigint[], %(places)s::text[]) AS left_over (event, place)
ON CONFLICT (event_id, place) DO UPDATE SET salt = EXCLUDED.salt
"""
_FORGET: LiteralString = """
DELETE FROM erased_rest k USING unnest(%(events)s::bigint[], %(places)s::text[]) AS gone (event, place)
 WHERE (k.event_id, k.place) = (gone.event, gone.place)
"""


@dataclass(frozen=True)
class Said:
    """Before the act: plans and their digests, events whose words go, and digests of what repeats words that are gone.

    A plan without a digest was never submitted.
    """

    plans: dict[int, str | None]
    texts: list[int]
    words: dict[tuple[int, str], str]


def before(session: Session, person_id: int, segments: list[int], how: Naming) -> Said:
    """What the act is going to change.

    Raises:
        ConflictError: a plan or words are not what was recorded: erasing would hide what somebody changed.
    """
    values = {"person": person_id, "segments": segments, "named": how.all}
    texts = [row["event_id"] for row in rows(session, events(), **values)]
    plans = [row["id"] for row in rows(session, _PLANS, segments=segments, named=how.all)]
    left, standing = erased_words.left(session, texts), erased_words.words_standing(session)
    going = set(texts)
    changed = any(
        row["differs"] if row["event"] in going else not erased_words.holds(row, standing)
        for row in left
    )  # fmt: skip
    if changed or plan_words.unlike(session, plans):
        raise ConflictError(
            N_(
                "A plan, a reason or an answer of this person, or one that names them, is not what was recorded. "
                "Erasing would hide what was changed: show `kinerja audit verify` to the auditor first. Nothing was "
                "erased."
            )
        )
    submitted = plan_words.digests(session, plans)
    return Said({plan: submitted.get(plan) for plan in plans}, texts, {_place(row): row["digest"] for row in left})


def changed(session: Session, was: Said) -> dict[str, Any]:
    """What the act took and left, salted anew: for its event, so that whoever verifies can follow."""
    return {"plans": _plans(session, was), "said": _rest(session, was), "texts": was.texts}


def _plans(session: Session, was: Said) -> list[dict[str, Any]]:
    now = plan_words.digests(session, list(was.plans))
    lost = [plan for plan, digest in was.plans.items() if digest is None or now[plan] != digest]
    run(session, _SALT_PLANS, plans=lost)
    salted = plan_words.digests(session, lost)
    return [{"plan": plan, "before": was.plans[plan], "after": digest} for plan, digest in salted.items()]


def _rest(session: Session, was: Said) -> list[dict[str, Any]]:
    taken = set(was.texts)
    new = [
        row
        for row in erased_words.left(session)
        if row["event"] in taken or was.words.get(_place(row)) != row["digest"]
    ]  # fmt: skip
    gone, stays = [row for row in new if row["marked"]], [row for row in new if not row["marked"]]
    run(session, _FORGET, **_places(gone))
    run(session, _SALT_REST, **_places(stays))
    changed = {_place(row) for row in stays}
    digests = {_place(row): row["digest"] for row in erased_words.left(session) if _place(row) in changed}
    # That something of before is gone too: then the mark alone may stand there.
    digests |= {_place(row): "" for row in gone if row["event"] not in taken}
    return [{"event": event, "place": place, "rest": digest} for (event, place), digest in digests.items()]


def _places(found: list[Row]) -> dict[str, list[Any]]:
    return {"events": [row["event"] for row in found], "places": [row["place"] for row in found]}


def _place(row: Row) -> tuple[int, str]:
    return row["event"], row["place"]
