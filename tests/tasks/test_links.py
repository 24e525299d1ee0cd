"""Links of evidence: what a reviewer would meet there, and that no employee's address reaches into our network."""

import ipaddress
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidInputError
from models.settings import Settings
from tasks import link_opening
from tasks.evidence_links import _open
from tasks.link_guard import Guard
from tasks.link_sign_in import is_sign_in, title_of
from tasks.own_loop import in_own_loop
from tests.tasks.web import leads, says, serving

NOWHERE = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
SILENT = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
PDF = {"Content_Type": "application/pdf"}
HTML = {"Content_Type": "text/html; charset=utf-8"}


def guard(*ports, networks="127.0.0.0/8", names=None):
    """A guard that lets tests reach their own servers, with a name service of `names`."""
    known = names or {}

    def resolver(name):
        found = known.get(name, NOWHERE)
        if isinstance(found, Exception):
            raise found
        return [found] if isinstance(found, str) else found

    chosen = Settings(link_networks=networks, link_ports=",".join(map(str, (80, 443, *ports))))
    return Guard.of(chosen, resolver)


def opened(link, *ports, seconds=20, **changes):
    """How one link ends: (outcome, detail)."""
    found, _offline = in_own_loop(_open(guard(*ports, **changes), [link], seconds))
    return found[link].outcome, found[link].detail


def outcome(link, *ports, **changes):
    return opened(link, *ports, **changes)[0]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (says(b"%PDF", **PDF), "opened"),
        (says(b"<title>Laporan</title>isi", **HTML), "opened"),
        (says(b"<title>Laporan barang masuk 2026</title>isi", **HTML), "opened"),
        (says(b"x" * 3_000_000, **HTML), "opened"),
        (says(b"", **PDF), "damaged"),
        (says(b"", **HTML), "damaged"),
        (says(b"", 204), "damaged"),
        (says(b"no", 401), "refused"),
        (says(b"no", 403), "refused"),
        (says(b"no", 402), "refused"),
        (says(b"no", 404), "missing"),
        (says(b"no", 410), "missing"),
        (says(b"no", 429), "unreachable"),
        (says(b"no", 500), "unreachable"),
        (says(b"no", 503), "unreachable"),
        (says(b"<html><TITLE >\n Log in - SIMPEG\n</TITLE>", **HTML), "sign_in"),
        (says(b"<title>Masuk</title>", 200, **HTML), "sign_in"),
        (says(b"<title>Sign in to continue</title>", 403, **HTML), "sign_in"),
        (leads("/login?next=x"), "sign_in"),
        (leads("/page"), "opened"),
        (leads("page"), "opened"),
        (leads("/evidence"), "unreachable"),
        (leads("ftp://127.0.0.1/x"), "missing"),
        (leads("http://[::bad"), "unreachable"),
        (lambda handler: handler.close_connection or handler.wfile.close(), "unreachable"),
    ],
)
def test_what_a_reviewer_meets(page, expected):
    with serving(evidence=page, login=says(b"<p>nama", **HTML), page=says(b"isi", **HTML)) as web:
        assert outcome(f"{web.url}/evidence", web.port) == expected


def test_a_server_that_knows_no_head_is_asked_for_the_file():
    def only_get(handler):
        handler.say(405 if handler.command == "HEAD" else 200, b"isi", **PDF)

    with serving(evidence=only_get) as web:
        assert outcome(f"{web.url}/evidence", web.port) == "opened"
        assert [verb for verb, _path, _headers in web.asked] == ["HEAD", "GET"]


def test_a_file_is_not_read_to_know_that_it_is_there():
    with serving(evidence=says(b"x" * 100, **PDF)) as web:
        outcome(f"{web.url}/evidence", web.port)
        assert [verb for verb, _path, _headers in web.asked] == ["HEAD"]


