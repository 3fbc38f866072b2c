import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event, Thread

import pytest

from edgeassist.errors import ModelError
from edgeassist.intent.general_limit import BrokenOffError, Limit
from edgeassist.intent.general_residence import Keep, Residence, free_bytes

MB = 1 << 20


class Model:
    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


class Loads:
    def __init__(self) -> None:
        self.models: list[Model] = []
        self.broken = False

    def __call__(self, limit: Limit) -> Model:
        limit.check()
        if self.broken:
            raise ModelError("model.gguf: damaged; fetch it again")
        self.models.append(Model())
        return self.models[-1]


class Bed:
    """A residence on a machine with as much free memory as one says."""

    def __init__(self, folder: Path, idle_s: float = 60.0, reserve_mb: int = 100) -> None:
        self.file = folder / "model.gguf"
        self.file.write_bytes(b"x" * MB)
        self._system = folder
        (folder / "proc" / "self").mkdir(parents=True)
        self.free(1000)
        self.loads = Loads()
        self.residence = Residence(self.file, self.loads, Keep(idle_s, reserve_mb * MB, folder))

    def free(self, megabytes: int) -> None:
        (self._system / "proc" / "meminfo").write_text(
            f"MemTotal: 9 kB\nMemFree:  0 kB\nMemAvailable:  {megabytes * 1024} kB\n"
        )

    def borrowed(self, seconds: float = 30.0) -> AbstractContextManager[Model | None]:
        return self.residence.borrowed(Limit(Event(), time.monotonic() + seconds))

    def ask(self) -> Model | None:
        with self.borrowed() as model:
            return model


def eventually(met: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while not met() and time.monotonic() < deadline:
        time.sleep(0.01)
    return met()


def test_it_is_loaded_when_it_is_first_asked_for_and_once(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    assert not bed.residence.loaded
    assert bed.ask() is bed.ask() is bed.loads.models[0]
    assert len(bed.loads.models) == 1
    bed.residence.drop()
    assert bed.loads.models[0].closed
    assert bed.ask() is bed.loads.models[1]
    bed.residence.drop()


def test_it_is_dropped_when_nobody_asks_any_more(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bed = Bed(tmp_path, idle_s=0.05)
    with caplog.at_level(logging.INFO):
        model = bed.ask()
        assert model is not None
        assert eventually(lambda: model.closed)
    assert "model.gguf is dropped: it is not needed any more" in caplog.text
    assert not bed.residence.loaded


def test_while_it_is_used_it_is_not_dropped(tmp_path: Path) -> None:
    bed = Bed(tmp_path, idle_s=0.05)
    with bed.borrowed() as model:
        time.sleep(0.2)
        assert model is not None
        assert not model.closed
    assert eventually(lambda: model.closed)


def test_it_is_not_loaded_where_memory_is_short(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bed = Bed(tmp_path)
    bed.free(100)
    assert bed.ask() is None
    assert "model.gguf is not loaded: 100 MB of memory are free, 101 needed" in caplog.text
    bed.free(101)
    assert bed.ask() is not None
    bed.residence.drop()


def test_it_is_dropped_where_memory_has_become_short(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bed = Bed(tmp_path)
    model = bed.ask()
    assert model is not None
    bed.free(50)
    with caplog.at_level(logging.INFO):
        assert bed.ask() is None
    assert model.closed
    assert "model.gguf is dropped: only 50 MB of memory are free" in caplog.text


def test_memory_is_watched_while_nobody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.intent.general_residence._LOOK_S", 0.02)
    bed = Bed(tmp_path)
    model = bed.ask()
    assert model is not None
    time.sleep(0.1)
    assert not model.closed
    bed.free(50)
    assert eventually(lambda: model.closed)


def test_what_cannot_be_loaded_is_said_once_and_tried_again_when_the_file_changes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bed = Bed(tmp_path)
    bed.loads.broken = True
    assert [bed.ask(), bed.ask()] == [None, None]
    assert caplog.text.count("model.gguf: damaged; fetch it again; going on without it until the file changes") == 1
    bed.loads.broken = False
    assert bed.ask() is None
    bed.file.write_bytes(b"better")
    assert bed.ask() is not None
    bed.residence.drop()


def test_one_at_a_time(tmp_path: Path) -> None:
    bed, inside, most = Bed(tmp_path), [], []

    def work() -> None:
        with bed.borrowed():
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8
    assert len(bed.loads.models) == 1
    bed.residence.drop()


def test_nobody_waits_longer_than_the_limit(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    with pytest.raises(BrokenOffError), bed.borrowed(-1):
        pass
    assert not bed.residence.loaded
    with bed.borrowed():
        began = time.monotonic()
        with pytest.raises(BrokenOffError), bed.borrowed(0.1):
            pass
        assert 0.1 <= time.monotonic() - began < 1
    assert bed.ask() is not None
    bed.residence.drop()


def test_an_error_of_who_borrows_leaves_it_usable(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    with pytest.raises(ZeroDivisionError), bed.borrowed():
        _ = 1 / 0
    assert bed.ask() is not None
    bed.residence.drop()


def service(system: Path, limit: str, anonymous_mb: int) -> None:
    (system / "proc" / "self" / "cgroup").write_text("0::/system.slice/assistant.service\n")
    group = system / "sys" / "fs" / "cgroup" / "system.slice" / "assistant.service"
    group.mkdir(parents=True, exist_ok=True)
    (group / "memory.max").write_text(f"{limit}\n")
    (group / "memory.stat").write_text(f"file 900000000\nanon {anonymous_mb * MB}\nanon_thp 0\n")


def test_what_a_service_may_use_counts_as_well(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    service(tmp_path, str(300 * MB), 250)
    assert free_bytes(tmp_path) == 50 * MB
    assert bed.ask() is None
    service(tmp_path, "max", 250)
    assert free_bytes(tmp_path) == 1000 * MB
    service(tmp_path, str(3000 * MB), 250)
    assert free_bytes(tmp_path) == 1000 * MB


def test_free_memory_of_this_machine_and_of_one_that_does_not_tell(tmp_path: Path) -> None:
    assert MB < free_bytes() < 1 << 50
    assert free_bytes(tmp_path / "none") > 1 << 60
    (tmp_path / "proc").mkdir()
    for content in ("", "MemAvailable:", "MemAvailable: much kB"):
        (tmp_path / "proc" / "meminfo").write_text(content)
        assert free_bytes(tmp_path) > 1 << 60
