"""How the contract tests ask: JSON text in, as in a file, and the output or only its explanation back."""

from models.rules.evaluation import evaluate
from models.rules.json_text import read_json


def ask(rule, text):
    """The evaluation of `rule` for inputs written as JSON."""
    evaluation = evaluate(rule, read_json(text))
    for step in (*evaluation.steps, *evaluation.changes):  # an explanation without its article is none
        assert step.as_output()["article"]
        assert "{" not in step.render("en")
    return evaluation


def found(rule, text, *keys):
    """Some output keys as text, exactly as they are printed."""
    output = ask(rule, text).output
    return [f"{output[key]}" for key in keys]


def sentences(steps):
    """The English sentences of some steps."""
    return [step.render("en") for step in steps]
