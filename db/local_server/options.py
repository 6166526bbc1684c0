"""Settings of the local server, by the memory of the machine."""

import os
import shutil
import sys
from pathlib import Path

MB = 1024 * 1024
ASSUMED_MEMORY = 4096 * MB
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - not a temporary file: looked at, never written
SHARED_MEMORY_NEEDED = 512 * MB


def default_options(*, durable: bool) -> dict[str, str]:
    """Settings of a server that shares a person's machine with everything else on it.

    Args:
        durable: False gives up what a crash would cost, for databases made by tests.
    """
    memory = machine_memory()
    options = {
        # Who may come in: this machine only, with the password.
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        # Shown by ps, so that a person sees whose server it is.
        "cluster_name": "ludoteca",
        # Postgres' own cache, small: what answers need is hot, the system's file cache does the
        # rest, and on a machine of 512 MB the REST server wants to live too.
        "shared_buffers": _share(memory, part=8, least=64, most=128),
        # A hint for the planner: what the two caches may hold together.
        "effective_cache_size": _share(memory, part=2, least=512, most=16384),
        # Each sort or hash of a statement, before it goes to disk.
        "work_mem": _share(memory, part=128, least=8, most=64),
        # Building an index after a bulk load.
        "maintenance_work_mem": _share(memory, part=16, least=64, most=512),
        # Room for a bulk load between two checkpoints...
        "max_wal_size": "2GB",
        # ... which therefore come seldom.
        "checkpoint_timeout": "15min",
        # No replicas here: a COPY into a table of the same transaction writes no log at all.
        "wal_level": "minimal",
        # Required by wal_level=minimal.
        "max_wal_senders": "0",
        # Compiling costs more than it saves in answers of milliseconds.
        "jit": "off",
        # Today's disks read at random about as fast as in order.
        "random_page_cost": "1.1",
        # The same answers and messages on every machine.
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        # A small log: no line for each checkpoint.
        "log_checkpoints": "off",
        # When and who, for each line that is written.
        "log_line_prefix": "%m [%p] %q%u@%d ",
    }
    if _shared_memory_is_small():
        # Containers often have 64 MB of it, too little for parallel queries: use files instead.
        options["dynamic_shared_memory_type"] = "mmap"
    if not durable:
        # Nothing waits for the disk; after a crash the data are lost.
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return options


def machine_memory() -> int:
    """Bytes of memory that this machine, or the container we are in, has; a guess if unknown."""
    if sys.platform == "win32":
        return ASSUMED_MEMORY
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError):
        return ASSUMED_MEMORY
    for limit in ("memory.max", "memory/memory.limit_in_bytes"):
        try:
            memory = min(memory, int(Path("/sys/fs/cgroup", limit).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue  # no such file, or "max"
    return memory


def _share(memory: int, *, part: int, least: int, most: int) -> str:
    return f"{min(max(memory // part // MB, least), most)}MB"


def _shared_memory_is_small() -> bool:
    try:
        return shutil.disk_usage(SHARED_MEMORY).total < SHARED_MEMORY_NEEDED
    except OSError:
        return False  # no such folder: this platform has no such limit
