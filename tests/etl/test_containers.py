"""Records come out the same whatever holds them, however it is packed; damage is told by line."""

import bz2
import csv
import gzip
import io
import json
import lzma
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from db.errors import InputError
from etl.read.containers import Container, detect_container, read_entries, read_sample
from etl.read.diagnosis import NotData
from etl.read.documents import read_json_document
from etl.read.lines import BadLine, read_lines
from etl.read.packing import Packing, detect_packing

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKINGS: dict[Packing, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    # with a checksum, as the program zstd writes
    "zstandard": partial(zstd.compress, options={zstd.CompressionParameter.checksum_flag: 1}),
}
RECORDS = [{"id": number, "app_name": f"Game {number} é", "tags": ["a", "b"]} for number in (1, 2)]


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def lines(records: Iterable[object], *, written: Callable[[object], str] = json.dumps) -> bytes:
    return "".join(f"{written(record)}\n" for record in records).encode()


def dumped(value: object, **how: Any) -> bytes:  # noqa: ANN401
    return json.dumps(value, **how).encode()


def read(path: Path) -> list[tuple[int, str | None, Any]]:
    """Number, key and fields of each record; of a broken one its reason."""
    found: list[tuple[int, str | None, Any]] = []
    for number, _, entry in read_entries(path, detect_container(path)):
        if isinstance(entry, BadLine):
            found.append((number, None, entry.reason))
        else:
            found.append((number, entry.key, entry.fields))
    return found


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def write_file(content: bytes, name: str = "raw.json") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write_file


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_packed_file_is_read_whatever_its_name(
    packing: Packing, write: Callable[..., Path]
) -> None:
    packed = PACKINGS[packing](lines(RECORDS))
    path = write(packed, "games.csv")
    assert detect_packing(path) == (packing,)
    assert [fields for _, _, fields in read(path)] == RECORDS


def test_a_zip_of_one_file_is_read(write: Callable[..., Path]) -> None:
    members = {"games.json": lines(RECORDS), "__MACOSX/._games.json": b"x"}
    path = write(zipped(**members))
    sizes: list[int] = []
    found = [
        line for _, line in read_lines(path, packing=detect_packing(path), on_bytes=sizes.append)
    ]
    assert found == lines(RECORDS).splitlines()
    assert sum(sizes) == path.stat().st_size


def test_layers_are_read_up_to_three(write: Callable[..., Path]) -> None:
    content = lines(RECORDS)
    for layers in range(1, 4):
        content = gzip.compress(content) if layers < 3 else zstd.compress(content)
        path = write(content)
        assert len(detect_packing(path)) == layers
        assert [fields for _, _, fields in read(path)] == RECORDS
    with pytest.raises(NotData, match="packed more than 3 times; unpack it"):
        detect_packing(write(gzip.compress(content)))


def test_a_zip_of_several_files_lists_them(write: Callable[..., Path]) -> None:
    path = write(zipped(**{f"{name}.csv": b"x" for name in "abcdefg"}))
    with pytest.raises(NotData, match=r"zip archive of 7 files \(a.csv, .*, e.csv, …\); unpack it"):
        detect_packing(path)
    with pytest.raises(NotData, match="an Excel workbook; export it"):
        detect_packing(write(zipped(**{"xl/workbook.xml": b"", "docProps/app.xml": b""})))
    with pytest.raises(NotData, match="zip archive that is packed once more"):
        detect_packing(write(gzip.compress(zipped(a=b"x"))))


@pytest.mark.parametrize("packing", ["bzip2", "xz", "zstandard"])
def test_streams_after_one_another_are_one_file(
    packing: Packing, write: Callable[..., Path]
) -> None:
    pack = PACKINGS[packing]
    content = lines([{"id": number, "title": "x" * 100} for number in range(20_000)])
    padding = bytes(8) if packing == "xz" else b""
    path = write(pack(content[:700_000]) + padding + pack(content[700_000:]) + padding)
    assert [line for _, line in read_lines(path, packing=(packing,))] == content.splitlines()


