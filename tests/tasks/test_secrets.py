"""Secrets are named, found where they are kept, and never said."""

import pytest

from models.errors import InvalidInputError
from tasks.secrets import secret


def test_a_secret_of_the_environment(monkeypatch):
    monkeypatch.setenv("SKM_TOKEN", "abc")
    assert secret("env:SKM_TOKEN") == "abc"


@pytest.mark.parametrize("reference", ["env:NO_SUCH_NAME", "env:", "plain-password", "file:/etc/passwd", ""])
def test_what_is_missing_is_named_and_a_value_written_instead_is_not_repeated(reference):
    with pytest.raises(InvalidInputError) as told:
        secret(reference)
    assert "plain-password" not in str(told.value)
    if reference.startswith("env:N"):
        assert reference in str(told.value)


@pytest.mark.usefixtures("prefect_client")
def test_a_secret_of_a_block():
    from prefect.blocks.system import Secret  # noqa: PLC0415 - reads its settings when it is imported

    Secret(value="from-a-block").save("skm-token-test", overwrite=True, _sync=True)
    Secret(value={"json": 1}).save("skm-json-test", overwrite=True, _sync=True)
    assert secret("block:skm-token-test") == "from-a-block"
    for missing in ("block:skm-json-test", "block:no-such-block"):
        with pytest.raises(InvalidInputError, match=missing):
            secret(missing)
