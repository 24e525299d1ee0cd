"""How a source is declared: a small YAML that says which dataset, where from, which columns, how numbers and days look.

Belongs here: the shape, the defaults and the messages. Does not: storing it (registry), reading by it (intake).
Nothing is guessed: a number or day is read only as the declaration says it is written (SPEC §3.8).
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import rfc8785
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from models.datasets.dataset import Dataset
from models.datasets.registry import DATASETS, dataset_named
from models.errors import InvalidInputError
from models.field_problems import field_problem
from models.language import N_, Message, _

_MOST_BYTES = 200_000
#: A secret is named, never written: in the environment, or in a Prefect Secret block.
_SECRET = r"^(env:[A-Za-z_][A-Za-z0-9_]{0,99}|block:[a-z0-9-]{1,100})$"  # noqa: S105 - the form of a name
Numbers = Literal["plain", "indonesian"]
Dates = Literal["yyyy-mm-dd", "dd-mm-yyyy", "dd/mm/yyyy", "dd.mm.yyyy", "mm/dd/yyyy", "yyyymmdd"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Folder(_Part):
    """A drop folder on the worker's machine; files that have not changed for a while are taken, then moved away."""

    way: Literal["folder"]
    path: str = Field(min_length=1)
    pattern: str = Field(default="*", min_length=1, max_length=100)
    settle_seconds: int = Field(default=10, ge=1, le=3600)


class Http(_Part):
    """An address that answers with CSV or JSON."""

    way: Literal["http"]
    url: str = Field(pattern=r"^https?://[^\s@]+$", max_length=2000)
    kind: Literal["csv", "json"]
    headers: dict[str, str] = Field(default_factory=dict)
    params: dict[str, str] = Field(default_factory=dict)
    secret: str = Field(default="", pattern=_SECRET + "|^$")
    timeout_seconds: int = Field(default=30, ge=1, le=600)
    next: str = Field(default="", max_length=200)


class Sql(_Part):
    """A query on another database, whose address is a secret."""

    way: Literal["sql"]
    url: str = Field(pattern=_SECRET)
    query: str = Field(min_length=8, max_length=20_000)
    timeout_seconds: int = Field(default=300, ge=1, le=3600)

    @field_validator("query")
    @classmethod
    def _reads_only(cls, value: str) -> str:
        if value.lstrip().split(None, 1)[0].casefold() not in {"select", "with"}:
            raise ValueError(_("write a query that begins with SELECT or WITH; a source is only read"))
        return value


Origin = Annotated[Folder | Http | Sql, Field(discriminator="way")]


class SourceFile(_Part):
    """A source as declared."""

    code: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$")
    title: str = Field(default="", max_length=200)
    dataset: str
    #: Code of the agency whose data it gives; empty where each row names its unit or person.
    unit: str = Field(default="", max_length=100)
    numbers: Numbers = "plain"
    dates: Dates = "yyyy-mm-dd"
    #: Cells that say nothing, beside empty ones.
    blank: list[str] = Field(default_factory=list, max_length=20)
    encoding: Literal["utf-8", "windows-1252", "utf-16"] = "utf-8"
    separator: Literal["", ",", ";", "\t", "|"] = ""
    sheet: str = Field(default="", max_length=100)
    items: str = Field(default="", max_length=200)
    #: Field of the dataset → heading in the file; a field not named here has the template's heading.
    columns: dict[str, str] = Field(default_factory=dict)
    #: Field of the dataset → the same text for every row.
    constants: dict[str, str] = Field(default_factory=dict)
    #: Headings that are known and not needed; "*" for all others.
    ignore: list[str] | Literal["*"] = Field(default_factory=list)
    #: The first word of the row that ends the data and holds their sums.
    total_row: str = Field(default="", max_length=100)
    #: Fields whose cells are merged downward: an empty one has the value of the row above.
    fill_down: list[str] = Field(default_factory=list)
    #: The cell that says when an export was drawn, such as A6.
    stamp: str = Field(default="", pattern=r"^([A-Z]{1,2}[1-9][0-9]?)?$")
    origin: Origin | None = None
    every_minutes: int = Field(default=60, ge=1, le=44_640)

    @field_validator("dataset")
    @classmethod
    def _known_dataset(cls, value: str) -> str:
        if value not in DATASETS:
            raise ValueError(_("no such dataset; one of {all}").format(all=", ".join(DATASETS)))
        return value

    @model_validator(mode="after")
    def _known_fields(self) -> "SourceFile":
        names = [field.name for field in self.kind_of_data.fields]
        for key, said in (("columns", self.columns), ("constants", self.constants), ("fill_down", self.fill_down)):
            strange = [name for name in said if name not in names]
            if strange:
                text = _("{key}: {dataset} has no field {field}; it has {all}")
                raise ValueError(text.format(key=key, dataset=self.dataset, field=strange[0], all=", ".join(names)))
        return self

    @property
    def kind_of_data(self) -> Dataset:
        """The dataset it delivers."""
        return dataset_named(self.dataset)

    def canonical(self) -> dict[str, Any]:
        """The declaration as plain JSON values: what is stored and hashed."""
        return self.model_dump(mode="json")

    def digest(self) -> str:
        """SHA-256 of the canonical declaration (RFC 8785)."""
        return hashlib.sha256(rfc8785.dumps(self.canonical())).hexdigest()


def template_source(dataset: str, unit: str = "") -> SourceFile:
    """The source of files made from our template of a dataset: nobody has to declare it."""
    code = re.sub("[^A-Za-z0-9._-]", "-", f"{dataset}-{unit}")[:80] if unit else dataset
    return SourceFile(code=code, dataset=dataset_named(dataset).name, unit=unit)


def read_source_file(path: Path) -> SourceFile:
    """The source declared in a YAML file.

    Raises:
        InvalidInputError: the file cannot be read, or names each field that is wrong and what to write.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidInputError(N_("{path} is larger than a declaration can be. Is it the right file?"), path=path)
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise InvalidInputError(
            N_("{path} cannot be read as YAML: {problem}. `kinerja source template` writes one that works."),
            path=path,
            problem=" ".join(str(problem).split()),
        ) from problem
    if not isinstance(content, dict):
        raise InvalidInputError(
            N_("{path} holds no fields. Start from one that `kinerja source template` writes."), path=path
        )
    return validate(content, str(path))


def validate(content: dict[str, Any], name: str) -> SourceFile:
    """The source declared by `content`; `name` is said in the message.

    Raises:
        InvalidInputError: names each field that is wrong and what to write.
    """
    try:
        return SourceFile.model_validate(content)
    except ValidationError as problem:
        raise InvalidInputError(
            N_("{name} is not a valid source:\n{problems}"),
            name=name,
            problems="\n".join(_line(error["loc"], field_problem(error)) for error in problem.errors()),
        ) from problem


def _line(place: Sequence[str | int], problem: Message) -> str:
    where = ".".join(str(part) for part in place) or "source"
    return f"  {where}: {problem}"
