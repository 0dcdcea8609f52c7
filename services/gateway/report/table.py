"""The report as a table (RFC 4180, UTF-8): a line for every row of every section, below names of columns and their HXL tags."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Final

from services.gateway.report.content import COLUMNS, Section

TAGS: Final = {
    "section": "#meta+section",
    "code": "#activity+code",
    "name": "#activity+name",
    "detail": "#description",
    "place": "#loc+name",
    "region": "#adm+code",
    "from": "#date+start",
    "to": "#date+end",
    "unit": "#indicator+unit",
    "baseline": "#indicator+baseline",
    "target": "#targeted",
    "value": "#reached",
    "amount": "#value",
    "currency": "#currency",
    "source": "#meta+source",
}
"""By column, in their order: what it holds, for programs of the Humanitarian Exchange Language."""
NUMBERS: Final = frozenset({"baseline", "target", "value", "amount"})
"""Columns that no text from people stands in."""
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of something to be worked out; a Japanese one takes the wide signs for it too."""

BLANK: Final = " \u00a0\u3000"
"""What a spreadsheet may pass over before it."""
BOM: Final = "\ufeff"
"""Without it a spreadsheet takes the bytes for the code page of the machine, and Japanese titles for noise."""


def table(sections: Sequence[Section]) -> str:
    """The whole table, lines ended by CRLF."""
    out = StringIO()
    out.write(BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(TAGS)
    writer.writerow(TAGS.values())
    for section in sections:
        for row in section.rows:
            writer.writerow([section.key, *(_cell(column, row.get(column, "")) for column in COLUMNS)])
    return out.getvalue()


def _cell(column: str, value: str) -> str:
    """Text that would be worked out is preceded by an apostrophe, which says that it is text."""
    return f"'{value}" if column not in NUMBERS and value.lstrip(BLANK).startswith(FORMULA) else value
