"""Words of the domain as a person reads them: "target_setting" is "target setting" in English, "penyusunan SKP" here.

Belongs here: the label of every stored word that a table, message or letter shows. Does not: the words (vocabulary).
JSON and the database keep the stored word; a label is for eyes only, and no program reads it back.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from models.language import N_, Message, _
from models.law_words import LAW_WORDS

#: Words of this program, in English here and translated by the catalog.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        # departures from the pattern of predicates (SE MenPANRB 3/2023, SPEC §3.2)
        "SANGAT_BAIK_GT_70PCT": N_("more than 70% are Sangat Baik"),
        "BAIK_GT_70PCT": N_("more than 70% are Baik"),
        "NO_BUTUH_PERBAIKAN_OR_KURANG": N_("nobody is Butuh Perbaikan or Kurang"),
        "BUTUH_PERBAIKAN_LT_60PCT": N_("fewer than 60% are Butuh Perbaikan"),
        "SANGAT_BAIK_GT_10PCT": N_("more than 10% are Sangat Baik"),
        "KURANG_LT_60PCT": N_("fewer than 60% are Kurang"),
        "BUTUH_PERBAIKAN_LT_10PCT": N_("fewer than 10% are Butuh Perbaikan"),
        "SANGAT_KURANG_LT_60PCT": N_("fewer than 60% are Sangat Kurang"),
        "KURANG_PLUS_BUTUH_PERBAIKAN_LT_10PCT": N_("fewer than 10% are Kurang or Butuh Perbaikan"),
        "SANGAT_BAIK_NOT_ALLOWED": N_("somebody is Sangat Baik"),
        # stages (DESIGN §3)
        "briefing": N_("briefing"),
        "target_setting": N_("target setting"),
        "collection": N_("collection"),
        "quality": N_("quality"),
        "approval": N_("approval"),
        "scoring": N_("scoring"),
        "notification": N_("notification"),
        "objection": N_("objection"),
        "closing": N_("closing"),
        "finished": N_("finished"),
        # kinds of request, and what else an event may be about
        "plan": N_("plan"),
        "evaluation": N_("evaluation"),
        "organization": N_("organization predicate"),
        "distribution": N_("distribution"),
        "announcement": N_("announcement"),
        "realization": N_("realization"),
        "report": N_("report of realizations"),
        "list": N_("list"),
        "named": N_("named"),
        "deadline": N_("deadline"),
        "downtime": N_("downtime"),
        "results": N_("results"),
        "ledger": N_("ledger"),
        "decision": N_("decision"),
        "unit-cycle": N_("stages of a unit"),
        "appraisal-period": N_("whole period"),
        "ingest": N_("bringing data in"),
        "recapitulation": N_("recapitulation of a unit"),
        "letter_plan": N_("performance plan (SKP)"),
        "letter_evaluation": N_("performance evaluation document"),
        "letter_decision": N_("decision on an objection"),
        "letter_recapitulation": N_("recapitulation of a unit"),
        "letter_report": N_("report of a period"),
        "key_changed": N_("key changed"),
        "exported": N_("taken out as a file"),
        "finding": N_("finding"),
        "discipline": N_("disciplinary sanction"),
        "result": N_("result"),
        "person": N_("person"),
        "unit": N_("unit"),
        "period": N_("period"),
        "request": N_("request"),
        "stage": N_("stage"),
        "log": N_("daily log"),
        "evidence": N_("evidence"),
        "feedback": N_("feedback"),
        "shortfall": N_("shortfall"),
        "data": N_("data of a source"),
        "source": N_("data source"),
        # what became of it
        "draft": N_("draft"),
        "drafted": N_("drafted"),
        "submitted": N_("submitted"),
        "returned": N_("returned"),
        "approved": N_("approved"),
        "superseded": N_("superseded"),
        "rated": N_("rated"),
        "set": N_("set"),
        "justified": N_("justified"),
        "reassigned": N_("reassigned"),
        "upheld": N_("upheld"),
        "changed": N_("changed"),
        "fixed": N_("fixed by the performance team"),
        "launched": N_("launched"),
        "closed": N_("closed"),
        "acknowledged": N_("acknowledged"),
        "recorded": N_("recorded"),
        "extended": N_("extended"),
        "escalated": N_("told to the superior or to HR"),
        "waived": N_("waived"),
        "delivered": N_("delivered"),
        "signed": N_("signed for on paper"),
        "accepted": N_("accepted"),
        "filed": N_("filed"),
        "answered": N_("answered"),
        "decided": N_("decided"),
        "validated": N_("validated"),
        "rejected": N_("rejected"),
        "attached": N_("attached"),
        "withdrawn": N_("withdrawn"),
        "checked": N_("checked"),
        "given": N_("given"),
        "explained": N_("explained"),
        "imported": N_("imported"),
        "registered": N_("registered"),
        "retired": N_("retired"),
        "account": N_("account"),
        "token": N_("token of a program"),
        "issued": N_("issued"),
        "ended": N_("ended"),
        "linked": N_("sign-in link issued"),
        "password_set": N_("password chosen"),
        "locked": N_("resting after wrong passwords"),
        "disabled": N_("disabled"),
        "enabled": N_("enabled"),
        "access": N_("look at a record"),
        "denied": N_("denied"),
        # complaints as SP4N-LAPOR states them
        "verified": N_("verified"),
        "processed": N_("in process"),
        "archived": N_("archived"),
        # what brought data in, and how a delivery ended
        "folder": N_("watched folder"),
        "http": N_("web service"),
        "sql": N_("database"),
        "stored": N_("stored"),
        "same": N_("the same as before"),
        # letters
        "queued": N_("waits to be sent"),
        "sending": N_("being sent"),
        "sent": N_("sent"),
        "withheld": N_("not sent"),
        "notice": N_("notice"),
        "retried": N_("to be sent again"),
        "address_corrected": N_("mail address corrected"),
        "erased": N_("values and words erased"),
        "retention": N_("retention"),
        "destroyed": N_("destroyed by schedule"),
        "hold_set": N_("legal hold set"),
        "hold_lifted": N_("legal hold lifted"),
        # work results and indicators, and what the data indicate
        "main": N_("main"),
        "additional": N_("additional"),
        "normal": N_("more is better"),
        "reversed": N_("less is better"),
        "below": N_("below target"),
        "at": N_("at target"),
        "above": N_("above target"),
        "no_target": N_("no target to measure against"),
        # how a run of a stage ended
        "running": N_("running"),
        "waiting": N_("waiting"),
        "sealed": N_("sealed"),
        "failed": N_("failed"),
        "lost": N_("lost"),
        # severity of a problem (SPEC §5)
        "block": N_("blocking"),
        "warn": N_("warning"),
        "info": N_("note"),
        # evidence: what it is, and how opening it ended
        "file": N_("file"),
        "link": N_("link"),
        "opened": N_("opens"),
        "refused": N_("refused"),
        "sign_in": N_("asks to sign in"),
        "missing": N_("missing"),
        "unreachable": N_("cannot be reached"),
        "damaged": N_("damaged"),
        # ongoing feedback, and causes of a shortfall (SPEC §2.3)
        "appreciation": N_("appreciation"),
        "correction": N_("correction"),
        "EXTRA_WORK": N_("additional work"),
        "LATE_BUDGET": N_("late or shifted budget"),
        "EQUIPMENT": N_("equipment or network"),
        "REGULATION": N_("regulation"),
        "OTHER_UNIT": N_("dependence on another unit"),
        "LESS_DEMAND": N_("less demand for the service"),
        "COMPETENCE": N_("competence"),
        "LEAVE": N_("leave or illness"),
        "DISASTER": N_("disaster"),
        "OTHER": N_("other"),
        # coaching (pembinaan; PP 30/2019, SPEC §2.3)
        "coaching": N_("coaching"),
        "dialogue": N_("dialogue"),
        "photo": N_("photo"),
        "guidance": N_("guidance"),
        "counseling": N_("counseling"),
        # 360-degree feedback rounds (SPEC §2.1)
        "round": N_("feedback round"),
        "peer": N_("colleague"),
        "subordinate": N_("subordinate"),
        "stakeholder": N_("stakeholder"),
        "as_expected": N_("as expected"),
        # who acts when it is no person of the region, periods, roles and fields
        "OFFICIAL": N_("official"),
        "employee": N_("employee"),
        "rater": N_("rater"),
        "asked": N_("asked to decide"),
        "regional_head": N_("regional head"),
        "superior": N_("rater's superior"),
        "system": N_("system"),
        "operator": N_("operator"),
        "annual": N_("annual"),
        "periodic": N_("periodic"),
        "hr_admin": N_("HR administrator"),
        "unit_admin": N_("unit administrator"),
        "performance_team": N_("performance team"),
        "auditor": N_("auditor"),
        "confirmed": N_("confirmed"),
        "second_factor_on": N_("second factor turned on"),
        "second_factor_off": N_("second factor turned off"),
        "recovery_code_used": N_("recovery code used"),
        "recovery_codes_renewed": N_("recovery codes renewed"),
        "library": N_("indicator library"),
        "written": N_("written"),
        "preferences": N_("way of being told"),
        "kept": N_("kept"),
        "role": N_("role"),
        "granted": N_("granted"),
        "revoked": N_("revoked"),
        "delegation": N_("delegation"),
        "made": N_("entered"),
        "begun": N_("begun"),
        "reminder": N_("reminder"),
        "trace": N_("trace"),
        "event": N_("event"),
        "run": N_("run"),
        "delivery": N_("delivery"),
        "segment": N_("appraisal"),
        "unit_of_measure": N_("unit of measure"),
        "data_source": N_("data source"),
    }
)


#: Words that mean something else of these than elsewhere.
WORDS_OF: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "finding": {"opened": N_("opened"), "fixed": N_("mended")},
        "round": {"opened": N_("opened")},
        "list": {
            "talent": N_("talent list"),
            "promotion": N_("promotion list"),
            "award": N_("award list"),
            "training": N_("training list"),
        },
        "file": {
            "skp22": N_("ratings of the year for SIASN"),
            "periodic": N_("ratings by segment for SIASN"),
            "credit-points": N_("credit points for SIASN"),
            "unit": N_("workbook of a unit"),
            "region": N_("workbook of all units in numbers"),
            "comparison": N_("comparison with e-Kinerja"),
        },
        # by which way a notice leaves, and what became of it
        "channel": {
            "mail": N_("by mail"),
            "chat": N_("by chat"),
            "both": N_("by chat and by mail"),
            "portal": N_("in the portal only"),
            "file": N_("kept as a file"),
        },
        "outcome": {
            "no_address": N_("no mail address"),
            "bounced": N_("the mail server knows no such address"),
            "rejected": N_("the mail server refused the message"),
            "unknown": N_("the connection broke; it may have arrived"),
            "gave_up": N_("given up after many tries"),
            "portal": N_("read in the portal only, by choice"),
            "nothing_waits": N_("nothing waited any more"),
            "nobody": N_("nobody to tell"),
            "sent": N_("handed over"),
            "deferred": N_("to come back later"),
            "refused": N_("no connection"),
            "timed_out": N_("no answer in time"),
        },
        "aspect": {
            "quantity": N_("quantity"),
            "quality": N_("quality of work"),
            "time": N_("time"),
            "cost": N_("cost"),
        },
    }
)


def label(word: str, language: str | None = None, *, of: str = "") -> str:
    """`word` as a person reads it in `language` (default: the reader's); a word that is not known stays as it is.

    `of`: what the word is said of, where it has a sense of its own there (`WORDS_OF`).
    """
    if word in WORDS_OF.get(of, ()):
        return _(WORDS_OF[of][word], language)
    if word in LAW_WORDS:
        return LAW_WORDS[word]
    return _(WORDS[word], language) if word in WORDS else str(word)


def listed(words: Sequence[str]) -> Message:
    """Several words as a value of a message: read with commas between, in the language of whoever reads."""
    places = {f"word{place}": Message(WORDS.get(word, word)) for place, word in enumerate(words)}
    return Message(", ".join(f"{{{place}}}" for place in places), places)


def event_label(event: str, language: str | None = None) -> str:
    """An event of the ledger as a person reads it: "plan.approved" is "plan: approved"."""
    return ": ".join(label(word, language) for word in event.split("."))
