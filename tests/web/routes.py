"""Who may open which page: the one documented table, which the portal must equal (DESIGN §6 P6; SPEC §9).

Belongs here: the table, and how a path of it becomes an address in the small world. Does not: the test (test_routes).
"""

from pathlib import Path

from sqlmodel import Session

from models import evidence
from models.database import one, run, transaction
from tests.delegations import delegate
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.waived import waived

#: Visitors of the small world, each by what they are to MEMBER, whose record the paths are about.
VISITORS = ("nobody", "own", "other", "rater", "superior", "hr", "unit_admin", "other_admin", "auditor", "deputy")
#: Officers who are not appraised here; `furnish` gives them their roles, and takes HEAD's, who is the superior alone.
OFFICERS = {
    "hr": "198001012005011001",
    "unit_admin": "198001012005011002",
    "other_admin": "198001012005011003",
    "auditor": "198001012005011004",
    "deputy": "198001012005011005",
}

EVERYBODY = frozenset(VISITORS)
SIGNED_IN = EVERYBODY - {"nobody"}
NOBODY: frozenset[str] = frozenset()
OWN, RATER, HR = frozenset({"own"}), frozenset({"rater"}), frozenset({"hr"})
#: Whoever rates or oversees the person, administers them, or audits.
RECORD = frozenset({"own", "rater", "superior", "hr", "unit_admin", "auditor"})
#: Whoever acts for the rater, on the pages of deciding; on all other pages they are themselves.
DEPUTY = frozenset({"deputy"})
#: Who administers a unit sees neither what was talked over nor what was photographed (SPEC §9).
PERSONAL = RECORD - {"unit_admin"}
#: Administrators do not read what employee and rater write to each other.
DIALOGUE = RECORD - {"hr", "unit_admin"}
ADMINISTRATORS = frozenset({"hr", "unit_admin", "other_admin"})
OVERSEEING = ADMINISTRATORS | {"auditor"}
OF_THE_UNIT = frozenset({"hr", "unit_admin", "auditor"})
TRACING = frozenset({"hr", "auditor"})
#: Who rates here is of the performance team, which names lists as the regional head does.
TEAM = RATER
LISTS = TRACING | TEAM

#: Pages of everybody that end or begin a session, or acting for somebody, are posted to in test_sign_in and
#: test_delegations.
ENDS_THE_SESSION = frozenset({"/sign-out", "/sign-out-everywhere", "/acting"})

