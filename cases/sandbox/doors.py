"""The doors that a sandboxed process closes behind itself before it reads a byte of what it was given."""

import ctypes
import os
import platform
import resource
import struct
from collections.abc import Mapping

CPU_S = 20
MEMORY = 1280 * 1024 * 1024
FILES = 16

ALLOWED: Mapping[str, tuple[int, int]] = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62), "mmap": (9, 222),
    "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "readv": (19, 65), "writev": (20, 66), "sched_yield": (24, 124), "mremap": (25, 216),
    "madvise": (28, 233), "nanosleep": (35, 101), "getpid": (39, 172), "exit": (60, 93), "uname": (63, 160),
    "gettimeofday": (96, 169), "getrusage": (98, 165), "sysinfo": (99, 179), "times": (100, 153), "sigaltstack": (131, 132),
    "gettid": (186, 178), "futex": (202, 98), "sched_getaffinity": (204, 123), "set_tid_address": (218, 96),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "exit_group": (231, 94),
    "tgkill": (234, 131), "set_robust_list": (273, 99), "getcpu": (309, 168), "getrandom": (318, 278), "membarrier": (324, 283),
    "rseq": (334, 293),
}  # fmt: skip
"""System calls by their numbers on x86-64 and on arm64. All others fail with EPERM."""
CLONE, CLONE3, PRLIMIT = (56, 220), (435, 435), (302, 261)
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Column of the table above, and the name that the kernel gives the architecture."""
CLONE_THREAD = 0x10000
X32 = 0x40000000

LOAD, EQUALS, AT_LEAST, HAS, ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE, UNKNOWN, KILL = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38, 0x80000000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT, THIRD_ARGUMENT = 0, 4, 16, 32
"""Where `struct seccomp_data` has them; of arguments the lower half."""

NEW_NS, NEW_UTS, NEW_IPC, NEW_USER, NEW_NET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
SET_DUMPABLE, SET_SECCOMP, SET_NO_NEW_PRIVS, FILTER = 4, 22, 38, 2
NOBODY = 65534

libc = ctypes.CDLL(None, use_errno=True)


def close_doors() -> list[str]:
    """Give up everything but the pipes; gives which of `namespaces` and `calls` hold now (limits always do)."""
    limit()
    libc.prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    holding = [*(["namespaces"] if leave_the_house() else []), *(["calls"] if filter_calls() else [])]
    libc.prctl(SET_DUMPABLE, 0, 0, 0, 0)
    return holding


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))


def leave_the_house() -> bool:
    """Into namespaces of its own: no network, an empty root that cannot be written, nobody's rights."""
    root = os.geteuid() == 0
    if libc.unshare(NEW_NS | NEW_UTS | NEW_IPC | NEW_NET | (0 if root else NEW_USER)):
        return False
    quiet = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC
    emptied = (
        not libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None)
        and not libc.mount(b"none", b"/tmp", b"tmpfs", quiet, b"size=4k")
        and not libc.chroot(b"/tmp")
    )
    os.chdir("/")
    if root:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    return bool(emptied)


def filter_calls() -> bool:
    """From here on, the kernel knows no other calls of this process than those in ALLOWED."""
    known = ARCHITECTURES.get(platform.machine())
    if known is None:
        return False
    program = b"".join(struct.pack("=HBBI", *step) for step in compose(*known))
    buffer = ctypes.create_string_buffer(program)

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))

    given = Program(len(program) // 8, ctypes.addressof(buffer))
    return bool(libc.prctl(SET_SECCOMP, FILTER, ctypes.byref(given), 0, 0) == 0)


def compose(column: int, architecture: int) -> list[tuple[int, int, int, int]]:
    """The filter as BPF steps (code, jump if true, jump if not, value); jumps are counted from the step after."""
    numbers = [each[column] for each in ALLOWED.values()]
    before = 15
    refuse = before + len(numbers)
    unknown, allow = refuse + 1, refuse + 2
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUALS, 1, 0, architecture),
        (ANSWER, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, X32),
        (ANSWER, 0, 0, REFUSE),
        # Another thread of this process, but no other process; limits may be looked at, not set.
        (EQUALS, 0, 3, CLONE[column]),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (HAS, allow - 9, 0, CLONE_THREAD),
        (ANSWER, 0, 0, REFUSE),
        (EQUALS, 0, 3, PRLIMIT[column]),
        (LOAD, 0, 0, THIRD_ARGUMENT),
        (EQUALS, allow - 13, 0, 0),
        (ANSWER, 0, 0, REFUSE),
        # Its flags lie in memory, where no filter reads: said not to exist, so that the C library takes the older call.
        (EQUALS, unknown - before, 0, CLONE3[column]),
    ]
    steps += [(EQUALS, allow - before - place - 1, 0, number) for place, number in enumerate(numbers)]
    return [*steps, (ANSWER, 0, 0, REFUSE), (ANSWER, 0, 0, UNKNOWN), (ANSWER, 0, 0, ALLOW)]
