"""Fetching from a real server on this machine that breaks off, lies and stalls."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from edgeassist.errors import ModelError
from edgeassist.fetching import Fetcher

CONTENT = bytes(range(256)) * 4096
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@dataclass
class Server:
    """What the server does; changed by the tests."""

    address: str = ""
    content: bytes = CONTENT
    break_after: list[int] = field(default_factory=list)
    """Bytes after which each answer in turn breaks off."""
    statuses: list[int] = field(default_factory=list)
    """What it answers in turn instead of the file."""
    ranges: bool = True
    etag: str | None = '"one"'
    shift: int = 0
    """By how much it lies about where a part begins."""
    length: int | None = None
    """The length that it claims; -1: it claims none."""
    kind: str = "application/octet-stream"
    stall_s: float = 0.0
    asked: list[str | None] = field(default_factory=list)
    """The range of each request."""


def handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            server.asked.append(wanted)
            if server.statuses and (status := server.statuses.pop(0)) != 200:
                self.send_error(status)
                return
            fresh = self.headers.get("If-Range") == server.etag
            begin = int(wanted[6:-1]) if wanted and server.ranges and fresh else 0
            if begin >= len(server.content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(server.content)}")
                self.end_headers()
                return
            self.answer(begin)

        def answer(self, begin: int) -> None:
            body = server.content[begin:]
            self.send_response(206 if begin else 200)
            if begin:
                end = len(server.content)
                self.send_header("Content-Range", f"bytes {begin + server.shift}-{end - 1}/{end}")
            self.send_header("Content-Type", server.kind)
            if server.length != -1:
                self.send_header("Content-Length", str(server.length if server.length is not None else len(body)))
            if server.etag:
                self.send_header("ETag", server.etag)
            self.end_headers()
            time.sleep(server.stall_s)
            self.wfile.write(body[: server.break_after.pop(0)] if server.break_after else body)

    return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler(state))
    state.address = f"http://127.0.0.1:{http.server_port}/model.gguf"
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    yield state
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def fetcher(waits: list[float]) -> Fetcher:
    return Fetcher(sleep=waits.append, timeout_s=0.5)


def test_a_file_arrives_whole_and_says_how_far_it_is(server: Server, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    Fetcher(lambda here, total: told.append((here, total))).fetch(server.address, tmp_path / "a" / "m", SHA256)
    assert (tmp_path / "a" / "m").read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["m"]


def test_what_broke_off_is_gone_on_with(server: Server, fetcher: Fetcher, waits: list[float], tmp_path: Path) -> None:
    server.break_after = [300_000, 300_000]
    fetcher.fetch(server.address, tmp_path / "m", SHA256)
    assert (tmp_path / "m").read_bytes() == CONTENT
    assert server.asked == [None, "bytes=300000-", "bytes=600000-"]
    assert waits == [1.0, 1.0]


def test_a_later_call_goes_on_with_the_part_of_an_earlier_one(server: Server, fetcher: Fetcher, tmp_path: Path) -> None:
    server.break_after = [500_000] + [0] * 10
    with pytest.raises(ModelError, match=r"0\.5 MB are kept: the same command goes on from there"):
        fetcher.fetch(server.address, tmp_path / "m", SHA256)
    assert not (tmp_path / "m").exists()
    server.break_after, server.asked = [], []
    fetcher.fetch(server.address, tmp_path / "m", SHA256)
    assert server.asked == ["bytes=500000-"]
    assert (tmp_path / "m").read_bytes() == CONTENT


def test_a_part_of_a_file_that_has_changed_is_not_gone_on_with(
    server: Server, fetcher: Fetcher, tmp_path: Path
) -> None:
    server.break_after = [500_000] + [0] * 10
    with pytest.raises(ModelError):
        fetcher.fetch(server.address, tmp_path / "m")
    server.break_after, server.etag, server.content = [], '"two"', b"another" * 1000
    fetcher.fetch(server.address, tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == b"another" * 1000


@pytest.mark.parametrize("etag", ['"one"', None])
def test_a_server_that_knows_no_parts_begins_anew(
    server: Server, fetcher: Fetcher, tmp_path: Path, etag: str | None
) -> None:
    server.ranges, server.etag, server.break_after = False, etag, [700_000]
    fetcher.fetch(server.address, tmp_path / "m", SHA256)
    assert (tmp_path / "m").read_bytes() == CONTENT


def test_a_part_that_was_whole_already_is_taken(server: Server, fetcher: Fetcher, tmp_path: Path) -> None:
    (tmp_path / "m.part").write_bytes(CONTENT)
    (tmp_path / "m.part.mark").write_text('"one"')
    fetcher.fetch(server.address, tmp_path / "m", SHA256)
    assert (tmp_path / "m").read_bytes() == CONTENT


def test_a_part_longer_than_the_file_is_thrown_away(server: Server, fetcher: Fetcher, tmp_path: Path) -> None:
    (tmp_path / "m.part").write_bytes(CONTENT + b"more")
    (tmp_path / "m.part.mark").write_text('"one"')
    fetcher.fetch(server.address, tmp_path / "m", SHA256)
    assert (tmp_path / "m").read_bytes() == CONTENT


def test_a_busy_server_is_asked_again_ever_more_slowly(
    server: Server, fetcher: Fetcher, waits: list[float], tmp_path: Path
) -> None:
    server.statuses = [503, 500, 429]
    fetcher.fetch(server.address, tmp_path / "m", SHA256)
    assert waits == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("answer", [(404, "404 Not Found"), (302, "302 redirected; it leads somewhere else")])
def test_what_is_not_there_is_told_at_once(
    server: Server, fetcher: Fetcher, waits: list[float], tmp_path: Path, answer: tuple[int, str]
) -> None:
    server.statuses = [answer[0]]
    with pytest.raises(ModelError, match=rf"model\.gguf: {answer[1]}"):
        fetcher.fetch(server.address, tmp_path / "m")
    assert not waits


def test_a_stalling_server_is_given_up_in_the_end(server: Server, fetcher: Fetcher, tmp_path: Path) -> None:
    server.stall_s = 0.8
    with pytest.raises(ModelError, match="timed out"):
        Fetcher(sleep=fetcher.sleep, timeout_s=0.1).fetch(server.address, tmp_path / "m")


def test_a_server_that_sends_another_part_than_asked_for_is_not_believed(
    server: Server, fetcher: Fetcher, tmp_path: Path
) -> None:
    server.break_after, server.shift = [500_000], 7
    fetcher.fetch(server.address, tmp_path / "m", SHA256)
    assert (tmp_path / "m").read_bytes() == CONTENT


def test_a_server_that_does_so_always_is_given_up(server: Server, fetcher: Fetcher, tmp_path: Path) -> None:
    server.break_after, server.shift = [500_000] * 100, 7
    with pytest.raises(ModelError, match="another part than was asked for"):
        fetcher.fetch(server.address, tmp_path / "m", SHA256)
    assert len(server.asked) < 20


@pytest.mark.parametrize("length", [None, -1])
def test_what_is_far_too_long_does_not_fill_the_disk(
    server: Server, fetcher: Fetcher, tmp_path: Path, length: int | None
) -> None:
    server.length = length
    with pytest.raises(ModelError, match=r"longer than 0\.5 MB, not the model"):
        fetcher.fetch(server.address, tmp_path / "m", most_mb=0.5)
    assert not list(tmp_path.iterdir())


def test_another_file_than_the_catalogue_names_is_thrown_away(server: Server, fetcher: Fetcher, tmp_path: Path) -> None:
    server.content = CONTENT[:-1] + b"!"
    with pytest.raises(ModelError, match="not the file that the catalogue names"):
        fetcher.fetch(server.address, tmp_path / "m", SHA256)
    assert not list(tmp_path.iterdir())


def test_the_login_page_of_a_network_is_no_model(server: Server, fetcher: Fetcher, tmp_path: Path) -> None:
    server.kind = "text/html; charset=utf-8"
    with pytest.raises(ModelError, match="a web page came instead"):
        fetcher.fetch(server.address, tmp_path / "m")


def test_a_full_disk_is_told_before_anything_is_fetched(server: Server, fetcher: Fetcher, tmp_path: Path) -> None:
    server.length = 10**16
    with pytest.raises(ModelError, match=r"10,000,000,000 MB are needed and .* are free"):
        fetcher.fetch(server.address, tmp_path / "m")


def test_nobody_answers(fetcher: Fetcher, waits: list[float], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Connection refused"):
        fetcher.fetch("http://127.0.0.1:1/model.gguf", tmp_path / "m")
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_a_folder_serves_as_well_as_a_server(fetcher: Fetcher, tmp_path: Path) -> None:
    (tmp_path / "stick").write_bytes(CONTENT)
    fetcher.fetch(str(tmp_path / "stick"), tmp_path / "m", SHA256)
    assert (tmp_path / "m").read_bytes() == CONTENT
    with pytest.raises(ModelError, match="gone: No such file"):
        fetcher.fetch(str(tmp_path / "gone"), tmp_path / "n")
