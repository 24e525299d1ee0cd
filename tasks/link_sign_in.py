"""Whether a page that answers a link is only a door: it asks to sign in, or to ask its owner for access.

Belongs here: how such pages are known. Does not: fetching them. "Masuk" also means "incoming" (surat masuk, barang
masuk), so that word counts only where a door has it.
"""

import re

_HOSTS = frozenset({"accounts.google.com", "login.microsoftonline.com", "login.live.com", "login.microsoft.com"})
_DRIVES = frozenset({"drive.google.com", "docs.google.com"})
#: A part of the path that is nothing but the door's name: /login, /masuk.php, /auth/sign-in.
_PATH = re.compile(r"/(log-?in|log_in|sign-?in|sign_in|masuk)(\.[a-z]{2,5})?(/|$)", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(log ?in|log-in|sign ?in|sign-in)\b|^masuk($| [^\w\s] | ke\b| akun\b)| [^\w\s] masuk$|halaman masuk",
    re.IGNORECASE,
)
_ACCESS = re.compile(
    r"you need access|request access|anda memerlukan akses|minta akses|perlu izin akses", re.IGNORECASE
)
_FIND_TITLE = re.compile(rb"<title[^>]*>(.{0,1000}?)</title", re.IGNORECASE | re.DOTALL)


def title_of(content: bytes) -> str:
    """The title of a page, as far as it can be read."""
    found = _FIND_TITLE.search(content)
    return " ".join(found[1].decode("utf-8", "replace").split()) if found else ""


def is_sign_in(host: str, path: str, title: str, *, is_page: bool) -> bool:
    """Whether what answered at `host` and `path` with this title is a door."""
    if host in _HOSTS:
        return True
    if not is_page:
        return False
    if host in _DRIVES and _ACCESS.search(title):
        return True
    return bool(_PATH.search(path) or _TITLE.search(title))
