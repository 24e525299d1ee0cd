"""The words of notices: every kind has them in both languages, nothing breaks out of them, one mail gathers a day's."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from models import notice_mail, preferences, target_setting
from models.database import one, rows, run, transaction
from models.errors import InvalidInputError
from models.language import _
from models.notice_kinds import KINDS, When, page_of
from models.notice_mail import Composed, Mail
from models.notice_pieces import plain, requests_piece
from models.notice_words import SAME_AS, TO_OTHERS, WORDS
from models.preferences import Preferences
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, REGIONAL_HEAD, SmallPeriod

ROOT = Path(__file__).parents[2]
#: How a kind stands in the source: a verb's queue call, or the statement that queues for a whole unit.
QUEUED = re.compile(
    r"notices\.queue\(\s*session,\s*\"(\w+)\""
    r"|INSERT INTO notice \(key, person_id, kind(?:, content)?\)\s*SELECT (?:DISTINCT )?'(\w+):"
    r"|(?:THEN|ELSE) '(\w+)' END AS kind"
    r"|_tell\(session, \w+, \"(\w+)\"\)"
    r"|_TELL, kind=\"(\w+)\""
)
Fresh = Callable[[Stage], SmallPeriod]


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_SECRET_KEY", "a secret of the tests, long enough to be one")
    monkeypatch.setenv("KINERJA_PORTAL_ADDRESS", "https://kinerja.example.go.id")


def kinds_in_source() -> set[str]:
    found: set[str] = set()
    for folder in ("models", "tasks", "flows", "web", "deployments", "cli"):
        for path in (ROOT / folder).rglob("*.py"):
            for match in QUEUED.finditer(path.read_text(encoding="utf-8")):
                found |= {name for name in match.groups() if name}
    return found


def queued(kind: str, nip: str, /, **content: Any) -> int:
    with transaction() as session:
        found = one(
            session,
            "INSERT INTO notice (key, person_id, kind, content) SELECT gen_random_uuid()::text, id, %(kind)s, "
            "%(content)s FROM person WHERE coalesce(nip, official_code) = %(nip)s RETURNING id",
            kind=kind, content=Jsonb(content), nip=nip,
        )  # fmt: skip
    assert found
    return int(found["id"])


def composed(*notices: int) -> Composed:
    with transaction() as session:
        return notice_mail.compose(session, list(notices))


def only(found: Composed) -> Mail:
    [mail] = found.mails
    return mail


def keep(nip: str, period: SmallPeriod, **wanted: Any) -> None:
    with transaction() as session:
        preferences.keep(session, Preferences(**{"language": "en"} | wanted), by=period.actor(nip))


def test_every_kind_that_is_queued_has_words() -> None:
    found = kinds_in_source()
    assert len(found) >= 25, "the search for kinds no longer finds them"
    known = {kind for kind in KINDS if SAME_AS.get(kind, kind) in WORDS}
    assert found - known == set()


def test_the_two_tables_name_the_same_kinds() -> None:
    assert set(KINDS) == set(WORDS) | set(SAME_AS)
    assert set(TO_OTHERS) <= set(WORDS)


CONTENT: dict[str, Any] = {
    "stage": "target_setting", "until": "2027-01-30T17:00:00+00:00", "findings": 3, "entries": 2, "objection": 1,
    "period": "2026", "owed": [{"what": "plan", "count": 1, "due_at": "2027-01-30T17:00:00+00:00"}],
}  # fmt: skip


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_a_whole_mail_in_both_languages(standing: Fresh, kind: str, language: str) -> None:
    period = standing(Stage.APPROVAL)
    content = CONTENT | {"segment": period.segments[MEMBER]}
    row = {
        "id": 7, "kind": kind, "content": content, "language": language, "own": True, "post": "Analis",
        "rater": "Pegawai 2", "employee": "Pegawai 3", "period_title": "2026", "unit": "Dinas",
        "timezone": "Asia/Jakarta",
    }  # fmt: skip
    piece = notice_mail.piece_of(row)
    told = f"{piece.title} {piece.what} {piece.to_do} {piece.action}"
    assert "{" not in told
    assert "–" not in told, "a value is missing"  # noqa: RUF001
    words = WORDS[SAME_AS.get(kind, kind)]
    for text in (words.title, words.what, words.to_do, words.action):
        assert language == "en" or _(text, "id") != text, text


class Page(HTMLParser):
    """What a mail program makes of the HTML: tags, links, and whether anything is fetched."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        assert not {"src", "style", "onload", "onclick", "background"} & set(given), given
        if tag == "a":
            self.links.append(given["href"] or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_mail_says_what_why_and_what_to_do_in_text_and_html(fresh: Fresh) -> None:
    period = fresh(Stage.TARGET_SETTING)
    mail = only(composed(queued("plan_returned", MEMBER, segment=period.segments[MEMBER])))
    assert (mail.channel, mail.to, mail.language) == ("mail", f"{MEMBER}@dinkes.example", "id")
    assert mail.subject == _("Your plan (SKP) came back for changes", "id")
    page = Page(mail.html)
    assert not {"img", "script", "link", "iframe", "form"} & set(page.tags)
    assert all(link.startswith("https://kinerja.example.go.id/") for link in page.links)
    assert page.links[0] in mail.text
    for word in ("Pegawai 3", "Dinas Kesehatan", "Penilaian kinerja tahunan 2026"):
        assert word in mail.text
        assert word in page.text
    assert max(map(len, mail.text.splitlines())) < 200


def test_the_same_notice_is_the_same_mail(fresh: Fresh) -> None:
    period = fresh(Stage.TARGET_SETTING)
    notice = queued("plan_open", MEMBER, segment=period.segments[MEMBER])
    assert only(composed(notice)) == only(composed(notice))


def test_all_that_waits_for_one_rater_is_one_part_of_one_mail(fresh: Fresh) -> None:
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    keep(DIVISION_HEAD, period)
    first, second = queued("queue_open", DIVISION_HEAD, requests=2), queued("approval_pending", DIVISION_HEAD)
    other = queued("feedback_given", DIVISION_HEAD, segment=period.segments[DIVISION_HEAD])
    mail = only(composed(first, second, other))
    assert mail.notice_ids == (first, second, other)
    assert mail.subject == "Your daily summary: 2 matters"
    assert mail.text.count("Decisions wait for you: 2") == 1
    assert "Evaluation – Penilaian kinerja tahunan 2026: 2, the first until" in mail.text  # noqa: RUF001
    assert Page(mail.html).tags.count("h2") == 2


def test_a_decision_made_meanwhile_is_not_asked_for(fresh: Fresh) -> None:
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    period.rate_all()
    notice = queued("queue_open", DIVISION_HEAD, requests=2)
    assert composed(notice) == Composed([], {notice: "nothing_waits"})


def test_people_without_address_are_reported(fresh: Fresh) -> None:
    fresh(Stage.TARGET_SETTING)
    notice = queued("deadline_extended", REGIONAL_HEAD, **CONTENT)
    found = composed(notice)
    assert found.mails == []
    assert found.unaddressed == [notice]


def test_what_somebody_chose_holds_but_for_what_the_law_requires(fresh: Fresh) -> None:
    period = fresh(Stage.OBJECTION)
    segment = period.segments[MEMBER]
    feedback, result = (
        queued("feedback_given", MEMBER, segment=segment),
        queued("result_published", MEMBER, segment=segment),
    )
    keep(MEMBER, period, channel="portal")
    found = composed(feedback, result)
    assert found.unsent == {feedback: "portal"}
    assert [mail.notice_ids for mail in found.mails] == [(result,)]
    keep(MEMBER, period, channel="chat", chat="tgram://123456789:abcdefg_hijklmnop/12315544")
    found = composed(feedback, result)
    assert sorted((mail.notice_ids, mail.channel) for mail in found.mails) == [
        ((feedback,), "chat"), ((feedback,), "mail"), ((result,), "chat"), ((result,), "mail")
    ]  # fmt: skip
    assert [mail.notice_ids for mail in found.mails if mail.instead] == [(feedback,)], (
        "only if the chat does not take it"
    )
    [chat] = [mail for mail in found.mails if mail.channel == "chat" and mail.notice_ids == (feedback,)]
    assert chat.to == "tgram://123456789:abcdefg_hijklmnop/12315544"
    assert chat.html == ""


def test_a_chat_whose_address_is_lost_falls_back_to_mail(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    period = fresh(Stage.TARGET_SETTING)
    keep(MEMBER, period, channel="chat", chat="tgram://123456789:abcdefg_hijklmnop/12315544")
    monkeypatch.setenv("KINERJA_SECRET_KEY", "another secret, also long enough to be one of them")
    mail = only(composed(queued("plan_open", MEMBER, segment=period.segments[MEMBER])))
    assert mail.channel == "mail"


HOSTILE = [
    "Siti\r\nBcc: everybody@example.com",
    "Siti\u202egro.live",
    "{{ 7*7 }}{% for x in y %}{name}{0.__class__}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\u2028\u2029\u0085\x0b\x1b[31m",
    "S" * 5000,
    "%(name)s \\n ${x}",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_breaks_out_of_a_name(fresh: Fresh, name: str) -> None:
    """I2, N3: a name is data in the subject, the text and the HTML."""
    period = fresh(Stage.TARGET_SETTING)
    clean = Page(only(composed(queued("plan_fixed", DIVISION_HEAD, segment=period.segments[MEMBER]))).html)
    with transaction() as session:
        run(session, "UPDATE person SET name = %(name)s, front_title = %(name)s", name=name)
        run(session, "UPDATE unit SET name = %(name)s", name=name)
    hostile = {"stage": name, "until": name, "decree": name, "principal": name, "owed": [{"what": name}]}
    mail = only(composed(queued("plan_fixed", DIVISION_HEAD, segment=period.segments[MEMBER], **hostile)))
    page = Page(mail.html)
    assert {"script", "img"} & set(page.tags) == set()
    assert set(page.tags) == set(clean.tags)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\u2029\x0b\x1b\x85]", mail.subject + mail.text + mail.html)
    assert not re.search(r"^Bcc:", mail.text, re.MULTILINE)
    assert "49" not in page.text.replace("–", "")  # noqa: RUF001
    assert len(mail.html) < 20_000
    letter = EmailMessage()
    letter["Subject"], letter["To"] = mail.subject, mail.to
    letter.set_content(mail.text)
    letter.add_alternative(mail.html, subtype="html")
    assert [key for key in letter if key.lower() not in {"subject", "to", "content-type", "mime-version"}] == []


def test_a_subject_never_holds_what_a_person_wrote() -> None:
    """Subjects are the program's: the only values in one are counts, stages and days."""
    for words in (*WORDS.values(), *TO_OTHERS.values()):
        assert set(re.findall(r"\{(\w+)\}", words.title)) <= {"count", "stage", "until"}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\r\nb", "a b"),
        ("a\u202eb", "ab"),
        ("  a \t b ", "a b"),
        ("x" * 200, "x" * 119 + "…"),
        (None, "None"),
        ("\x00", ""),
    ],
)
def test_one_plain_line(value: object, shown: str) -> None:
    assert plain(value) == shown