#: (method, path): who gets further than "there is no such page".
MAY: dict[tuple[str, str], frozenset[str]] = {
    # everybody
    ("GET", "/health"): EVERYBODY,
    ("GET", "/sign-in"): EVERYBODY,
    ("POST", "/sign-in"): NOBODY,  # an empty form proves nobody; test_sign_in signs in
    ("GET", "/first-sign-in/{token}"): NOBODY,  # the link is a forged one; test_sign_in has one that works
    ("POST", "/first-sign-in/{token}"): NOBODY,
    ("POST", "/sign-out"): EVERYBODY,
    ("POST", "/sign-out-everywhere"): SIGNED_IN,
    ("POST", "/language"): EVERYBODY,
    ("GET", "/"): SIGNED_IN,
    ("GET", "/profile"): SIGNED_IN,
    ("POST", "/profile/password"): SIGNED_IN,
    ("POST", "/profile/shortcuts"): SIGNED_IN,
    ("POST", "/profile/tokens"): SIGNED_IN,
    ("POST", "/profile/tokens/{token_id}/end"): NOBODY,  # there is no token; test_api ends one
    ("GET", "/notices"): SIGNED_IN,
    ("GET", "/notices/preferences"): SIGNED_IN,
    ("POST", "/notices/preferences"): SIGNED_IN,
    ("GET", "/notices/{number}"): OWN,
    ("GET", "/n/{token}"): NOBODY,  # the link is a forged one; test_my_notices has one that works
    ("GET", "/sign-in/code"): NOBODY,  # no sign-in waits for a code; test_second_factor has one
    ("POST", "/sign-in/code"): NOBODY,
    ("GET", "/sign-in/oidc"): NOBODY,  # no provider is set; test_oidc has one
    ("GET", "/sign-in/oidc/back"): NOBODY,
    ("GET", "/profile/second-factor"): SIGNED_IN,
    ("POST", "/profile/second-factor/begin"): SIGNED_IN,
    ("POST", "/profile/second-factor/confirm"): SIGNED_IN,
    ("POST", "/profile/second-factor/codes"): SIGNED_IN,
    ("POST", "/profile/second-factor/off"): SIGNED_IN,
    # one's own appraisal
    ("GET", "/my/{segment}"): OWN,
    ("POST", "/my/{segment}/acknowledge"): OWN,
    ("GET", "/my/{segment}/result"): OWN,
    ("POST", "/my/{segment}/result"): NOBODY,  # nothing is published in this world; test_mine opens results
    ("POST", "/my/{segment}/result/accept"): OWN,
    ("POST", "/my/{segment}/result/object"): OWN,
    ("GET", "/my/{segment}/plan"): OWN,
    ("POST", "/my/{segment}/plan"): OWN,
    ("GET", "/my/{segment}/plan/results/{number}"): OWN,
    ("POST", "/my/{segment}/plan/results/{number}"): OWN,
    ("POST", "/my/{segment}/plan/results/{number}/remove"): OWN,
    ("GET", "/my/{segment}/realizations"): OWN,
    ("POST", "/my/{segment}/realizations"): OWN,
    ("GET", "/my/{segment}/evidence/{work_result}.{indicator}"): OWN,
    ("POST", "/my/{segment}/evidence/{work_result}.{indicator}"): OWN,
    ("GET", "/my/{segment}/evidence/{evidence_id}/withdraw"): OWN,
    ("POST", "/my/{segment}/evidence/{evidence_id}/withdraw"): OWN,
    ("GET", "/my/{segment}/report"): OWN,
    ("POST", "/my/{segment}/report"): OWN,
    (
        "GET",
        "/my/{segment}/shortfall/{work_result}.{indicator}",
    ): NOBODY,  # nothing is short here
    ("POST", "/my/{segment}/shortfall/{work_result}.{indicator}"): NOBODY,
    ("GET", "/my/{segment}/log"): OWN,
    ("POST", "/my/{segment}/log"): OWN,
    ("POST", "/my/{segment}/log/copy"): OWN,
    ("GET", "/my/{segment}/log/{entry}/withdraw"): NOBODY,
    ("POST", "/my/{segment}/log/{entry}/withdraw"): NOBODY,  # there is no entry; test_mine_records has one
    ("GET", "/my/{segment}/log/{entry}/photos"): NOBODY,  # there is no entry; test_log_photos has one
    ("POST", "/my/{segment}/log/{entry}/photos"): NOBODY,
    ("GET", "/my/{segment}/photos/{photo}/withdraw"): NOBODY,
    ("POST", "/my/{segment}/photos/{photo}/withdraw"): NOBODY,
    ("GET", "/segments/{segment}/photos"): PERSONAL | DEPUTY,
    ("GET", "/segments/{segment}/photos/{photo}"): NOBODY,
    ("GET", "/my/{segment}/findings"): OWN,
    ("GET", "/my/{segment}/feedback"): OWN,
    ("GET", "/my/{segment}/feedback/to/{receiver}"): OWN,
    ("POST", "/my/{segment}/feedback/to/{receiver}"): OWN,
    ("GET", "/my/{segment}/summary"): OWN,
    ("GET", "/library"): SIGNED_IN,
    ("GET", "/library/write"): HR,
    ("POST", "/library/write"): HR,
    ("GET", "/library/{number}"): NOBODY,  # the library is empty; test_library fills it
    ("POST", "/library/{number}/retire"): NOBODY,
    # one person's record
    ("GET", "/segments/{segment}/summary"): RECORD | DEPUTY,
    ("GET", "/segments/{segment}/letters/{kind}.pdf"): PERSONAL | DEPUTY,
    ("GET", "/letters/check"): EVERYBODY,
    ("GET", "/letters/check/{code}"): EVERYBODY,
    ("GET", "/segments/{segment}/evidence"): RECORD | DEPUTY,
    ("GET", "/segments/{segment}/evidence/{evidence_id}"): RECORD | DEPUTY,
    ("GET", "/segments/{segment}/coaching"): PERSONAL | DEPUTY,
    ("POST", "/segments/{segment}/coaching"): PERSONAL | DEPUTY,  # the verb refuses all but the rater; test_coaching
    ("GET", "/segments/{segment}/round"): RATER,  # nobody else: the givers were promised that
    ("GET", "/my/{segment}/round"): OWN,
    ("GET", "/rounds"): SIGNED_IN,
    ("GET", "/rounds/{number}"): NOBODY,  # nobody is asked in this world; test_rounds opens a round
    ("POST", "/rounds/{number}"): NOBODY,
    ("GET", "/my/{segment}/coaching"): OWN,
    ("GET", "/my/{segment}/dialogue"): OWN,
    ("POST", "/my/{segment}/dialogue"): OWN,
    ("GET", "/segments/{segment}/dialogue"): DIALOGUE | DEPUTY,
    ("POST", "/segments/{segment}/dialogue"): OWN | RATER | DEPUTY,
    ("POST", "/my/{segment}/coaching/{number}"): NOBODY,  # there is no talk; test_coaching has one
    # deciding
    ("GET", "/requests"): SIGNED_IN,
    ("GET", "/requests/{request_id}"): RATER | DEPUTY,
    ("POST", "/requests/{request_id}"): RATER | DEPUTY,
    ("GET", "/objections/{objection_id}/answer"): NOBODY,  # there is none before publication; test_deciding has one
    ("POST", "/objections/{objection_id}/answer"): NOBODY,
    ("GET", "/team"): SIGNED_IN,
    ("GET", "/plans/together"): SIGNED_IN,
    ("POST", "/plans/together"): SIGNED_IN,
    # administering
    ("GET", "/periods"): OVERSEEING,
    ("GET", "/periods/{code}/rounds"): TRACING,
    ("GET", "/periods/{code}/rounds/open"): HR,
    ("POST", "/periods/{code}/rounds/open"): HR,
    ("GET", "/periods/{code}/rounds/closing"): HR,
    ("POST", "/periods/{code}/rounds/closing"): HR,
    ("GET", "/periods/{code}"): OVERSEEING,
    ("GET", "/periods/{code}/extend"): HR,
    ("POST", "/periods/{code}/extend"): HR,
    ("GET", "/periods/{code}/downtimes"): OVERSEEING,
    ("POST", "/periods/{code}/downtimes"): HR,
    ("GET", "/periods/{code}/results"): OVERSEEING,
    ("GET", "/periods/{code}/report.pdf"): frozenset({"hr", "auditor"}),
    ("GET", "/periods/{code}/units/{unit}/recapitulation.pdf"): OF_THE_UNIT,
    ("GET", "/periods/{code}/exports"): HR,
    ("POST", "/periods/{code}/exports"): HR,
    ("GET", "/periods/{code}/lists"): LISTS,
    ("POST", "/periods/{code}/lists/file"): LISTS,
    ("GET", "/periods/{code}/lists/conditions"): LISTS,
    ("GET", "/periods/{code}/lists/make"): TEAM,
    ("POST", "/periods/{code}/lists/make"): TEAM,
    ("GET", "/periods/{code}/units/{unit}"): OF_THE_UNIT,
    ("GET", "/periods/{code}/findings"): OVERSEEING,
    ("GET", "/periods/{code}/quality"): OVERSEEING,
    ("GET", "/periods/{code}/quality.xlsx"): OVERSEEING,
    ("GET", "/findings/{number}"): OF_THE_UNIT | OWN,
    ("POST", "/findings/{number}/waive"): OF_THE_UNIT | OWN,
    ("GET", "/periods/{code}/units/{unit}/receipts"): frozenset({"hr", "unit_admin"}),
    ("POST", "/periods/{code}/units/{unit}/receipts"): frozenset({"hr", "unit_admin"}),
    ("GET", "/periods/{code}/units/{unit}/remind"): frozenset({"hr", "unit_admin"}),
    ("POST", "/periods/{code}/units/{unit}/remind"): frozenset({"hr", "unit_admin"}),
    ("GET", "/periods/{code}/units/{unit}/quality/{suite}"): OF_THE_UNIT,
    ("GET", "/roles"): TRACING,
    ("GET", "/roles/grant"): HR,
    ("POST", "/roles/grant"): HR,
    ("GET", "/roles/{number}"): TRACING,
    ("POST", "/roles/{number}/revoke"): HR,
    ("POST", "/acting"): SIGNED_IN,  # an empty form: as oneself again; test_delegations acts for somebody
    ("GET", "/delegations"): TRACING,
    ("GET", "/delegations/make"): HR,
    ("POST", "/delegations/make"): HR,
    ("GET", "/delegations/{number}"): frozenset({"rater", "deputy", "hr", "auditor"}),
    ("POST", "/delegations/{number}/end"): HR,  # the empty form gives no reason, so it goes on
    ("GET", "/outbox"): TRACING,
    ("POST", "/outbox/retry"): HR,
    ("GET", "/outbox/sheets"): HR,
    ("POST", "/outbox/sheets"): HR,
    ("GET", "/outbox/{number}"): TRACING,
    ("POST", "/outbox/{number}/retry"): HR,
    ("GET", "/accounts"): ADMINISTRATORS,
    ("GET", "/accounts/{person}"): frozenset({"hr", "unit_admin"}),
    ("POST", "/accounts/{person}/link"): frozenset({"hr", "unit_admin"}),
    ("POST", "/accounts/{person}/disable"): frozenset({"hr", "unit_admin"}),
    ("POST", "/accounts/{person}/enable"): frozenset({"hr", "unit_admin"}),
    ("GET", "/accounts/{person}/second-factor"): frozenset({"hr", "unit_admin"}),
    ("POST", "/accounts/{person}/second-factor"): frozenset({"hr", "unit_admin"}),
    ("GET", "/launch"): HR,
    ("POST", "/launch"): HR,
    ("GET", "/launch/form"): HR,
    ("POST", "/launch/form"): HR,
    ("GET", "/launch/period.yaml"): HR,
    ("GET", "/launch/check"): HR,
    ("GET", "/launch/report.xlsx"): HR,
    ("POST", "/launch/preview"): HR,
    ("GET", "/launch/preview"): HR,
    ("POST", "/launch/start"): HR,
    # tracing
    ("GET", "/trace"): TRACING,
    ("GET", "/trace/event/{number}"): TRACING,
    ("GET", "/trace/{subject}/{key}"): TRACING,
    ("GET", "/trace/{subject}/{key}/export"): TRACING,
    ("GET", "/checkpoints"): TRACING,
    ("GET", "/checkpoints/newest.txt"): NOBODY,  # nothing is sealed in this world; test_checkpoints_page seals
    ("POST", "/checkpoints/checks"): TRACING,
    ("GET", "/checkpoints/checks/{number}"): NOBODY,  # nobody asked for one
    ("POST", "/checkpoints/archives"): TRACING,
    ("GET", "/checkpoints/archives/{number}"): NOBODY,  # nobody asked for one; test_checkpoints_page does
    ("GET", "/checkpoints/archives/{number}/file"): NOBODY,
    ("GET", "/runs"): TRACING,
    ("GET", "/runs/{number}"): TRACING,
}

