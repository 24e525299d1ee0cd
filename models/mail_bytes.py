"""A message as the bytes of a mail: headers that nothing breaks out of, words as text and as HTML.

Belongs here: MIME. Does not: the words (notice_mail), the way to the server (tasks/smtp).
Whatever a name or subject contains, the headers and the one recipient stay as they are (faults N3).
"""

import re
from binascii import b2a_qp
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import Message as MailPart
from email.mime.multipart import MIMEMultipart
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr

from models.notice_pieces import plain
from models.outbox_messages import Message

#: An address that can be written to with plain SMTP: no quotes, no brackets, no blanks, letters of ASCII.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9-]{1,63})*")
#: Without the newer policies' parsing of every header, which took three times as long as writing the words; what is
#: variable in a header is made harmless here.
_POLICY = compat32.clone(linesep="\r\n", mangle_from_=False)
_LONGEST_LOCAL, _LONGEST_SUBJECT = 64, 200


def usable(address: str) -> str | None:
    """The address as a mail server takes it, a domain of other letters in ASCII; None when it is no mail address."""
    local, at, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if at and len(local) <= _LONGEST_LOCAL and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain):
        return f"{local}@{domain}"
    return None


def sender_of(setting: str) -> Address:
    """Who writes, from a setting such as "Kinerja <kinerja@contohkab.go.id>".

    Raises:
        ValueError: it has no mail address.
    """
    name, address = parseaddr(setting)
    found = usable(address)
    if found is None:
        raise ValueError(setting)
    return Address(plain(name), addr_spec=found)


def mail_bytes(message: Message, to: str, sender: Address, at: datetime) -> bytes:
    """The whole mail to a usable address, with lines that end as SMTP wants them."""
    mail = message.mail
    words = _part(mail.text, "plain")
    made = words
    if mail.html:
        made = MIMEMultipart("alternative", None, [words, _part(mail.html, "html")], policy=_POLICY)
    made["From"] = formataddr((sender.display_name, sender.addr_spec))
    made["To"] = to
    made["Subject"] = Header(plain(mail.subject, _LONGEST_SUBJECT), header_name="Subject").encode(linesep="\r\n")
    made["Date"] = format_datetime(at)
    made["Message-ID"] = message.message_id
    made["Content-Language"] = mail.language
    # RFC 3834: no machine answers this, and out-of-office notes stay away.
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    return made.as_bytes()


def _part(words: str, subtype: str) -> MailPart:
    part = MailPart(policy=_POLICY)
    part["MIME-Version"] = "1.0"
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    lines = "\n".join(words.splitlines()) + "\n"
    part.set_payload(b2a_qp(lines.encode(), istext=True).decode("ascii"))
    return part
