"""An edition's file is taken whole, or refused whole with what is wrong line by line."""

import bz2
from pathlib import Path

import pytest

from data.regions import Listed, reading
from data.regions.reading import BrokenEdition, Problem, parse, read_file

GOOD = 'code,name\n11,ACEH\n11.01,Kab. Contoh\r\n11.01.01,Contoh\n11.01.01.2001,"Contoh I, II"\n'
PLACES = [Listed("11", "ACEH"), Listed("11.01", "Kab. Contoh"), Listed("11.01.01", "Contoh"), Listed("11.01.01.2001", "Contoh I, II")]


def test_csv_with_or_without_a_header_and_tabs_and_bzip2_are_read(tmp_path: Path) -> None:
    assert parse(GOOD.encode()) == PLACES
    assert parse(b"\xef\xbb\xbf" + GOOD.partition("\n")[2].encode()) == PLACES
    tabs = "\n".join(f"{code}\t{name}" for code, name in reversed(PLACES))
    assert parse(tabs.encode()) == PLACES
    packed = tmp_path / "edition.bz2"
    packed.write_bytes(bz2.compress(GOOD.encode()))
    assert read_file(packed) == PLACES
    for broken in (b"BZh9 but no more", b"", bz2.compress(GOOD.encode())[:30], b"11,ACEH"):
        packed.write_bytes(broken)
        with pytest.raises(BrokenEdition):
            read_file(packed)


def test_of_what_cannot_be_an_edition_little_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST", 1 << 20)
    for name, write in (("long.csv", bytes), ("long.csv.bz2", bz2.compress)):
        file = tmp_path / name
        file.write_bytes(write(bytes((1 << 20) + 1)))
        with pytest.raises(BrokenEdition) as broken:
            read_file(file)
        assert broken.value.problems == (Problem(1, "the file is longer than 1 MiB"),)
    with pytest.raises(IsADirectoryError):
        read_file(tmp_path)


def problems(content: bytes) -> tuple[Problem, ...]:
    with pytest.raises(BrokenEdition) as broken:
        parse(content)
    return broken.value.problems


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"11.02.01,Yatim", "11.02.01 lies in 11.02, which is missing"),
        (b"11.01,Kab. Lain", "11.01 is on line 3 already"),
        ("11.02,Kab. Ña".encode("latin-1"), "it is not UTF-8"),
        (b"11.1,Kab. Contoh", "its code is none"),
        (b"1101,Kab. Contoh", "its code is none"),
        (b"11.02,", "11.02 has no name"),
        (b"11.02,   ", "11.02 has no name"),
        (b"11.02, Kab. Contoh", "the name of 11.02 has space at its ends, or something in it that cannot be seen"),
        (b"11.02,Kab.\xe2\x80\x8bContoh", "the name of 11.02 has space at its ends, or something in it that cannot be seen"),
        (b"11.02", "it has not two columns, code and name"),
        (b"11.02,Kab. Contoh,5", "it has not two columns, code and name"),
        (b'11.02,"Kab. Contoh', "it has not two columns, code and name"),
        (b"", "it has not two columns, code and name"),
        (b"11.01.01.9001,Contoh", "11.01.01.9001 is the code of no kind of village"),
    ],
)
def test_a_broken_line_refuses_the_whole_file(line: bytes, what: str) -> None:
    assert problems(GOOD.encode() + line + b"\n") == (Problem(6, what),)


def test_every_wrong_line_is_told_and_none_twice() -> None:
    told = problems(b"11,ACEH\nx,y\n12.01,Yatim\n11,ACEH\n")
    assert told == (
        Problem(2, "its code is none"),
        Problem(3, "12.01 lies in 12, which is missing"),
        Problem(4, "11 is on line 1 already"),
    )
    assert problems(b"") == (Problem(1, "there is no place in it"),)
    assert problems(b"code,name\n") == (Problem(1, "there is no place in it"),)
