"""Notices as mails and chat messages: a few statements and a rendering however many there are.

Belongs here: what a message says and to which address. Does not: claiming, sending and settling (outbox), when it is
sent (notice_schedule), the words themselves (notice_words).
"""

import hashlib
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import LiteralString

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlmodel import Session

from models import portal_address, signed_links
from models.database import Row, rows
from models.errors import UnavailableError
from models.language import N_, _
from models.notice_kinds import When, kind_of, page_of
from models.notice_pieces import Piece, piece_of, plain, requests_piece
from models.preferences import chat_address

#: What links of notices are signed for, and how long they open their page.
PURPOSE, GOOD_FOR = "notice", timedelta(days=180)
_WIDTH = 76


@dataclass(frozen=True)
class Mail:
    """One message to one person by one channel; a daily summary carries several notices.

    `to` is a mail address, or the address of a chat (apprise). `instead`: only where the chat that somebody chose does
    not take it. `content_hash` is of subject, text and HTML: the same notices composed again are the same message,
    unless what a summary counts has changed meanwhile.
    """

    notice_ids: tuple[int, ...]
    person_id: int
    channel: str
    language: str
    to: str
    subject: str
    text: str
    html: str
    content_hash: str
    instead: bool = False


@dataclass
class Composed:
    """The messages of some notices, and why the others make none.

    `unsent`, by notice id: "no_address" (the person has none: HR sees it), "nothing_waits" (every decision it asked for
    was made meanwhile: nothing to tell), "portal" (the person reads such notices in the portal alone, by choice).
    """

    mails: list[Mail] = field(default_factory=list)
    unsent: dict[int, str] = field(default_factory=dict)

    @property
    def unaddressed(self) -> list[int]:
        """Notices of people without any address."""
        return [notice for notice, why in self.unsent.items() if why == "no_address"]


#: Notices with all that their words need, by person.
LOAD: LiteralString = """
SELECT n.id, n.kind, n.content, n.queued_at, n.person_id, p.email, p.language,
       concat_ws(', ', nullif(concat_ws(' ', nullif(p.front_title, ''), p.name), ''), nullif(p.back_title, '')) AS name,
       coalesce(f.channel, 'mail') AS channel, f.chat_sealed, s.id AS segment, s.post,
       s.id IS NULL OR s.person_id = n.person_id AS own, e.name AS employee, r.name AS rater,
       coalesce(d.title, c.title) AS period_title, coalesce(d.timezone, c.timezone, 'Asia/Jakarta') AS timezone,
       coalesce(d.region_name, c.region_name, latest.region_name) AS region, coalesce(u.name, v.name) AS unit
  FROM notice n JOIN person p ON p.id = n.person_id
  LEFT JOIN notice_preference f ON f.person_id = p.id
  LEFT JOIN segment s ON s.id = CASE WHEN n.content ->> 'segment' ~ '^[0-9]{1,18}$'
                                     THEN (n.content ->> 'segment')::bigint END
  LEFT JOIN person e ON e.id = s.person_id LEFT JOIN person r ON r.id = s.rater_id
  LEFT JOIN period d ON d.id = s.period_id LEFT JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
  LEFT JOIN period c ON c.code = n.content ->> 'period' LEFT JOIN unit v ON v.code = n.content ->> 'unit_code'
  LEFT JOIN (SELECT region_name FROM period ORDER BY id DESC LIMIT 1) latest ON true
 WHERE n.id = ANY(%(notices)s) ORDER BY n.person_id, n.id
"""
#: What waits for the decision of those who are told of a decision that waits.
_WAITING: LiteralString = """
SELECT a.assignee_id, a.kind, p.title, p.timezone, count(*) AS count, min(a.due_at) FILTER (WHERE a.due_at >= now())
         AS due_at, count(*) FILTER (WHERE a.due_at < now()) AS late
  FROM approval a JOIN period p ON p.id = a.period_id
 WHERE a.assignee_id = ANY(%(people)s) AND a.closed_at IS NULL
 GROUP BY a.assignee_id, a.kind, p.id ORDER BY a.assignee_id, min(a.due_at), a.kind, p.id
"""


def compose(session: Session, notice_ids: Sequence[int]) -> Composed:
    """The messages of these notices, each in its person's language and by the channels they chose.

    What waits for one person's decision is one part of one message, as it stands now; so is everything else that is
    gathered daily. What the law requires goes by mail, whatever somebody prefers. Notices of nobody are left out.
    """
    found = rows(session, LOAD, notices=list(notice_ids))
    asked = {row["person_id"] for row in found if kind_of(row["kind"]).asks}
    waiting: defaultdict[int, list[Row]] = defaultdict(list)
    for each in rows(session, _WAITING, people=sorted(asked)) if asked else ():
        waiting[each["assignee_id"]].append(each)
    composed, links = Composed(), _Links()
    for person, theirs in groupby(found, key=lambda row: int(row["person_id"])):
        for group in _groups(list(theirs), composed):
            _compose(group, waiting[person], composed, links)
    return composed