_OFFICER = "INSERT INTO person (nip, kind, name) VALUES (%(nip)s, 'PNS', %(name)s)"
_UNIT = "INSERT INTO unit (code, name) VALUES ('DUKCAPIL', 'Dinas Kependudukan')"
_IN_PERIOD = """
INSERT INTO period_unit (period_id, unit_id, name, setter_id, position)
SELECT h.period_id, u.id, u.name, h.setter_id, h.position FROM period_unit h, unit u WHERE u.code = 'DUKCAPIL'
"""
_ROLE = """
INSERT INTO role_assignment (person_id, role, unit_id)
SELECT p.id, %(role)s, (SELECT id FROM unit WHERE code = %(unit)s) FROM person p WHERE p.nip = %(nip)s
"""


def furnish(session: Session, period: SmallPeriod) -> None:
    """Officers with a role each, another unit, a finding and a piece of evidence of MEMBER."""
    waived(session, period, "indicators", "1.1", "DQ-X99")
    run(session, "UPDATE finding SET owner_id = %(owner)s", owner=period.actor(MEMBER).person_id)
    evidence.attach_file(
        session, period.segments[MEMBER], work_result=1, indicator=1, month=None, path=Path(__file__),
        by=period.actor(MEMBER),
    )  # fmt: skip
    run(session, "DELETE FROM role_assignment WHERE role IN ('hr_admin', 'auditor', 'unit_admin')")
    run(session, _UNIT)
    run(session, _IN_PERIOD)
    roles = {"hr": ("hr_admin", None), "auditor": ("auditor", None), "unit_admin": ("unit_admin", period.unit),
             "other_admin": ("unit_admin", "DUKCAPIL")}  # fmt: skip
    for kind, nip in OFFICERS.items():
        run(session, _OFFICER, nip=nip, name=f"Petugas {kind}")
        if kind in roles:
            role, unit = roles[kind]
            run(session, _ROLE, nip=nip, role=role, unit=unit)
    delegate(session, DIVISION_HEAD, OFFICERS["deputy"])


