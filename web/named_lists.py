"""Talent, promotion, award and training lists: who meets conditions, which lists there are, and naming one.

Belongs here: these pages of HR, auditors and whoever decides. Does not: the rules (models/named_lists), reading
(models/named_list_pages), what a named person reads (mine).
"""

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import named_list_pages, named_lists
from models.database import transaction
from models.errors import InvalidInputError, KinerjaError, NotFoundError, NotYoursError
from models.exchange.written import write_table
from models.language import N_, _
from models.named_lists import LIST_KINDS, Named
from models.vocabulary import Predicate
from web.downloads import download
from web.pages import page
from web.problems import status_of
from web.tracing import PageNumber
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: People on a page: a screenful.
SCREENFUL = 25
Word = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form(max_length=100_000)]
#: A line of the form: the NIP, maybe in groups, then the reason behind any sign or blank.
_LINE = re.compile(r"([0-9 ]{18,23}|[^\s=:;,]+)\s*[=:;,–-]?\s*(.*)")  # noqa: RUF001


@router.get("/periods/{code}/lists")
def lists(request: Request, visitor: SignedIn, code: str) -> Response:
    """Which lists were named in a period: by whom, by which decree, who is on them and why."""
    with transaction() as session:
        seen = named_list_pages.of_reader(session, code, by=visitor.actor)
        found = named_list_pages.lists(session, code)
    return page(request, "lists.html", seen=seen, found=found, done=request.query_params.get("done", ""))


@router.post("/periods/{code}/lists/file")
def take(visitor: SignedIn, code: str) -> Response:
    """All lists of the period as a workbook; who took it is on record."""
    with TemporaryDirectory() as folder, transaction() as session:
        seen = named_list_pages.of_reader(session, code, by=visitor.actor)
        path = Path(folder) / "lists.xlsx"
        write_table(named_list_pages.taken(session, seen, by=visitor.actor), path, sheet=_("Lists"))
        content = path.read_bytes()
    return download(content, f"lists-{seen.period['code']}.xlsx")


@router.get("/periods/{code}/lists/conditions")
def conditions(
    request: Request,
    visitor: SignedIn,
    code: str,
    unit: Annotated[str, Query(max_length=40)] = "",
    predicate: Annotated[str, Query(max_length=40)] = "",
    only: Annotated[str, Query(max_length=10)] = "",
    number: PageNumber = 1,
) -> Response:
    """Who meets which conditions, by unit and name; nobody is chosen or ranked."""
    chosen = [each for each in Predicate if each == predicate] or list(Predicate)
    with transaction() as session:
        seen = named_list_pages.of_reader(session, code, by=visitor.actor)
        everybody = named_lists.candidates(session, code, chosen)
    units = sorted({row["unit"] for row in everybody})
    found = [row for row in everybody if (not unit or row["unit"] == unit) and (not only or row["meets"])]
    shown = found[SCREENFUL * (number - 1) : SCREENFUL * number]
    return page(
        request, "lists_conditions.html", seen=seen, found=shown, count=len(found), number=number,
        more=len(found) > SCREENFUL * number, units=units, unit=unit, predicates=list(Predicate), only=only,
        predicate=predicate if len(chosen) == 1 else "", most=named_lists.MOST,
    )  # fmt: skip


@router.get("/periods/{code}/lists/make")
def ask_make(
    request: Request, visitor: SignedIn, code: str, nip: Annotated[list[str] | None, Query(max_length=100)] = None
) -> Response:
    """The form of a new list; people who were ticked on the page of conditions stand in it already."""
    ticked = [each for each in nip or () if each.isascii() and each.isdigit()]
    return _form(request, visitor, code, {"people": "".join(f"{each} \n" for each in ticked)})


@router.post("/periods/{code}/lists/make")
def make(
    request: Request, visitor: SignedIn, code: str, kind: Word = "", purpose: Word = "", decree: Word = "",
    people: Words = "", sure: Word = "",
) -> Response:  # fmt: skip
    """Name a list; who is on it is shown once more first. `sure=change` goes back to the form."""
    typed = {"kind": kind, "purpose": purpose, "decree": decree, "people": people.replace("\r\n", "\n")}
    if sure == "change":
        return _form(request, visitor, code, typed)
    named = Named(kind, purpose, decree)
    try:
        with transaction() as session:
            seen = named_list_pages.of_reader(session, code, by=visitor.actor)
            _only_deciding(seen)
            reasons = _people(typed["people"])
            if sure != "yes":
                found = named_lists.preview(session, code, reasons, named, by=visitor.actor)
                shown = [row | {"reason": reasons[row["nip"]]} for row in found]
                return page(request, "lists_sure.html", seen=seen, named=named, typed=typed, found=shown)
            named_lists.name(session, code, reasons, named, by=visitor.actor)
    except NotYoursError:
        raise
    except KinerjaError as problem:
        return _form(request, visitor, code, typed, problem)
    return RedirectResponse(f"/periods/{quote(code)}/lists?done=named", 303)


def _people(text: str) -> dict[str, str]:
    """NIP → reason of the lines that were typed.

    Raises:
        InvalidInputError: a line without a NIP, or somebody stands there twice.
    """
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _LINE.fullmatch(line)
        if match is None:
            raise InvalidInputError(N_("This line has no NIP at its beginning: {line}"), line=line[:80])
        nip = match[1].replace(" ", "")
        if nip in found:
            raise InvalidInputError(N_("{nip} stands on the list twice. Leave one line of the two."), nip=nip)
        found[nip] = match[2].strip()
    return found


def _only_deciding(seen: named_list_pages.Lists) -> None:
    if not seen.names:
        raise NotYoursError


def _form(
    request: Request, visitor: Visitor, code: str, typed: dict[str, str], problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        seen = named_list_pages.of_reader(session, code, by=visitor.actor)
    _only_deciding(seen)
    empty = dict.fromkeys(("kind", "purpose", "decree", "people"), "")
    status = 422 if isinstance(problem, NotFoundError) else status_of(problem) if problem else 200
    return page(
        request, "lists_make.html", status, seen=seen, typed=empty | typed, problem=problem, kinds=LIST_KINDS,
        most=named_lists.MOST,
    )  # fmt: skip