def test_pages_of_notices_stay_inside_the_portal() -> None:
    for name in KINDS:
        for own in (True, False):
            assert page_of(name, {"segment": "//evil.example", "period": "../..", "objection": "1?x"}, own=own) in {
                "/", "/requests", "/team", "/rounds", "/profile", "/checkpoints",
            }  # fmt: skip
    assert page_of("plan_open", {"segment": 12}, own=True) == "/my/12/plan"
    assert page_of("objection_to_answer", {"segment": 1, "objection": 5}, own=False) == "/objections/5/answer"
    assert page_of("unheard_of", {}, own=True) == "/"


def test_what_verbs_queue_leads_to_the_page_it_is_about(fresh: Fresh) -> None:
    period = fresh(Stage.TARGET_SETTING)
    request = period.submit_plan(HEAD)
    with transaction() as session:
        target_setting.approve(session, request, by=period.actor(REGIONAL_HEAD))
    with transaction() as session:
        found = rows(
            session, "SELECT kind, content FROM notice WHERE kind IN ('plan_approved', 'plan_can_be_submitted')"
        )
    pages = {page_of(row["kind"], row["content"], own=True) for row in found}
    assert pages == {f"/my/{period.segments[HEAD]}/plan", f"/my/{period.segments[DIVISION_HEAD]}/plan"}