_NUMBERS = {
    "request_id": "SELECT id FROM approval WHERE kind = 'evaluation' AND segment_id = %(segment)s",
    "plan_id": "SELECT id FROM approval WHERE kind = 'plan' AND segment_id = %(segment)s",
    "evidence_id": "SELECT id FROM evidence WHERE segment_id = %(segment)s",
    "person": "SELECT person_id AS id FROM segment WHERE id = %(segment)s",
    "role": "SELECT id FROM role_assignment WHERE role = 'performance_team' AND %(segment)s > 0",
    "run": "SELECT max(id) AS id FROM stage_run WHERE %(segment)s > 0",
    "event": "SELECT max(id) AS id FROM audit_event WHERE %(segment)s > 0",
    "finding": "SELECT id FROM finding WHERE segment_id = %(segment)s",
    "outbox": "SELECT min(id) AS id FROM notice WHERE %(segment)s > 0",
    "notice": "SELECT min(n.id) AS id FROM notice n JOIN segment s USING (person_id) WHERE s.id = %(segment)s",
}


def filled(path: str, period: SmallPeriod) -> str:
    """The address that a path of the table has in this world: MEMBER's record, the small unit, the small period."""
    segment = period.segments[MEMBER]
    known: dict[str, object] = {
        "segment": segment, "code": period.code, "unit": period.unit, "work_result": 1,
        "indicator": 1, "receiver": period.segments[OTHER_MEMBER], "token": "x", "token_id": 1, "entry": 1, "photo": 1,
        "objection_id": 1, "number": 1, "subject": "person", "key": MEMBER, "kind": "plan", "suite": "indicators",
    }  # fmt: skip
    with transaction() as session:
        for name, statement in _NUMBERS.items():
            found = one(session, statement, segment=segment)  # type: ignore[arg-type]
            known[name] = found["id"] if found else 0
    for beginning in ("finding", "notice", "outbox", "role", "run", "event"):
        if f"/{beginning}s/{{number}}" in path or f"/{beginning}/{{number}}" in path:
            known["number"] = known[beginning]
    return path.format(**known)


