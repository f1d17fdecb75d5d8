"""Whoever adds a column says what it is for, what it tells of people, who reads it and how long it is kept."""

import re

from sqlmodel import SQLModel

from had_your_back.privacy.inventory import PERSONAL, STORED, Reader, Sort
from had_your_back.privacy.store import written
from had_your_back.settings import PREFIX, Settings


def test_every_table_and_column_is_declared_and_none_that_is_not_there() -> None:
    declared = {name: sorted(stored.each()) for name, stored in STORED.items()}
    there = {each.name: sorted(column.name for column in each.c) for each in SQLModel.metadata.sorted_tables}
    assert declared == there


def test_no_column_is_declared_twice() -> None:
    for name, stored in STORED.items():
        names = " ".join(stored.columns).split()
        assert len(names) == len(set(names)), name


def test_what_points_to_a_person_is_personal() -> None:
    for each in SQLModel.metadata.sorted_tables:
        about = STORED[each.name].each()
        for column in each.c:
            if any(key.column.table.name == "person" for key in column.foreign_keys):
                assert about[column.name][0] in PERSONAL, f"{each.name}.{column.name}"


def test_what_people_write_is_where_an_erasure_looks_for_names() -> None:
    for name, stored in STORED.items():
        table = SQLModel.metadata.tables[name]
        searched = {each.name for each in written().get(table, ())}
        words = {column for column, (sort, _) in stored.each().items() if sort is Sort.WORDS}
        # What a recognition is found by is written anew with its message.
        assert words <= searched or name == "recognition_search", name


def test_how_long_names_settings_that_there_are() -> None:
    named = {each for stored in STORED.values() for each in re.findall(r"HYB_(\w+)", stored.kept)}
    assert named == {name.upper() for name in Settings.model_fields if name.startswith("retention_")}
    assert PREFIX == "HYB_"


def test_every_kind_and_every_reader_is_somebodys() -> None:
    assert {sort for stored in STORED.values() for sort, _ in stored.each().values()} == set(Sort)
    assert {stored.readers for stored in STORED.values()} == set(Reader)
