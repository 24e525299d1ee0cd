"""A source at an address: troubles that pass are waited out, others are told, and the secret goes nowhere else."""

import logging
import socket
import threading
import time
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from models.errors import InvalidInputError, KinerjaError, UnavailableError
from models.sources.definition import Http
from tasks import fetch_http, http_question
from tasks.http_question import Question, _asked_to_wait
from tests.tasks.web import in_turn, leads, says, serving

SECRET = "s3cr3t-t0k3n-value"
CSV = b"nip,nilai\n1,2\n"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(fetch_http, "FIRST_WAIT", 0.01)
    monkeypatch.setenv("SKM_TOKEN", SECRET)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def source(url, **changes):
    return Http(way="http", url=url, **{"kind": "csv", "timeout_seconds": 1} | changes)


def fetched(url, folder, **changes):
    return fetch_http.fetch(source(url, **changes), folder)


def test_an_answer_is_a_file_with_a_name_of_its_address(tmp_path):
    with serving(skm=says(CSV)) as web:
        [answer] = fetched(f"{web.url}/skm?key=abc", tmp_path, params={"from": "2026-01-01"})
    assert answer.path.read_bytes() == CSV
    assert answer.name == f"127.0.0.1:{web.port}/skm.csv"
    assert web.asked[0][1] == "/skm?key=abc&from=2026-01-01"


def test_a_server_in_trouble_is_asked_again(tmp_path):
    with serving(skm=in_turn(says(b"", 500), says(b"", 503), says(b"", 429, Retry_After="0"), says(CSV))) as web:
        [answer] = fetched(f"{web.url}/skm", tmp_path)
    assert answer.path.read_bytes() == CSV
    assert len(web.asked) == 4


def test_a_server_that_stays_in_trouble_is_told(tmp_path):
    with serving(skm=says(b"secret words of the server", 500)) as web, pytest.raises(UnavailableError) as told:
        fetched(f"{web.url}/skm?key=abc", tmp_path)
    assert len(web.asked) == fetch_http.TRIES
    assert f"{web.url}/skm gives no answer: the server is in trouble or busy (500)" in str(told.value)
    assert "key=abc" not in str(told.value)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 204, 304])
def test_what_will_not_pass_is_not_asked_again(tmp_path, status):
    with serving(skm=says(b"", status)) as web, pytest.raises(InvalidInputError, match=str(status)):
        fetched(f"{web.url}/skm", tmp_path)
    assert len(web.asked) == 1


def test_a_server_asked_to_wait_long_is_left_to_the_next_pull(tmp_path):
    with serving(skm=says(b"", 429, Retry_After="3600")) as web, pytest.raises(UnavailableError):
        fetched(f"{web.url}/skm", tmp_path)
    assert len(web.asked) == 1


def test_retry_after_is_seconds_or_a_moment():
    assert _asked_to_wait("7") == 7
    assert _asked_to_wait("soon") is None
    assert _asked_to_wait("") is None
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert 25 < (_asked_to_wait(soon) or 0) <= 30
    assert _asked_to_wait("Wed, 21 Oct 2015 07:28:00 GMT") == 0


def test_a_server_that_hangs_is_silent(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch_http, "TRIES", 2)
    with serving(skm=lambda _handler: time.sleep(5)) as web, pytest.raises(UnavailableError, match="silent for 1 s"):
        fetched(f"{web.url}/skm", tmp_path)
    assert len(web.asked) == 2


def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


def test_a_server_that_drips_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(http_question, "PATIENCE", 1)
    begun = time.monotonic()
    with serving(skm=drip) as web, pytest.raises(UnavailableError, match="too slowly"):
        fetched(f"{web.url}/skm", tmp_path)
    assert time.monotonic() - begun < 5
    assert len(web.asked) == 1