#: What a browser looks at: pages of each person in the small world.
PLACES: dict[str, tuple[str, ...]] = {
    MEMBER: (
        "/profile", "/profile/second-factor", "/notices", "/notices/preferences",
        *(path for (way, path), may in MAY.items()
          if way == "GET" and may == OWN and "/plan/results/" not in path and "{evidence_id}" not in path),
    ),
    DIVISION_HEAD: ("/requests", "/requests/{request_id}", "/team", "/plans/together", "/segments/{segment}/summary",
                    "/periods/{code}/lists/make",
                    "/segments/{segment}/dialogue", "/segments/{segment}/photos"),
    HEAD: (
        "/periods", "/periods/{code}", "/periods/{code}/units/{unit}", "/periods/{code}/findings",
        "/periods/{code}/results", "/periods/{code}/quality", "/periods/{code}/extend", "/periods/{code}/exports",
        "/periods/{code}/downtimes", "/periods/{code}/units/{unit}/receipts",
        "/accounts", "/launch", "/launch/form",
        "/library", "/library/write", "/periods/{code}/units/{unit}/remind",
        "/rounds", "/periods/{code}/rounds", "/periods/{code}/rounds/open", "/periods/{code}/rounds/closing",
        "/roles", "/roles/grant",
        "/delegations", "/delegations/make", "/outbox", "/outbox/{number}",
        "/roles/{number}", "/trace",
        "/trace/{subject}/{key}", "/trace/event/{number}", "/runs", "/runs/{number}",
        "/checkpoints", "/outbox/sheets", "/periods/{code}/lists", "/periods/{code}/lists/conditions",
    ),
}  # fmt: skip
