"""Every column of every table says what it holds, so that nothing is forgotten when a person is erased."""

import pytest

from models.erasure.inventory import inventory
from models.erasure.statements import statements
from models.tables import metadata


def test_every_table_is_in_the_inventory_and_no_other() -> None:
    assert {table.name for table in inventory().tables} == set(metadata.tables)


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_every_column_is_classified(name: str) -> None:
    table = inventory().table(name)
    columns = {column.name for column in metadata.tables[name].columns}
    assert table.named() == columns, "say in models/erasure/inventory.yaml what a new column holds"
    taken = {column for _owners, found, _personal in table.taken() for column in found}
    once = [column for _owners, found, _personal in table.taken() for column in found]
    assert len(once) == len(set(once)), "a column is taken away by one rule"
    assert not set(table.keeps) & (taken | set(table.mentions)), "what stays is neither taken nor blotted"


def test_owners_and_exceptions_name_what_there_is() -> None:
    held = inventory()
    for table in held.tables:
        columns = set(metadata.tables[table.name].columns.keys())
        owners = {owner for owners, _columns, _personal in table.taken() for owner in owners} | set(table.removed)
        assert owners <= columns | set(held.owners), table.name
    for place in (*held.becomes, *held.sentences, *held.repeated_in):
        name, column = place.split(".")
        assert column in metadata.tables[name].columns, place


def test_the_persons_own_row_goes_last() -> None:
    assert [each.table for each in statements()].index("person") == len(statements()) - 1
