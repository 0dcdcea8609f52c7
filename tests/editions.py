"""A cut of two editions, between which four provinces were made of two: enough for each fate that a place can meet."""

from typing import Final

BEFORE: Final = {
    "91": "PAPUA",
    "91.01": "KAB. MERAUKE",
    "91.01.01": "Merauke",
    "91.01.01.1001": "Mandala",
    "91.01.01.2002": "Wasur",
    "91.01.01.2003": "Nasem",
    "91.01.01.2004": "Rawa Biru",
    "91.01.05": "Kurik",
    "91.01.05.2001": "Kurik",
    "91.01.05.2002": "Harapan",
    "91.01.05.2003": "Harapan",
    "91.01.09": "Lenyap",
    "91.01.09.2001": "Hilang",
    "91.71": "KOTA JAYAPURA",
    "91.71.01": "Abepura",
    "91.71.01.1001": "Asano",
    "91.71.01.1002": "Awiyo",
}
AFTER: Final = {
    "91": "Papua",
    "91.71": "Kota Jayapura",
    "91.71.01": "Abepura",
    "91.71.01.1001": "Asano Baru",
    "91.71.01.1002": "Awiyo",
    "91.71.01.1003": "Awiyo Timur",
    "93": "Papua Selatan",
    "93.01": "Kabupaten Merauke",
    "93.01.01": "Merauke",
    "93.01.01.1001": "Mandala",
    "93.01.01.2002": "Wasur",
    "93.01.01.1003": "Nasem",
    "93.01.01.2007": "RAWA-BIRU",
    "93.01.02": "Kurik",
    "93.01.02.2001": "Kurik",
    "93.01.02.2002": "Harapan",
    "93.01.02.2003": "Harapan",
}
