"""Where terms are used, read off the schema itself, so that no table can be forgotten.

Every room's models are known by the time the app runs; this room need not import those above it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, Table, UniqueConstraint, func, literal, select, union

from app.core.db import session
from app.core.types import Base
from app.vocabulary.models import Term

Usage = dict[str, int]


@dataclass(frozen=True)
class Reference:
    """A column that names a term. `subject` is the table of what carries it, `carrier` the column that says which."""

    column: Column[int]
    subject: str
    carrier: Column[int]

    @property
    def table(self) -> Table:
        return self.column.table

    def others_of_keys(self) -> Iterator[list[Column[int]]]:
        """For each unique key that this column is part of, the key's other columns."""
        unique = [each.columns for each in self.table.constraints if isinstance(each, UniqueConstraint)]
        unique += [each.columns for each in self.table.indexes if each.unique]
        for key in (self.table.primary_key.columns, *unique):
            if self.column in list(key):
                yield [column for column in key if column is not self.column]


def references() -> list[Reference]:
    """Every column of every table that names a term."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table is Term.__table__ for key in column.foreign_keys):
                found.append(Reference(column, *_carrier(table, column)))
    return found


def usage_of(facet: str) -> dict[int, Usage]:
    """How many rows of each sort carry each term of a list: term id → table → count. One query."""
    carried = union(
        *(
            select(literal(each.subject).label("subject"), each.column.label("term_id"), each.carrier.label("carrier"))
            for each in references()
        )
    ).subquery()
    rows = session.execute(
        select(carried.c.term_id, carried.c.subject, func.count())
        .join(Term, Term.id == carried.c.term_id)
        .where(Term.facet == facet)
        .group_by(carried.c.term_id, carried.c.subject)
    )
    found: dict[int, Usage] = defaultdict(dict)
    for term_id, subject, count in rows:
        found[term_id][subject] = count
    return found


def _carrier(table: Table, column: Column[int]) -> tuple[str, Column[int]]:
    """A table that only ties two others together stands for the other one."""
    others = [each for each in table.primary_key.columns if each is not column]
    if column.primary_key and others and others[0].foreign_keys:
        return next(iter(others[0].foreign_keys)).column.table.name, others[0]
    return table.name, next(iter(table.primary_key.columns))
