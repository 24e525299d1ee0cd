"""Claimed notices as messages to send: which belong together, the Message-ID that each keeps, and why some make none.

Belongs here: that. Does not: words (notice_mail), the bytes of a mail (mail_bytes), sending (tasks/sending).
"""

import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlmodel import Session

from models.notice_kinds import When, kind_of
from models.notice_mail import Composed, Mail, compose
from models.notice_pieces import plain
from models.outbox import Claimed, Verdict

log = logging.getLogger("kinerja.mail")


@dataclass(frozen=True)
class Message:
    """One message with the Message-ID that it has at each try, whoever sends it."""

    mail: Mail
    message_id: str

    @property
    def address_hash(self) -> str:
        """Tells whether an address is the one this went to, to whoever knows that address."""
        return hashlib.sha256(f"{self.message_id}\n{self.mail.to}".encode()).hexdigest()


@dataclass
class Job:
    """Notices that are one message, by each channel that their person chose."""

    notices: tuple[Claimed, ...]
    messages: list[Message] = field(default_factory=list)


@dataclass
class Work:
    """What a claim amounts to: jobs to do, and notices of which it is known already what becomes of them."""

    jobs: list[Job] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)


def work_of(session: Session, claimed: Sequence[Claimed], domain: str) -> Work:
    """The messages of claimed notices; what was claimed together first stays one message at each further try.

    A person whose notices cannot be put into words holds nobody else up: theirs are tried again, and fail in the end.
    """
    work = Work()
    for layer in _layers(claimed):
        try:
            composed = _composed(session, layer)
        except Exception:
            log.exception("putting notices into words failed; each person is tried alone")
            for _person, theirs in groupby(layer, key=lambda each: each.person_id):
                _alone(session, list(theirs), domain, work)
        else:
            _add(composed, layer, domain, work)
    return work


def _layers(claimed: Sequence[Claimed]) -> Iterable[list[Claimed]]:
    """Claimed notices in such portions that nobody has two batches in one: two batches are two messages."""
    layers: defaultdict[int, list[Claimed]] = defaultdict(list)
    for _person, theirs in groupby(claimed, key=lambda each: each.person_id):
        batches: dict[object, int] = {}
        for each in theirs:
            layers[batches.setdefault(each.batch, len(batches))].append(each)
    return layers.values()


def _composed(session: Session, claimed: Sequence[Claimed]) -> Composed:
    with session.begin_nested():  # a statement that fails must not fail those of the others
        return compose(session, [each.id for each in claimed])


def _alone(session: Session, theirs: list[Claimed], domain: str, work: Work) -> None:
    try:
        composed = _composed(session, theirs)
    except Exception as problem:  # noqa: BLE001 - whatever is wrong with one person's notices
        error = plain(f"{type(problem).__name__}: {problem}", 200)
        work.verdicts += [Verdict(each.id, "again", None, error) for each in theirs]
    else:
        _add(composed, theirs, domain, work)


def _add(composed: Composed, claimed: Sequence[Claimed], domain: str, work: Work) -> None:
    known = {each.id: each for each in claimed}
    jobs: dict[tuple[int, ...], Job] = {}
    for mail in composed.mails:
        notices = tuple(known[number] for number in mail.notice_ids)
        job = jobs.setdefault(mail.notice_ids, Job(notices))
        job.messages.append(Message(mail, message_id(notices, domain)))
    work.jobs += jobs.values()
    in_mails = {number for numbers in jobs for number in numbers}
    for number in known.keys() - in_mails:
        why = composed.unsent.get(number, "nobody")
        work.verdicts.append(Verdict(number, "failed" if why == "no_address" else "withheld", why))


def message_id(notices: Sequence[Claimed], domain: str) -> str:
    """The Message-ID of a message: of its notice's key, or of a daily summary's first claim and its person."""
    first = notices[0]
    daily = kind_of(first.kind).when is When.DAILY
    what = f"{first.batch}:{first.person_id}" if daily else first.key
    return f"<{hashlib.sha256(what.encode()).hexdigest()[:40]}@{domain}>"