@pytest.mark.parametrize("packing", ["bzip2", "xz", "zstandard"])
def test_damage_is_told_with_file_and_line(packing: Packing, write: Callable[..., Path]) -> None:
    packed = PACKINGS[packing](lines([{"id": number} for number in range(50_000)]))

    def message(content: bytes) -> str:
        with pytest.raises(InputError) as caught:
            list(read_lines(write(content), packing=(packing,)))
        return str(caught.value)

    assert message(packed[:-9]).startswith(
        f"raw.json: the {packing} data end in the middle of line"
    )
    assert "line 50,001 and other bytes follow; the file is damaged" in message(packed + b"rest")
    broken = bytearray(packed)
    broken[len(broken) // 2 : len(broken) // 2 + 40] = bytes(40)
    assert f"the {packing} data are corrupt in line" in message(bytes(broken))


SHAPES: dict[str, Callable[[list[dict[str, Any]]], bytes]] = {
    "lines": lines,
    "literals": lambda records: lines(records, written=repr),
    "array": dumped,
    "indented array": lambda records: dumped(records, indent=2),
    "array of lines": lambda records: b"[" + b",\n".join(map(dumped, records)) + b"]\n",
    "array of literals": lambda records: repr(records).encode(),
    "one after another": lambda records: b"\n".join(dumped(one, indent=1) for one in records),
    "keyed": lambda records: dumped(dict(enumerate(records))),
    "indented keyed": lambda records: dumped(dict(enumerate(records)), indent="\t"),
    "keyed literal": lambda records: repr(dict(enumerate(records))).encode(),
    "split": lambda records: dumped(
        {
            "columns": list(records[0]),
            "index": list(range(len(records))),
            "data": [list(record.values()) for record in records],
        }
    ),
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("shape", SHAPES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    texts=st.lists(st.tuples(st.text(), VALUES), min_size=2, max_size=5),
    packing=st.sampled_from([None, *PACKINGS]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
)
@example(texts=[("'", "}"), ('"]', "{'\\"), ("\n", "[")], packing=None, mark=b"")
def test_any_records_read_back_the_same(
    shape: str,
    texts: list[tuple[str, Any]],
    packing: Packing | None,
    mark: bytes,
    write: Callable[..., Path],
) -> None:
    records = [{"app_name": name, "id": n, "value": value} for n, (name, value) in enumerate(texts)]
    content = SHAPES[shape](records)
    content = mark + content
    path = write(PACKINGS[packing](content) if packing else content)
    found = read(path)
    assert [fields for _, _, fields in found] == records
    numbers = [number for number, _, _ in found]
    assert numbers == sorted(set(numbers))
    keyed = [str(number) for number in range(len(records))] if "keyed" in shape else None
    assert keyed in (None, [key for _, key, _ in found])


def test_pandas_orients_are_the_same_records(write: Callable[..., Path]) -> None:
    columns = {name: {"0": RECORDS[0][name], "1": RECORDS[1][name]} for name in RECORDS[0]}
    table = {"schema": {"fields": []}, "data": RECORDS}
    named = {"first": RECORDS[0], "second": RECORDS[1]}
    for whole in (columns, table, named):
        assert [fields for _, _, fields in read(write(dumped(whole)))] == RECORDS
        assert [fields for _, _, fields in read(write(dumped(whole, indent=2)))] == RECORDS


@pytest.mark.parametrize("indent", [None, 2])
def test_an_answer_is_one_record(indent: int | None, write: Callable[..., Path]) -> None:
    answer = {"response": {"game_count": 1, "games": [{"appid": 10}]}}
    path = write(dumped(answer, indent=indent))
    sample, _ = read_sample(path, detect_container(path))
    assert [entry.fields for entry in sample.entries] == [answer]
    assert (sample.is_single, sample.is_keyed) == (True, False)
    details = {"570": {"success": True, "data": {"name": "Invented"}}}
    path = write(dumped(details, indent=indent))
    sample, _ = read_sample(path, detect_container(path))
    assert [(entry.key, entry.fields) for entry in sample.entries] == [("570", details["570"])]
    assert (sample.is_single, sample.is_keyed) == (False, True)


def test_lines_of_keyed_objects_are_taken_apart(write: Callable[..., Path]) -> None:
    path = write(lines([{"570": {"success": False}}, {"10": {"success": True, "data": {}}}]))
    assert read(path) == [
        (1, "570", {"success": False}),
        (2, "10", {"success": True, "data": {}}),
    ]


def test_a_broken_record_of_a_document_is_one_reject(write: Callable[..., Path]) -> None:
    content = b'[\n {"id": 1},\n {"id": 2, "name": "x},\n {"id": 3, oops},\n {"id": 4}\n]'
    broken = content.replace(b'"x},', b'"x"},').replace(b'{"id": 1}', b'{"id": }')
    assert read(write(broken)) == [
        (2, None, "not_a_record"),
        (3, None, {"id": 2, "name": "x"}),
        (4, None, "not_a_record"),
        (5, None, {"id": 4}),
    ]
    assert read(write(b'[{"id": 1}, 5, {"id": 2}, null]')) == [
        (1, None, {"id": 1}),
        (2, None, "not_an_object"),
        (3, None, {"id": 2}),
        (4, None, "not_an_object"),
    ]
    assert read(write(b'{"1": {"id": 1}, "2": null, "3": {"id": 3}}')) == [
        (1, "1", {"id": 1}),
        (2, None, "not_an_object"),
        (3, "3", {"id": 3}),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'[{"id": 1},\n {"id": 2', r"raw\.json: the record that starts in line 2 never ends"),
        (b'{"1": {"id": 1},\n "2": {"a', "record that starts in line 2 never ends"),
        (b'[{"id": 1}]]', "a bracket too many in line 1"),
    ],
)
def test_a_document_that_never_ends_is_refused(
    content: bytes, message: str, write: Callable[..., Path]
) -> None:
    with pytest.raises(InputError, match=message):
        read(write(content))


def test_a_keyed_object_on_one_line_streams_in_bounded_memory(
    write: Callable[..., Path],
) -> None:
    member = dumped({"name": "Invented", "about_the_game": "x[" * 2_000, "tags": {"a": 1}})
    packer = zstd.ZstdCompressor()
    parts = [
        packer.compress(b"{" if not n else b", ") + packer.compress(b'"%d": %b' % (n, member))
        for n in range(10_000)
    ]
    path = write(b"".join([*parts, packer.compress(b"}"), packer.flush()]))
    tracemalloc.start()
    count = sum(
        not isinstance(entry, BadLine) for _, _, entry in read_entries(path, detect_container(path))
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 10_000  # of 41 MB
    assert peak < 40 * 2**20  # its first line is looked at as a line, up to 16 MiB


def test_a_record_that_is_too_long_is_skipped(write: Callable[..., Path]) -> None:
    content = dumped([{"id": 1}, {"id": 2, "tags": ["x" * 9] * 200_000}, {"id": 3}])
    path = write(content)
    found = list(read_entries(path, Container(shape="array"), max_bytes=100_000))
    (_, _, first), (_, raw, bad), (_, _, last) = found
    assert isinstance(bad, BadLine)
    assert (bad.reason, len(raw)) == ("line_too_long", 8_000)
    assert "bytes; one may have 100,000" in bad.detail
    assert [entry.fields for entry in (first, last) if not isinstance(entry, BadLine)] == [
        {"id": 1},
        {"id": 3},
    ]


@pytest.mark.parametrize("end", ['"', '\\\\"', '\\""'], ids=["plain", "backslash", "quote"])
@pytest.mark.parametrize("block", [1_000, 1_001, 65_536])
def test_a_text_that_is_too_long_is_its_records_reject(end: str, block: int) -> None:
    text = '\\\\ \\" {[' * 50_000
    content = f'[{{"id": 1}},\n {{"id": 2, "about": "{text}{end}}},\n {{"id": 3}}]'.encode()
    blocks = (content[at : at + block] for at in range(0, len(content), block))
    found = list(
        read_json_document(
            blocks, shape="array", path=Path("raw.json"), packing=(), max_bytes=100_000
        )
    )
    (_, _, first), (line, raw, bad), (last_line, _, last) = found
    assert isinstance(bad, BadLine)
    assert (bad.reason, line, last_line) == ("line_too_long", 2, 3)
    assert f"the record has {len(content) - 26:,} bytes" in bad.detail
    assert len(raw) <= 8_000
    assert (first, last) == ((None, {"id": 1}), (None, {"id": 3}))


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_table_may_have_any_separator(
    delimiter: str, newline: str, write: Callable[..., Path]
) -> None:
    file = io.StringIO(newline="")
    rows = csv.writer(file, delimiter=delimiter, lineterminator=newline)
    rows.writerows(
        [["", "id", "name"], [0, 10, 'a "b", c;\td'], [1, 20, "two\nlines"], [], [2, 30]]
    )
    path = write(b"\xef\xbb\xbf" + file.getvalue().encode(), "x.json")
    container = detect_container(path)
    assert (container.delimiter, container.columns, container.has_header) == (
        delimiter,
        ("", "id", "name"),
        True,
    )
    assert read(path) == [
        (2, None, {"": "0", "id": "10", "name": 'a "b", c;\td'}),
        (3, None, {"": "1", "id": "20", "name": "two\nlines"}),
        (5, None, {}),
        (6, None, "wrong_columns"),
    ]


def test_a_table_without_a_header_numbers_its_columns(write: Callable[..., Path]) -> None:
    path = write(b"151,Invented Game,purchase,1.0,0\n151,Invented Game,play,273.0,0\n")
    container = detect_container(path)
    assert (container.has_header, container.columns) == (False, ("1", "2", "3", "4", "5"))
    assert read(path)[1] == (
        2,
        None,
        {"1": "151", "2": "Invented Game", "3": "play", "4": "273.0", "5": "0"},
    )


def test_a_missing_quote_spoils_few_rows_and_is_told(write: Callable[..., Path]) -> None:
    content = b'id,name\n1,a\n2,"b\n3,c\n4,"d"\n5,e\n6,\xff\n7,"f\n8,g\n'
    assert read(write(content, "x.csv")) == [
        (2, None, {"id": "1", "name": "a"}),
        (3, None, "not_a_record"),
        (6, None, {"id": "5", "name": "e"}),
        (7, None, "invalid_utf8"),
        (8, None, "not_a_record"),
    ]
    endless = b'id,name\n1,"a\n' + b"2,b\n" * 400_000 + b"3,c\n"
    found = read(write(endless, "x.csv"))
    assert [row for row in found if row[2] == "not_a_record"] == [(2, None, "not_a_record")]
    assert found[-1][2] == {"id": "3", "name": "c"}


def test_parquet_is_read_where_pyarrow_is(write: Callable[..., Path], tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra: not tried")
    arrow = pytest.importorskip("pyarrow")
    path = tmp_path / "games.gz"
    parquet.write_table(arrow.Table.from_pylist(RECORDS * 3), path, row_group_size=4)
    container = detect_container(path)
    assert (container.shape, container.columns) == ("parquet", ("id", "app_name", "tags"))
    assert [(n, fields) for n, _, fields in read(path)] == list(enumerate(RECORDS * 3, 1))
    with pytest.raises(InputError, match="damaged Parquet file"):
        detect_container(write(b"PAR1" + bytes(50) + b"PAR1"))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"Rar!\x1a\x07\x01\x00" + bytes(9), "a RAR archive; unpack it"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(9), "a 7-Zip archive; unpack it"),
        (b"a" * 257 + b"ustar\x0000" + bytes(300), "a tar archive; unpack it"),
        (b"SQLite format 3\0" + bytes(9), "an SQLite database; export it"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook; export it"),
        (b"<?xml version='1.0'?><gamesList/>", "XML, which is not read"),
        (b"\x80\x04\x95" + bytes(9), "a Python pickle, which could run code"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer, not the data"),
        (b"<!doctype HTML>\n<html>", "a web page, not the data; download it again"),
        ("id,name\n1,a\n".encode("utf-16"), "UTF-16 text; convert it: iconv"),
        ("id,name\n1,a\n".encode("utf-16-le"), "UTF-16 text; convert it: iconv"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_what_is_no_data_gets_its_name(
    content: bytes, what: str, pack: Callable[[bytes], bytes], write: Callable[..., Path]
) -> None:
    with pytest.raises(InputError, match=what):
        detect_container(write(pack(content), "users_items.json.gz"))


def test_a_line_is_cut_in_half_only_where_it_is(write: Callable[..., Path]) -> None:
    assert read(write(dumped(RECORDS, indent=2))) == [
        (2, None, RECORDS[0]),
        (10, None, RECORDS[1]),
    ]
    path = write(lines(RECORDS) + b'{"id": 3, "app_name": "cut')
    [*_, (_, _, last)] = read_entries(path, detect_container(path))
    assert isinstance(last, BadLine)
    assert "the line is cut in half" in last.detail
