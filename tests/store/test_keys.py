"""What the comparison of schemas does not look at: conditions of indexes, order of keys."""

from sqlalchemy import text

import dispatch.transaction  # noqa: F401 - brings every stage's tables
from dispatch.db import metadata, owner_engine

DEPLOYMENT_WIDE = {"account", "outbox", "quarantine", "stored_position", "told_position", "outage"}


class TestIndexes:
    def test_have_the_conditions_that_the_tables_say(self, empty_database: str) -> None:
        engine = owner_engine(empty_database)
        with engine.connect() as connection:
            made = dict(
                connection.execute(
                    text("select indexname, indexdef from pg_indexes where schemaname = 'public'")
                ).all()
            )
        engine.dispose()

        for table in metadata.tables.values():
            for index in table.indexes:
                partial = index.dialect_options["postgresql"]["where"] is not None
                assert (" WHERE " in made[str(index.name)]) == partial, index.name


class TestKeys:
    def test_of_county_data_begin_with_the_county(self) -> None:
        for name, table in metadata.tables.items():
            if name not in DEPLOYMENT_WIDE:
                assert next(iter(table.primary_key.columns)).name == "county_code", name
