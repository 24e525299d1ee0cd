"""Refresh the catalogs in templates/locale: every English text of the program, with the translations it already has.

Run it after changing a text: ``python -m templates.catalog``. Texts that are gone are dropped, new ones are listed and
stay empty until somebody translates them (the tests fail until then). The same sources give the same bytes: no dates,
no line numbers, texts in the order of the files. Belongs here: finding texts and writing catalogs. Does not: showing
them (models/language).
"""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDERS = ("cli", "deployments", "expectations", "flows", "models", "tasks", "templates", "web")
TARGET = ROOT / "templates" / "locale" / "id" / "LC_MESSAGES" / "kinerja.po"
_KEYWORDS = {"_": None, "N_": None}
_WIDTH = 120
_HEADER = (
    "# Indonesian texts of Jejak Kinerja. Refresh with: python -m templates.catalog\n"
    'msgid ""\nmsgstr ""\n'
    '"Project-Id-Version: Jejak Kinerja\\n"\n"Language: id\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
)


def texts() -> dict[str, list[str]]:
    """Every text a person may read, in English, with the files it stands in."""
    found: dict[str, list[str]] = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            _note(found, path, _marked(path))
            _note(found, path, command_help(path.read_text(encoding="utf-8")) if folder == "cli" else ())
    for path in sorted((ROOT / "expectations").glob("*.yaml")):
        _note(found, path, _of_rules(path))
    for path in sorted((ROOT / "templates").rglob("*.html")):
        _note(found, path, _of_page(path))
    return found


def _note(found: dict[str, list[str]], path: Path, here: Iterator[str] | tuple[str, ...]) -> None:
    name = path.relative_to(ROOT).as_posix()
    for text in here:
        places = found.setdefault(text, [])
        if name not in places:
            places.append(name)


def _marked(path: Path) -> Iterator[str]:
    for _line, text, _comments, _context in extract_from_file("python", path, keywords=_KEYWORDS):
        yield str(text)


def command_help(source: str) -> Iterator[str]:
    """The docstrings of commands registered without `help=`: Typer shows those (cli/spoken translates them)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and any(map(_shows_docstring, node.decorator_list)):
            yield inspect.cleandoc(ast.get_docstring(node) or "")


def _shows_docstring(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr == "command"
        and all(keyword.arg != "help" for keyword in decorator.keywords)
    )


def _of_rules(path: Path) -> Iterator[str]:
    for rule in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules", ()):
        yield from (rule["message"], rule["expected"], rule["remedy"])


def _of_page(path: Path) -> Iterator[str]:
    for _line, text, _comments, _context in extract_from_file("jinja2.ext:babel_extract", path, keywords=_KEYWORDS):
        yield str(text)


def refreshed(known: Catalog) -> Catalog:
    """A catalog of all texts of today, each with its translation in `known` if it has one."""
    catalog = Catalog(locale="id")
    for text, places in texts().items():
        before = known.get(text)
        translation = before.string if before and not before.fuzzy else ""
        message = catalog.add(text, translation, locations=[(place, 1) for place in places])
        message.flags.discard("python-format")  # a percent sign in a sentence is no placeholder
    return catalog


def read_catalog(path: Path = TARGET) -> Catalog:
    """The catalog as it is on disk; an empty one when there is none yet."""
    if not path.exists():
        return Catalog(locale="id")
    with path.open("rb") as source:
        return read_po(source, locale="id")


def write_catalog(catalog: Catalog, path: Path = TARGET) -> None:
    """Write `catalog` so that the same texts always give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        target.write(_HEADER.encode())
        write_po(target, catalog, width=_WIDTH, omit_header=True, include_lineno=False, ignore_obsolete=True)


def main() -> None:
    """Refresh the Indonesian catalog and say which texts wait for a translation."""
    catalog = refreshed(read_catalog())
    write_catalog(catalog)
    waiting = [message.id for message in catalog if message.id and not message.string]
    print(f"{len(catalog)} texts, {len(waiting)} without translation")  # noqa: T201 - a tool's answer
    for text in waiting:
        print(f"  {text!r}")  # noqa: T201


if __name__ == "__main__":
    main()
