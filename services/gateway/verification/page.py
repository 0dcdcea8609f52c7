"""The answer as a page that any phone shows: no script, nothing from elsewhere, in English or Indonesian."""

from collections.abc import Mapping
from html import escape
from typing import Final

from libs.events.wording import Language
from services.gateway.verification.lookup import Visitor

TITLE: Final = {"en": "Is this a police officer?", "id": "Apakah ini anggota Polri?"}
YES: Final = {"en": "Yes. This visit is known to the police.", "id": "Ya. Kunjungan ini tercatat di Polri."}
NO: Final = {
    "en": "No. This code is not valid: it may be mistyped, too old, or not known yet. If in doubt, let nobody in and call 110.",
    "id": "Tidak. Kode ini tidak berlaku: mungkin salah ketik, kedaluwarsa, atau belum tercatat. Jika ragu, jangan izinkan masuk "
    "dan hubungi 110.",
}
TOO_MANY: Final = {"en": "Too many codes were checked. Try again later.", "id": "Terlalu banyak kode diperiksa. Coba lagi nanti."}
MISSING: Final = {"en": "Ask for a code: /verify/{code}.", "id": "Sebutkan kodenya: /verify/{code}."}
AWAY: Final = {"en": "This cannot be checked at the moment. Try again.", "id": "Belum dapat diperiksa saat ini. Coba lagi."}
ASK: Final = {"en": "The code that the officer shows:", "id": "Kode yang ditunjukkan petugas:"}
CHECK: Final = {"en": "Check", "id": "Periksa"}
DUTY: Final = {"en": "Duty", "id": "Tugas"}
UNIT: Final = {"en": "Unit", "id": "Satuan"}
UNKNOWN: Final[Mapping[Language, str]] = {"en": "not recorded for this village", "id": "belum tercatat untuk desa ini"}
DUTIES: Final[Mapping[str, Mapping[Language, str]]] = {
    "BHABINKAMTIBMAS": {"en": "Village police officer (Bhabinkamtibmas)", "id": "Bhabinkamtibmas"},
    "PETUGAS_POLMAS": {"en": "Community policing officer (petugas Polmas)", "id": "Petugas Polmas"},
    "POLISI_RW": {"en": "Neighbourhood police officer (polisi RW)", "id": "Polisi RW"},
}

_PAGE: Final = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ font: 1.2em sans-serif; margin: 1em; }} strong {{ font-size: 1.3em; }}</style></head>
<body><h1>{title}</h1>{told}
<form action="/verify" method="get"><p><label>{ask}<br><input name="code" autocomplete="off" maxlength="40"></label></p>
<p><input type="submit" value="{check}"></p></form></body></html>
"""


def answered(found: Visitor | None, language: Language) -> str:
    """The page that says yes or no."""
    if found is None:
        return said(NO, language)
    duty = DUTIES.get(found.duty or "", UNKNOWN)[language]
    lines = [f"<p>{DUTY[language]}: {escape(duty)}</p>"]
    if found.unit:
        lines.append(f"<p>{UNIT[language]}: {escape(found.unit)}</p>")
    return said(YES, language, "".join(lines))


def said(sentence: Mapping[str, str] | None, language: Language, more: str = "") -> str:
    """A page that says one sentence and asks for a code; `more` is HTML."""
    told = f"<p><strong>{escape(sentence[language])}</strong></p>{more}" if sentence else ""
    return _PAGE.format(language=language, title=TITLE[language], told=told, ask=ASK[language], check=CHECK[language])
