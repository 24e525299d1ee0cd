"""What is wrong with a field of a file is said in the reader's language, with its limits."""

from datetime import date
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from models.field_problems import field_problem


class Sheet(BaseModel):
    """A field for each kind of problem."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["annual", "periodic"] = "annual"
    starts: date = date(2026, 1, 1)
    days: int = Field(default=14, ge=1, le=60)
    name: str = Field(default="Bulan", min_length=3)
    people: list[str] = Field(default=["a"], min_length=1)

    @field_validator("name")
    @classmethod
    def _own_words(cls, name: str) -> str:
        if name == "refused":
            raise ValueError("diisi dengan kata lain")
        return name


@pytest.mark.parametrize(
    ("given", "english", "indonesian"),
    [
        ({"kind": "x"}, "must be one of: 'annual', 'periodic'.", "harus salah satu dari: 'annual', 'periodic'."),
        ({"starts": "besok"}, "write a day as year-month-day, such as 2026-01-31.", "tulis tanggal sebagai"),
        ({"days": 0}, "must be 1 or more.", "harus 1 atau lebih."),
        ({"days": 61}, "must be 60 or less.", "harus 60 atau kurang."),
        ({"days": "x"}, "write a whole number, such as 14.", "tulis bilangan bulat"),
        ({"name": "ab"}, "must have at least 3 letters.", "harus sedikitnya 3 huruf."),
        ({"name": 5}, "write text; put numbers such as a NIP in quotation marks.", "tulis teks"),
        ({"people": []}, "must have at least 1 entries.", "harus berisi sedikitnya 1 butir."),
        ({"peple": []}, "is not known here. Check its spelling.", "tidak dikenal di sini."),
        ({"name": "refused"}, "diisi dengan kata lain", "diisi dengan kata lain"),
    ],
)
def test_a_problem_is_said_in_both_languages(given, english, indonesian):
    with pytest.raises(ValidationError) as refused:
        Sheet.model_validate(given)
    problem = field_problem(refused.value.errors()[0])
    assert problem.render("en") == english
    assert problem.render("id").startswith(indonesian)
