"""The words and numbers of every plan against the hash that was approved: a hash alone says nothing of the words.

Belongs here: hashing all plans where they lie. Does not: what a plan says (plan_content), its state (plan_rows).
"""

from typing import LiteralString

from sqlmodel import Session

from models import plans
from models.chain.faults import Verdict, fault
from models.chain.row_checks import PERSON
from models.database import one, rows
from models.language import N_
from models.plan_content import content_hash

#: What every plan says, as `words` by `plan_id`: the inside of the canonical form in which plan_content writes it.
WORDS: LiteralString = """
(SELECT w.plan_id, string_agg('{"indicators":[' || coalesce(i.words, '') || '],"kind":' || to_json(w.kind)
          || ',"number":' || w.number || ',"statement":' || to_json(w.statement) || ',"supports":'
          || to_json(coalesce(above.number::text, t.code, '')) || '}', ',' ORDER BY w.number) AS words
   FROM work_result w LEFT JOIN work_result above ON above.id = w.supports_id
   LEFT JOIN strategic_target t ON t.id = w.strategic_target_id
   LEFT JOIN (SELECT work_result_id, string_agg('{"aspect":' || to_json(aspect) || ',"data_source":'
                || to_json(data_source) || ',"direction":' || to_json(direction) || ',"statement":'
                || to_json(statement) || ',"target_max":"' || trim_scale(target_max) || '","target_min":"'
                || trim_scale(target_min) || '","unit_of_measure":' || to_json(unit_of_measure) || '}', ','
                ORDER BY number) AS words FROM indicator GROUP BY work_result_id) i ON i.work_result_id = w.id
  GROUP BY w.plan_id)
"""
#: The content hash (hex) of such words, or of none.
DIGEST: LiteralString = "encode(sha256(convert_to('[' || coalesce(said.words, '') || ']', 'UTF8')), 'hex')"
#: A plan that differs here is read and hashed in plan_content, which alone decides.
_HASHED: LiteralString = (
    "SELECT p.id, p.segment_id, p.content_hash, "
    + DIGEST
    + " = p.content_hash AS same FROM plan p LEFT JOIN "
    + WORDS
    + " AS said ON said.plan_id = p.id WHERE p.content_hash IS NOT NULL"
)
_SUSPECT: LiteralString = "SELECT * FROM (" + _HASHED + ") AS hashed WHERE NOT same ORDER BY id"
_ABOUT: LiteralString = (
    "SELECT "
    + PERSON
    + "p.segment_id) AS about, p.version, (SELECT max(id) FROM audit_event WHERE subject_kind = 'plan'"
    " AND subject_id = p.id AND event IN ('plan.approved', 'plan.fixed', 'plan.submitted')) AS event"
    " FROM plan p WHERE p.id = %(plan)s"
)
_COUNT = "SELECT count(*) FROM plan WHERE content_hash IS NOT NULL"
#: Erased words are no longer those that were approved, and say so.
_ERASED = "SELECT EXISTS (SELECT FROM audit_event WHERE event = 'person.erased') AS erased"


def check(session: Session, verdict: Verdict) -> None:
    """Name every plan whose words or targets are not those that were submitted, approved or fixed."""
    verdict.rows += (one(session, _COUNT) or {"count": 0})["count"]
    erased = bool((one(session, _ERASED) or {})["erased"])
    for plan in rows(session, _SUSPECT):
        said = plans.read(session, plan["id"])
        words = [text for result in said for text in (result.statement, *(i.statement for i in result.indicators))]
        if content_hash(said) == plan["content_hash"] or (erased and any("erased" in text for text in words)):
            continue
        about = one(session, _ABOUT, plan=plan["id"])
        assert about is not None  # noqa: S101 - it was read a moment ago
        text = N_("what the plan of {about} (version {version}) says is not what was agreed: its words or targets were "
                  "changed")  # fmt: skip
        verdict.faults.append(fault("plan_words_changed", text, about.pop("event"), **about))