def test_a_server_whose_headers_drip_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(http_question, "PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            line, _peer = server.accept()
            with line:
                for _ in range(100):
                    try:
                        line.send(b"H")
                    except OSError:
                        return
                    time.sleep(0.1)

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(UnavailableError, match="too slowly"):
            fetched(f"http://127.0.0.1:{server.getsockname()[1]}/skm", tmp_path)


def test_nobody_there_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(UnavailableError, match="no connection to it"):
        fetched(f"http://127.0.0.1:{port}/skm", tmp_path)


def test_an_answer_cut_off_is_asked_for_again(tmp_path):
    def cut(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")
        handler.close_connection = True

    with serving(skm=in_turn(cut, says(CSV))) as web:
        [answer] = fetched(f"{web.url}/skm", tmp_path)
    assert answer.path.read_bytes() == CSV


def test_an_answer_that_is_too_large_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch_http, "MOST_BYTES", 1024 * 1024)
    with serving(skm=says(b"x" * (1024 * 1024 + 1))) as web, pytest.raises(InvalidInputError, match="more than 1 MiB"):
        fetched(f"{web.url}/skm", tmp_path)


def test_a_packed_answer_could_unfold_to_any_size(tmp_path):
    with (
        serving(skm=says(b"\x1f\x8b", Content_Encoding="gzip")) as web,
        pytest.raises(InvalidInputError, match="packs"),
    ):
        fetched(f"{web.url}/skm", tmp_path)
    assert web.asked[0][2]["Accept-Encoding"] == "identity"


def test_a_page_to_sign_in_is_no_data(tmp_path):
    page = says(b"<html>Masuk</html>", Content_Type="text/html; charset=utf-8")
    with serving(skm=page) as web, pytest.raises(InvalidInputError, match="web page"):
        fetched(f"{web.url}/skm", tmp_path)


def test_the_secret_goes_to_the_same_server_only(tmp_path):
    with serving(skm=says(CSV)) as other, serving(skm=leads(f"{other.url}/skm")) as web:
        with pytest.raises(InvalidInputError, match="leads elsewhere"):
            fetched(f"{web.url}/skm", tmp_path, headers={"X-Key": "{secret}"}, secret="env:SKM_TOKEN")
        assert other.asked == []
    question = Question(source("https://a.go.id/x", headers={"X-Key": "{secret}"}), SECRET)
    assert question.is_same_place(httpx.URL("https://a.go.id:443/y"))
    for elsewhere in ("https://b.go.id/x", "https://a.go.id:8443/x", "http://a.go.id/x", "https://u:p@a.go.id/x"):
        assert not question.is_same_place(httpx.URL(elsewhere))
    assert Question(source("http://a.go.id/x"), "").is_same_place(httpx.URL("https://a.go.id/y"))


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/other", "https://a.go.id/other"),
        ("https://b.go.id/other", "https://b.go.id/other"),
        ("http://a.go.id/x", None),
        ("http://b.go.id/x", None),
        ("ftp://a.go.id/x", None),
        ("file:///etc/passwd", None),
        ("https://user:word@b.go.id/x", None),
        ("https://[::bad/", None),
    ],
)
def test_redirects_lead_to_https_or_to_the_same_server(location, leads_to):
    question = Question(source("https://a.go.id/x"), "")
    if leads_to is None:
        with pytest.raises(InvalidInputError, match="leads elsewhere"):
            question._led_to(question.address, location)
    else:
        assert str(question._led_to(question.address, location)) == leads_to


def test_redirects_on_the_same_server_are_followed_with_the_secret_and_end(tmp_path):
    with serving(skm=leads("/there"), there=says(CSV), round=leads("/round")) as web:
        fetched(f"{web.url}/skm", tmp_path, headers={"X-Key": "Bearer {secret}"}, secret="env:SKM_TOKEN")
        assert [headers.get("X-Key") for _verb, _path, headers in web.asked] == [f"Bearer {SECRET}"] * 2
        with pytest.raises(InvalidInputError, match="on and on"):
            fetched(f"{web.url}/round", tmp_path)


