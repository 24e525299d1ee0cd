"""Whatever is said to a person is marked for translation, and whatever is marked is translated where it is said."""

import ast
from functools import lru_cache

import pytest

from templates.catalog import FOLDERS, ROOT, command_help

#: deployments/start.py runs before anything is installed, and so without a catalog.
SOURCES = sorted(set().union(*((ROOT / folder).rglob("*.py") for folder in FOLDERS)) - {ROOT / "deployments/start.py"})
#: Calls whose first argument is read by a person.
SAYING = {"say", "complain", "print_table", "print_rows", "echo", "status", "Message", "Step"}
#: Messages that hold nothing but the words of another program or person.
BARE = {"{problem}"}


@pytest.fixture(scope="module", params=SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def path(request):
    """Each file of ours; because of the scope, all tests look at one before the next."""
    return request.param


@lru_cache(maxsize=1)
def calls(path):
    """Every call in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def name_of(call):
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_sentence(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in BARE


def errors_of_ours():
    """Names of all classes that end as errors of models.errors."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES]
    bases = {
        node.name: {getattr(base, "id", "") for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"KinerjaError"}
    while more := {name for name, parents in bases.items() if parents & found} - found:
        found |= more
    return found


ERRORS = errors_of_ours()


def test_what_is_said_is_marked(path):
    bare = [
        (call.lineno, call.args[0].value)
        for call in calls(path)
        if name_of(call) in SAYING | ERRORS and call.args and is_sentence(call.args[0])
    ]
    helps = [
        (call.lineno, keyword.value.value)
        for call in calls(path)
        for keyword in call.keywords
        if keyword.arg == "help" and is_sentence(keyword.value)
    ]
    assert bare + helps == []


def test_what_is_marked_for_later_is_not_said_as_it_is(path):
    """N_() only marks: said directly, or filled in directly, a text would stay English."""
    printing = SAYING - {"Message", "Step"}
    said = [
        call.lineno
        for call in calls(path)
        if name_of(call) in printing and any(isinstance(each, ast.Call) and name_of(each) == "N_" for each in call.args)
    ]
    filled = [
        call.lineno
        for call in calls(path)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "format"
        and isinstance(call.func.value, ast.Call)
        and name_of(call.func.value) == "N_"
    ]
    assert said + filled == []


def test_only_literals_are_marked(path):
    """A text that is put together before it is marked is never found in the catalog."""
    marked = [call for call in calls(path) if name_of(call) == "N_" and isinstance(call.func, ast.Name)]
    assert [call.lineno for call in marked if not isinstance(call.args[0], ast.Constant)] == []


def test_help_is_taken_from_commands_that_have_none_of_their_own():
    source = '@app.command()\ndef show():\n    """Show it.\n\n    Example: show\n    """\n'
    assert list(command_help(source)) == ["Show it.\n\nExample: show"]
    assert list(command_help(source.replace("()", '(help=_("Show."))', 1))) == []