def _groups(theirs: list[Row], composed: Composed) -> Iterator[list[Row]]:
    """A person's notices by message: what is gathered daily in one, all others in one each."""
    gathered = []
    for row in theirs:
        kind = kind_of(row["kind"])
        if row["channel"] == "portal" and not kind.required_by:
            composed.unsent[row["id"]] = "portal"
        elif kind.when is When.DAILY:
            gathered.append(row)
        else:
            yield [row]
    if gathered:
        yield gathered


def _compose(group: list[Row], waiting: list[Row], composed: Composed, links: "_Links") -> None:
    pieces = []
    asking = [row for row in group if kind_of(row["kind"]).asks]
    if asking and waiting:
        pieces.append((requests_piece(asking[0], waiting), asking[0]))
    elif asking:
        composed.unsent |= {row["id"]: "nothing_waits" for row in asking}
        group = [row for row in group if row not in asking]
    pieces += [(piece_of(row), row) for row in group if row not in asking]
    if not pieces:
        return
    required = any(kind_of(row["kind"]).required_by for row in group)
    ways = list(_ways(group[0], required=required))
    if not ways:
        composed.unsent |= {row["id"]: "no_address" for row in group}
    for channel, to, instead in ways:
        composed.mails.append(replace(_message(group, pieces, channel, to, links), instead=instead))


def _ways(row: Row, *, required: bool) -> Iterator[tuple[str, str, bool]]:
    """By which channels a person is told, with the address of each, and whether only instead of the one before it."""
    chat = chat_address(row["chat_sealed"]) if row["channel"] in {"chat", "both"} else None
    mail = (row["email"] or "").strip()
    if chat:
        yield "chat", chat, False
    if mail:
        yield "mail", mail, bool(chat) and not required and row["channel"] != "both"


_DAILY = N_("Your daily summary: {count} matters")
_GREETING = N_("Dear {name},")
_FOOT = (
    N_("The link opens a page and decides nothing; you sign in there as always. Nobody ever asks for your password."),
    N_("Questions? Ask your unit's administrator or your HR office (BKPSDM). This address reads no answers."),
)
_CHANGE = N_("Choose how you are told")


def _message(group: list[Row], pieces: Sequence[tuple[Piece, Row]], channel: str, to: str, links: "_Links") -> Mail:
    first = group[0]
    language = first["language"]
    subject = pieces[0][0].title
    if len(pieces) > 1:
        subject = _(_DAILY, language).format(count=len(pieces))
    values: Mapping[str, object] = {
        "language": language,
        "subject": subject,
        "greeting": _(_GREETING, language).format(name=plain(first["name"])),
        "region": plain(first["region"] or ""),
        "pieces": [(piece, links.of(row)) for piece, row in pieces],
        "foot": [_(line, language) for line in _FOOT],
        "change": _(_CHANGE, language),
        "preferences": f"{links.base}/notices/preferences",
    }
    text = templates().get_template("notice.txt").render(values)
    html = templates().get_template("notice.html").render(values) if channel == "mail" else ""
    digest = hashlib.sha256(f"{subject}\0{text}\0{html}".encode()).hexdigest()
    ids = tuple(row["id"] for row in group)
    return Mail(ids, first["person_id"], channel, language, to, subject, text, html, digest)


class _Links:
    """The links of one composing: the portal's address and the signing key are asked for once."""

    def __init__(self) -> None:
        self.base = portal_address.address()
        self._sign = None
        with suppress(UnavailableError):
            self._sign = signed_links.signer(PURPOSE)

    def of(self, row: Row) -> str:
        """The signed link of a notice; without the installation's secret, its page: both ask for a sign-in."""
        if self._sign is None:
            return self.base + page_of(row["kind"], row["content"], own=row["own"])
        return f"{self.base}/n/{self._sign(row['id'], row['queued_at'] + GOOD_FOR)}"


@cache
def templates() -> Environment:
    """The templates of mails and of their sheets on paper."""
    folder = Path(__file__).parent.parent / "templates" / "mail"
    made = Environment(
        loader=FileSystemLoader(folder), autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.filters["wrapped"] = _wrapped
    return made


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False))