def test_no_more_than_a_mebibyte_is_read():
    sent = []

    def endless(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        if handler.command == "GET":
            for _ in range(100):
                handler.wfile.write(b"x" * 1_000_000)
                sent.append(1)
        handler.close_connection = True

    with serving(evidence=endless) as web:
        assert outcome(f"{web.url}/evidence", web.port) == "opened"
    assert len(sent) < 20


def test_a_server_that_drips_is_given_up(monkeypatch):
    monkeypatch.setattr(link_opening, "SECONDS", 0.5)

    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        for _ in range(100 if handler.command == "GET" else 0):
            handler.wfile.write(b"x")
            time.sleep(0.1)
        handler.close_connection = True

    begun = time.monotonic()
    with serving(evidence=drip) as web:
        assert outcome(f"{web.url}/evidence", web.port) == "unreachable"
    assert time.monotonic() - begun < 3


def test_few_at_once_on_one_server():
    now, most, lock = [0], [0], threading.Lock()

    def slow(handler):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.05)
        with lock:
            now[0] -= 1
        handler.say(200, b"x", **PDF)

    with serving(**{f"e{number}": slow for number in range(30)}) as web:
        links = [f"{web.url}/e{number}" for number in range(30)]
        found, _offline = in_own_loop(_open(guard(web.port), links, 20))
    assert {each.outcome for each in found.values()} == {"opened"}
    assert len(found) == 30
    assert 2 <= most[0] <= 4


def test_what_there_was_no_time_for_is_left():
    with serving(evidence=lambda _handler: time.sleep(3), fine=says(b"x", **PDF)) as web:
        links = [f"{web.url}/evidence", f"{web.url}/fine"]
        found, offline = in_own_loop(_open(guard(web.port), links, 1))
    assert list(found) == [f"{web.url}/fine"]
    assert not offline


#: Ways to write an address within our network; none may be connected to.
FORBIDDEN = [
    "http://127.0.0.1/x",
    "http://127.1/x",
    "http://2130706433/x",
    "http://0x7f000001/x",
    "http://017700000001/x",
    "http://0/x",
    "http://0.0.0.0/x",
    "http://localhost/x",
    "http://localhost./x",
    "http://[::1]/x",
    "http://[::]/x",
    "http://[::ffff:127.0.0.1]/x",
    "http://[::ffff:7f00:1]/x",
    "http://[64:ff9b::7f00:1]/x",
    "http://[2002:7f00:1::]/x",
    "http://[fe80::1]/x",
    "http://[fc00::1]/x",
    "http://10.0.0.1/x",
    "http://172.16.0.1/x",
    "http://192.168.1.1/x",
    "http://100.64.0.1/x",
    "http://169.254.169.254/latest/meta-data/",
    "http://metadata.google.internal/",
    "http://inside.go.id/x",
    "http://half-inside.go.id/x",
    "http://224.0.1.1/x",
    "http://255.255.255.255/x",
    "http://drive.google.com@127.0.0.1/x",
    "http://drive.google.com:80@127.0.0.1/x",
    "http://127.0.0.1#@drive.google.com/x",
    "http://127.0.0.1\\@drive.google.com/x",
    "http://127.0.0.1:22/x",
    "https://127.0.0.1:5432/x",
    "http://①②⑦.⓪.⓪.①/x",
]
NAMES = {
    "localhost": "127.0.0.1",
    "localhost.": "127.0.0.1",
    "metadata.google.internal": "169.254.169.254",
    "inside.go.id": "10.1.2.3",
    "half-inside.go.id": ["93.184.216.34", "127.0.0.1"],
    "2130706433": "127.0.0.1",
    "127.1": "127.0.0.1",
    "0x7f000001": "127.0.0.1",
    "017700000001": "127.0.0.1",
    "0": "0.0.0.0",  # noqa: S104 - what the system makes of it
}


@pytest.fixture
def no_connections(monkeypatch):
    """Fails the test when anything is connected to."""
    tried = []

    def connect(_socket, address):
        tried.append(address)
        raise OSError

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    yield tried
    assert [address for address in tried if isinstance(address, tuple)] == []