@pytest.mark.parametrize("status", [200, 401, 404, 500, 302])
def test_the_secret_is_in_no_name_no_message_and_no_log(tmp_path, caplog, monkeypatch, status):
    monkeypatch.setattr(fetch_http, "TRIES", 2)
    caplog.set_level(logging.DEBUG)
    page = says(SECRET.encode(), status, Location=f"http://elsewhere.invalid/{SECRET}?k={SECRET}", X_Echo="none")
    said, chained = "", None
    with serving(skm=page) as web:
        try:
            answers = fetched(f"{web.url}/skm", tmp_path, headers={"X-Key": "{secret}"}, secret="env:SKM_TOKEN")
            said = " ".join(answer.name for answer in answers)
        except KinerjaError as problem:
            said = "".join(traceback.format_exception(problem)) + repr(problem.message)
            chained = problem.__context__
    assert chained is None
    assert SECRET not in said
    assert SECRET not in caplog.text.replace(f"Location', b'http://elsewhere.invalid/{SECRET}?k={SECRET}", "")


@pytest.mark.parametrize("value", ["two\nlines", "kata kunci é", "delete\x7f"])
def test_a_secret_that_no_header_can_hold_is_not_quoted(tmp_path, monkeypatch, value):
    monkeypatch.setenv("SKM_TOKEN", value)
    with pytest.raises(InvalidInputError, match="characters that HTTP does not allow") as told:
        fetched("http://127.0.0.1:9/skm", tmp_path, headers={"X-Key": "{secret}"}, secret="env:SKM_TOKEN")
    assert value not in "".join(traceback.format_exception(told.value))


def test_a_secret_in_an_address_is_refused(tmp_path):
    for wrong in ({"params": {"key": "{secret}"}}, {"params": {"{secret}": "x"}}):
        with pytest.raises(InvalidInputError, match="into a header"):
            fetched("https://a.go.id/x", tmp_path, secret="env:SKM_TOKEN", **wrong)
    with pytest.raises(InvalidInputError, match="into a header"):
        fetched("https://a.go.id/x?k={secret}", tmp_path, secret="env:SKM_TOKEN")


def page(number, following):
    return says(b'{"data": [{"n": %d}], "links": {"next": %s}}' % (number, following), Content_Type="application/json")


def test_pages_are_read_to_the_last(tmp_path):
    pages = {"skm": page(1, b'"/skm2?page=2"'), "skm2": page(2, b'"skm3"'), "skm3": page(3, b"null")}
    with serving(**pages) as web:
        answers = fetched(f"{web.url}/skm", tmp_path, kind="json", next="links.next")
    assert [answer.path.read_bytes()[10:18] for answer in answers] == [b'{"n": 1}', b'{"n": 2}', b'{"n": 3}']
    assert [answer.name.partition("/")[2] for answer in answers] == ["skm.json", "skm2 (2).json", "skm3 (3).json"]


@pytest.mark.parametrize(
    ("following", "words"),
    [
        (b'"/skm"', "lead back"),
        (b'"http://127.0.0.1:1/skm"', "no address on the same server"),
        (b"[1]", "no address on the same server"),
        (b'"http://[::bad"', "no address on the same server"),
    ],
)
def test_pages_that_lead_astray_are_refused(tmp_path, following, words):
    with serving(skm=page(1, following)) as web, pytest.raises(InvalidInputError, match=words):
        fetched(f"{web.url}/skm", tmp_path, kind="json", next="links.next")


def test_pages_have_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch_http, "MOST_PAGES", 3)
    numbers = iter(range(100))

    def endless(handler):
        page(1, b'"/skm?page=%d"' % next(numbers))(handler)

    with (
        serving(skm=endless) as web,
        pytest.raises(InvalidInputError, match="more pages than can be read"),
    ):
        fetched(f"{web.url}/skm", tmp_path, kind="json", next="links.next")
    assert len(web.asked) == 3


@pytest.mark.parametrize("body", [b"no json", b"[" * 100_000, b"\xff"])
def test_a_page_that_is_no_json_is_told(tmp_path, body):
    with serving(skm=says(body)) as web, pytest.raises(InvalidInputError, match="not JSON"):
        fetched(f"{web.url}/skm", tmp_path, kind="json", next="links.next")


def test_a_page_whose_next_must_be_found_is_no_larger_than_fits(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch_http, "MOST_PAGE_BYTES", 1024 * 1024)
    with serving(skm=says(b" " * (1024 * 1024 + 1))) as web, pytest.raises(InvalidInputError, match="more than 1 MiB"):
        fetched(f"{web.url}/skm", tmp_path, kind="json", next="links.next")