def test_nothing_without_a_law_overrides_a_choice() -> None:
    assert {name for name, kind in KINDS.items() if kind.required_by and kind.when is When.DAILY} == set()
    assert KINDS["result_published"].required_by
    assert not KINDS["reminder"].required_by


@pytest.mark.parametrize(
    "chat",
    ["", "json://127.0.0.1/x", "tgram://1:a/2?verify=no", "discord://a/b c", "mailto://x@y", "tgram://" + "a" * 500],
)
def test_a_chat_address_that_could_reach_our_own_network_is_refused(fresh: Fresh, chat: str) -> None:
    period = fresh(Stage.TARGET_SETTING)
    with pytest.raises(InvalidInputError):
        keep(MEMBER, period, channel="chat", chat=chat)


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "fax"},
        {"language": "fr"},
        {"digest_hour": 3},
        {"digest_hour": 18, "quiet_from": 17},
        {"quiet_until": 3},
    ],
)
def test_choices_that_there_are_not(fresh: Fresh, wrong: dict[str, Any]) -> None:
    period = fresh(Stage.TARGET_SETTING)
    with pytest.raises(InvalidInputError):
        keep(MEMBER, period, **wrong)


def test_the_monthly_report_counts_units_in_the_order_of_the_stages(fresh: Fresh) -> None:
    keep(HEAD, fresh(Stage.BRIEFING))
    text = only(composed(queued("monthly_report", HEAD, period="2026", stages={"closing": 3, "approval": 1}))).text
    assert "1 units" not in text
    assert text.index("Units at: approval: 1\n") < text.index("Units at: closing: 3\n")


def test_one_request_that_waits_is_said_as_one() -> None:
    waiting = {
        "assignee_id": 1,
        "kind": "plan",
        "title": "Tahun 2026",
        "timezone": "Asia/Jakarta",
        "count": 1,
        "late": 0,
    }
    row = {"id": 1, "language": "en"}
    due = datetime(2026, 3, 31, 17, tzinfo=UTC)
    for late, said in ((0, "1, until 31 March 2026"), (1, "1, late")):
        piece = requests_piece(row, [waiting | {"due_at": due, "late": late}])
        assert piece.facts == (("Plan – Tahun 2026", said),)  # noqa: RUF001
    many = requests_piece(row, [waiting | {"due_at": due, "count": 3, "late": 1}])
    assert many.facts[0][1] == "3, 1 of them late"