@pytest.mark.parametrize("link", FORBIDDEN)
def test_links_into_our_network_are_never_connected_to(link, no_connections, monkeypatch):
    reached = []

    async def ask_there(_opener, address, target):
        reached.append((address, target))
        raise OSError

    monkeypatch.setattr(link_opening.Opener, "_ask_there", ask_there)
    assert outcome(link, networks="", names=NAMES) == "missing"
    assert reached == []


@pytest.mark.parametrize(
    "link",
    ["", "x", "ftp://a.go.id/x", "file:///etc/passwd", "javascript:alert(1)", "http://", "//a.go.id", "http:///x"],
)
def test_what_is_no_web_address_is_missing(link):
    assert opened(link)[0] == "missing"


def test_a_redirect_into_our_network_is_not_followed():
    with serving(secret=says(b"secret")) as inside, serving(evidence=leads(f"http://127.0.0.2:{inside.port}/s")) as web:
        kind, detail = opened(f"{web.url}/evidence", web.port, inside.port, networks="127.0.0.1/32")
        assert (kind, inside.asked) == ("missing", [])
        assert "closed network" in detail


def test_the_connection_goes_to_the_address_that_was_looked_at():
    """A name that changes its address in between (DNS rebinding) is asked for once; the server sees its name."""
    asked = []

    def rebinding(name):
        asked.append(name)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with serving(evidence=leads("/page"), page=says(b"isi", **HTML)) as web:
        watch = guard(web.port)
        watch.resolver = rebinding
        link = f"http://arsip.go.id:{web.port}/evidence"
        found, _offline = in_own_loop(_open(watch, [link], 20))
        assert found[link].outcome == "opened"
        assert {headers["Host"] for _verb, _path, headers in web.asked} == {f"arsip.go.id:{web.port}"}
    assert asked == ["arsip.go.id"]


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch):
    with serving(evidence=says(b"x", **PDF)) as web, serving() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        assert outcome(f"{web.url}/evidence", web.port) == "opened"
        assert proxy.asked == []


