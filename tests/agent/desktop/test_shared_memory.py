"""Shared memory is writable, private to the user, and gone when both sides let go."""

from __future__ import annotations

from agent.desktop.shared_memory import SharedMemory


def test_what_is_written_is_there_and_the_end_is_quiet() -> None:
    memory = SharedMemory(8192)
    memory.view[8191] = 7
    assert memory.view[8191] == 7
    memory.forget_name()
    memory.close()
    memory.close()


def test_nothing_stays_in_the_system() -> None:
    memory = SharedMemory(4096)
    listed = f" {memory.identifier} "
    with open("/proc/sysvipc/shm") as table:
        assert listed in table.read()
    memory.forget_name()
    memory.close()
    with open("/proc/sysvipc/shm") as table:
        assert listed not in table.read()
