"""Reading a survey: answers, sums or means of the elements, and their weights.

Belongs here: the three ways in which surveys are handed over. Does not: the index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from models.language import N_
from models.rules.exact import plain
from models.rules.inputs import Inputs
from models.rules.refusals import ConflictingKeysError, MissingKeyError, UnknownWordError, WrongTypeError, shown
from models.rules.rule_refusals import NoAnswersError, WeightsError
from models.rules.survey import HIGHEST_ANSWER, LOWEST_ANSWER, equal_share, is_printed_share


@dataclass(frozen=True, slots=True)
class Answers:
    """Mean answer per element, how many people answered (if known), and the percent of blank answers."""

    means: Sequence[Fraction]
    people: int | None = None
    blank_percent: Fraction = Fraction(0)


def read_answers(inputs: Inputs) -> Answers:
    """The survey's means per element, from exactly one of `responses`, `sums` with `n`, or `nrr`.

    Raises:
        RuleInputError: none or two of them, an answer outside 1 to 4, an element without answers.
    """
    given = [key for key in _READERS if inputs.has(key)]
    if not given:
        raise MissingKeyError(key="responses")
    if len(given) > 1:
        raise ConflictingKeysError(first=given[0], second=given[1])
    answers = _READERS[given[0]](inputs)
    if not answers.means:
        raise NoAnswersError(key=given[0])
    return answers


def read_weights(inputs: Inputs, elements: int) -> list[Fraction]:
    """One weight per element; they add to 1, or are 1/elements as surveys print it (0.33 of 3; case SKM-02).

    Raises:
        RuleInputError: no weights, or they do not add to 1.
    """
    if inputs.has("weight") and inputs.has("weights"):
        raise ConflictingKeysError(first="weight", second="weights")
    key = "weight" if inputs.has("weight") else "weights"
    weights = _weights(inputs, key, elements)
    if sum(weights) != 1 and not all(is_printed_share(weight, elements) for weight in weights):
        raise WeightsError(key=key, total=plain(sum(weights, Fraction(0))))
    return weights


def _weights(inputs: Inputs, key: str, elements: int) -> list[Fraction]:
    if key == "weight":
        return [inputs.number(key, least=0, most=1)] * elements
    if isinstance(inputs.raw(key), list):
        weights = inputs.numbers(key, least=0, most=1)
        if len(weights) != elements:
            raise ConflictingKeysError(first=key, second="nrr")
        return weights
    share = equal_share(inputs.text(key), elements)
    if share is None:
        raise UnknownWordError(key=key, given=shown(inputs.raw(key)), known="equal, equal(1/9)")
    return [share] * elements


def _from_responses(inputs: Inputs) -> Answers:
    rows = [list(inputs_row.each(next(iter(inputs_row.values)))) for inputs_row in inputs.each("responses")]
    elements = len(rows[0]) if rows else 0
    for position, row in enumerate(rows):
        if len(row) != elements:
            text = N_(
                "“{key}” holds {given} answers, but the first row holds {expected}. Write null for a blank answer."
            )
            raise WrongTypeError(text, key=f"responses[{position}]", given=len(row), expected=elements)
    columns = [[_answer(cell) for cell in column] for column in zip(*rows, strict=True)]
    given = [[answer for answer in column if answer is not None] for column in columns]
    for element, answers in enumerate(given, start=1):
        if not answers:
            raise NoAnswersError(key=f"U{element}")
    blanks = len(rows) * elements - sum(map(len, given))
    percent = Fraction(100 * blanks, len(rows) * elements) if elements else Fraction(0)
    return Answers([Fraction(sum(column), len(column)) for column in given], len(rows), percent)


def _answer(cell: Inputs) -> int | None:
    key = next(iter(cell.values))
    return None if cell.raw(key) is None else cell.integer(key, least=LOWEST_ANSWER, most=HIGHEST_ANSWER)


def _from_sums(inputs: Inputs) -> Answers:
    people = inputs.integer("n")
    if not people:
        raise NoAnswersError(key="n")
    sums = inputs.numbers("sums", least=LOWEST_ANSWER * people, most=HIGHEST_ANSWER * people)
    return Answers([total / people for total in sums], people)


def _from_means(inputs: Inputs) -> Answers:
    people = inputs.integer("n", least=1) if inputs.has("n") else None
    return Answers(inputs.numbers("nrr", least=LOWEST_ANSWER, most=HIGHEST_ANSWER), people)


_READERS = {"responses": _from_responses, "sums": _from_sums, "nrr": _from_means}