def certificate_for(name, folder):
    """A certificate and its key, of a host, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "host.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(*plain))
    return path


def test_a_certificate_must_be_the_host_s(tmp_path):
    """TLS goes by the name of the link, not by the address that is connected to."""
    path = certificate_for("arsip.go.id", tmp_path)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(path)
    trusting = ssl.create_default_context(cafile=str(path))
    names = {"arsip.go.id": "127.0.0.1", "other.go.id": "127.0.0.1"}

    def tried(host, **context):
        opener = link_opening.Opener(guard(port, names=names), **context)
        return in_own_loop(opener.open(f"https://{host}:{port}/evidence"))

    with serving(evidence=says(b"x", **PDF)) as web, tls(web, server_side) as port:
        good, other = tried("arsip.go.id", _tls=trusting), tried("other.go.id", _tls=trusting)
        untrusted = tried("arsip.go.id")
    assert good.outcome == "opened"
    for bad in (other, untrusted):
        assert (bad.outcome, "certificate" in bad.detail) == ("unreachable", True)


class tls:  # noqa: N801 - reads as a statement
    """A TLS entrance to a plain server of `serving`."""

    def __init__(self, web, context):
        self.web, self.context = web, context

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()
        return self.listener.getsockname()[1]

    def __exit__(self, *_problem):
        self.listener.close()

    def _serve(self):
        while True:
            try:
                line, _peer = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(line,), daemon=True).start()

    def _pass_on(self, line):
        try:
            with self.context.wrap_socket(line, server_side=True) as outside:
                question = outside.recv(65536)
                with socket.create_connection(("127.0.0.1", self.web.port)) as inside:
                    inside.sendall(question)
                    while piece := inside.recv(65536):
                        outside.sendall(piece)
        except OSError:
            return


def test_a_name_that_is_not_there_is_missing_when_others_are():
    with serving(evidence=says(b"x", **PDF)) as web:
        names = {"arsip.go.id": "127.0.0.1", "away.go.id": SILENT}
        links = [f"http://{host}:{web.port}/evidence" for host in ("arsip.go.id", "nowhere.go.id", "away.go.id")]
        found, offline = in_own_loop(_open(guard(web.port, names=names), links, 20))
    assert [found[link].outcome for link in links] == ["opened", "missing", "unreachable"]
    assert not offline


@pytest.mark.parametrize("problem", [NOWHERE, SILENT])
def test_a_machine_without_internet_says_nothing_of_any_link(problem):
    names = dict.fromkeys(("drive.google.com", "bkn.go.id", "a.go.id", "b.go.id"), problem)
    assert in_own_loop(_open(guard(names=names), ["http://a.go.id/x", "http://b.go.id/x"], 20)) == ({}, True)


def test_one_misspelled_name_is_missing_where_the_internet_is_there():
    found, offline = in_own_loop(_open(guard(names={"bkn.go.id": "93.184.216.34"}), ["http://nowhere.go.id/x"], 20))
    assert (found["http://nowhere.go.id/x"].outcome, offline) == ("missing", False)


def test_a_name_service_that_hangs_holds_nothing_up():
    def hangs(_name):
        time.sleep(10)
        return []

    watch = guard()
    watch.resolver = hangs
    begun = time.monotonic()
    found, _offline = in_own_loop(_open(watch, ["http://a.go.id/x"], 0.5))
    assert found == {}
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(("networks", "ports"), [("10.0.0.0/99", "80"), ("intranet", "80"), ("", "http")])
def test_settings_that_cannot_be_read_are_told(networks, ports):
    with pytest.raises(InvalidInputError, match="KINERJA_LINK_NETWORKS"):
        Guard.of(Settings(link_networks=networks, link_ports=ports))


@given(st.ip_addresses(v=4))
def test_no_private_address_is_allowed_in_any_clothes(address):
    """An IPv4 address is allowed exactly when all ways of writing it within IPv6 are."""
    watch = Guard([], frozenset({80}))
    plain = watch.allows(address)
    for prefix in ("::ffff:0:0", "64:ff9b::"):
        dressed = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) + int(address))
        assert watch.allows(dressed) is plain
    assert watch.allows(ipaddress.IPv6Address((0x2002 << 112) | (int(address) << 80))) is plain
    if plain:
        assert address.is_global
        assert not address.is_multicast


@pytest.mark.parametrize(
    ("host", "path", "title", "expected"),
    [
        ("accounts.google.com", "/v3/signin", "", True),
        ("login.microsoftonline.com", "/common", "", True),
        ("drive.google.com", "/file/d/1/view", "Laporan.pdf - Google Drive", False),
        ("drive.google.com", "/file/d/1/view", "You need access", True),
        ("docs.google.com", "/document/d/1", "Anda memerlukan akses", True),
        ("simpeg.go.id", "/login", "", True),
        ("simpeg.go.id", "/auth/sign-in/", "", True),
        ("simpeg.go.id", "/masuk.php", "", True),
        ("arsip.go.id", "/surat-masuk/2026", "Surat Masuk 2026", False),
        ("arsip.go.id", "/x", "Daftar barang masuk", False),
        ("arsip.go.id", "/x", "Masuk - Arsip", True),
        ("arsip.go.id", "/x", "Arsip | Masuk", True),
        ("arsip.go.id", "/x", "Masuk Sekolah Tahun 2026", False),
        ("arsip.go.id", "/x", "Halaman Login SIMPEG", True),
        ("arsip.go.id", "/logins-statistik", "Statistik kunjungan", False),
    ],
)
def test_doors_are_told_from_documents(host, path, title, expected):
    assert is_sign_in(host, path, title, is_page=True) is expected


def test_a_file_is_no_door_whatever_it_is_called():
    assert not is_sign_in("arsip.go.id", "/login", "", is_page=False)


@given(st.binary(max_size=300))
def test_any_page_has_a_title(content):
    title_of(content)
    title_of(b"<title>" + content + b"</title>")
