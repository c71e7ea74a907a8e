"""A piece of System V shared memory, as the X server's MIT-SHM extension wants it."""

import ctypes
from typing import Final

IPC_PRIVATE: Final = 0
IPC_CREAT: Final = 0o1000
IPC_RMID: Final = 0
OWNER_ONLY: Final = 0o600


class SharedMemory:
    """`view` is the memory, `identifier` what another process attaches by; only this user can."""

    def __init__(self, size: int) -> None:
        library = ctypes.CDLL(None, use_errno=True)
        library.shmat.restype = ctypes.c_void_p
        library.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
        library.shmdt.argtypes = [ctypes.c_void_p]
        library.shmget.argtypes = [ctypes.c_int, ctypes.c_size_t, ctypes.c_int]
        self._library = library
        self.identifier = int(library.shmget(IPC_PRIVATE, size, IPC_CREAT | OWNER_ONLY))
        if self.identifier < 0:
            raise OSError(ctypes.get_errno(), "no shared memory")
        address = library.shmat(self.identifier, None, 0)
        if address is None or address == ctypes.c_void_p(-1).value:
            self.forget_name()
            raise OSError(ctypes.get_errno(), "shared memory cannot be attached")
        self._address = int(address)
        self.view = memoryview((ctypes.c_ubyte * size).from_address(self._address)).cast("B")

    def forget_name(self) -> None:
        """Nobody else can attach any more; the system frees it when both sides have let go, even after a crash."""
        self._library.shmctl(self.identifier, IPC_RMID, None)

    def close(self) -> None:
        """Detach; no frame made from it may be read afterwards."""
        if self._address:
            self._library.shmdt(self._address)
            self._address = 0
