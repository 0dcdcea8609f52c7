"""The report as a page: HTML that prints well, needs no script and nothing from elsewhere, and says what language it speaks."""

from collections.abc import Sequence
from html import escape
from typing import Final

from libs.events.wording import Language
from services.gateway.report import words
from services.gateway.report.asking import Told
from services.gateway.report.content import LANGUAGE, Row, Section, positions
from services.gateway.report.period import Period
from services.gateway.report.table import NUMBERS

LATE: Final = ' class="late"'
DAYS: Final = frozenset({"from", "to"})
STYLE: Final = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { color: #1a1a1a; background: #fff; font: 15px/1.45 system-ui, "Noto Sans", "Noto Sans CJK JP", sans-serif;
  margin: 0 auto; max-width: 66rem; padding: 1.5rem; }
h1 { font-size: 1.65rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { border-top: 2px solid #1f4e79; color: #1f4e79; font-size: 1.12rem; margin: 1.8rem 0 .4rem; padding-top: .5rem; }
header p { margin: .1rem 0; }
.kind { color: #1f4e79; font-weight: 600; }
.none { color: #595959; font-style: italic; }
.late { color: #8a1c1c; font-weight: 600; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .4rem 0; width: 100%; }
th, td { border-bottom: 1px solid #c8c8c8; padding: .28rem .5rem; text-align: left; vertical-align: top; }
thead th { background: #eef3f8; border-bottom: 2px solid #9fb6cc; white-space: nowrap; }
tbody th { font-weight: 600; min-width: 11em; }
.number { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
td.source { color: #404040; font-size: .85em; min-width: 14em; overflow-wrap: break-word; }
footer { border-top: 1px solid #c8c8c8; color: #404040; font-size: .85rem; margin-top: 2rem; padding-top: .5rem; }
@page { margin: 16mm 14mm; size: A4; }
@media print {
  body { font-size: 9.5pt; max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  .wide { overflow: visible; }
  th, td { padding: .2em .35em; }
  thead th { white-space: normal; }
  tbody th { min-width: 8em; }
  td.source { min-width: 11em; }
  thead th { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""
_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{kind}: {title}</title>
<style>{style}</style></head>
<body>
<header><p class="kind">{kind}</p>
<h1>{title}</h1>
{japanese}<p>{period}</p></header>
<main>
{sections}
</main>
<footer><p>{logs}: <code>{positions}</code></p></footer>
</body></html>
"""


def page(told: Told, sections: Sequence[Section], period: Period, language: Language) -> str:
    """The whole page."""
    titles = told.program["titles"]
    title = titles[language] or titles["en"]
    japanese = f'<p lang="ja">{escape(titles["ja"])}</p>\n' if titles["ja"] else ""
    return _PAGE.format(
        language=language,
        style=STYLE,
        kind=escape(words.TITLE[language]),
        title=escape(title),
        japanese=japanese,
        period=_period(period, language),
        sections="\n".join(_section(section, language) for section in sections),
        logs=escape(words.LOGS[language]),
        positions=escape(positions(told.positions)),
    )


def _period(period: Period, language: Language) -> str:
    first = period.first and _day(period.first.isoformat(), language)
    last = period.last and _day(period.last.isoformat(), language)
    if first and last:
        return f"{first} {words.TO[language]} {last}"
    if first:
        return f"{words.FROM[language].capitalize()} {first}"
    if last:
        return f"{words.UP_TO[language].capitalize()} {last}"
    return escape(words.ALWAYS[language])


def _section(section: Section, language: Language) -> str:
    title = escape(words.SECTIONS[section.key][language])
    late = words.OVERDUE[language]
    notes = "".join(f"<p{LATE if late in note else ''}>{escape(note)}</p>\n" for note in section.notes)
    heading = f'<section aria-labelledby="{section.key}"><h2 id="{section.key}">{title}</h2>\n{notes}'
    if not section.rows:
        return f'{heading}<p class="none">{escape(words.NOTHING[language])}</p></section>'
    columns = [column for column in section.columns if any(row.get(column) for row in section.rows)]
    called = {column: words.CALLED.get((section.key, column), words.COLUMNS[column])[language] for column in columns}
    heads = "".join(f'<th scope="col"{_class(column)}>{escape(called[column])}</th>' for column in columns)
    body = "\n".join(_row(row, columns, language) for row in section.rows)
    return (
        f'{heading}<div class="wide" tabindex="0" role="region" aria-labelledby="{section.key}">'
        f"<table><thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div></section>"
    )


def _row(row: Row, columns: Sequence[str], language: Language) -> str:
    return f"<tr>{''.join(_cell(column, row, language) for column in columns)}</tr>"


def _cell(column: str, row: Row, language: Language) -> str:
    value = row.get(column, "")
    said = escape(value)
    if value and column in DAYS:
        said = _day(value, language)
    elif value and column in NUMBERS:
        said = escape(words.number_in(language, value))
    if column != "name":
        return f"<td{_class(column)}>{said}</td>"
    spoken = f' lang="{escape(row[LANGUAGE])}"' if LANGUAGE in row else ""
    return f'<th scope="row"{spoken}>{said}</th>'


def _class(column: str) -> str:
    if column in NUMBERS:
        return ' class="number"'
    return ' class="source"' if column == "source" else ""


def _day(told: str, language: Language) -> str:
    return f'<time datetime="{escape(told)}">{escape(words.day_in(language, told))}</time>'
