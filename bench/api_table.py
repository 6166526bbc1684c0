"""What bench/api.py measured in; lines for a person out."""

import shutil
from collections.abc import Iterator
from typing import Any, Final

_LEFT: Final = 58


def client() -> str:
    """Name who asks."""
    return "wrk" if shutil.which("wrk") else "the bundled client"


def table(found: dict[str, Any]) -> Iterator[str]:
    """Lay the figures out; µs are processor time of the server for one request."""
    bare = found["bare"]
    yield f"Asked by {found['client']}; ratios are to a bare Litestar route in the same run."
    yield ""
    yield _head("bare route, by connections")
    for connections, load in bare.items():
        yield _row(f"  {connections}", load, bare["32"])
    for kind in ("first", "repeated"):
        yield ""
        yield _head(f"{kind} requests, 32 connections")
        for path, load in found[kind]["each"].items():
            yield from _rows(f"  {path}", load, bare["32"])
        ratios = sorted(found["ratios"][kind].values())
        yield f"  least ratio {ratios[0]:.2f}, median {ratios[len(ratios) // 2]:.2f}"
        for connections, load in found[kind]["by_connections"].items():
            yield _row(f"  one question, {connections} connections", load, bare[connections])
    for name, title in (("sql", "FastAPI + SQLAlchemy"), ("frames", "FastAPI + pandas")):
        yield ""
        rival = found["rivals"][name]
        if rival is None:
            yield f"{title}: not measured; it needs `pip install --group bench`"
            continue
        names = f"{'its own':>12}{'ours, first':>14}{'times':>8}"
        yield f"{title + ': processor time, µs':<{_LEFT}}{names}"
        for path, load in rival.items():
            ours = found["first"]["each"].get(path)
            if ours is not None:
                times = load["processor_each"] / ours["processor_each"]
                yield (
                    f"  {path:<{_LEFT - 2}}{load['processor_each'] * 1e6:>12.0f}"
                    f"{ours['processor_each'] * 1e6:>14.0f}{times:>8.1f}"
                )
    yield ""
    yield _head("mixture, names by Zipf's law, 32 connections")
    mixed = found["mixed"]
    yield _row("  from an empty cache", mixed["cold"], bare["32"])
    yield _row("  the same again", mixed["warm"], bare["32"])
    for load in mixed["while_a_load_publishes"]:
        yield _row("  while a load publishes", load, bare["32"])
    yield f"  that load took {mixed['load_seconds']:.1f} s and ended with {mixed['load_exit_code']}"


def _head(title: str) -> str:
    names = (
        f"{'req/s':>9}{'µs':>7}{'ratio':>7}{'p50 ms':>9}{'p99 ms':>9}{'p99/p50':>9}{'errors':>8}"
    )
    return f"{title:<{_LEFT}}{names}"


def _rows(name: str, load: dict[str, Any], floor: dict[str, Any]) -> Iterator[str]:
    yield _row(name, load, floor)
    if "paced_ratio" in load:
        yield f"    to the bare route asked at the same pace: {load['paced_ratio']:.2f}"


def _row(name: str, load: dict[str, Any], floor: dict[str, Any]) -> str:
    each = load["processor_each"]
    ratio = load.get("ratio") or (floor["processor_each"] / each if each else 0)
    return (
        f"{name[: _LEFT - 1]:<{_LEFT}}{load['per_second']:>9.0f}{each * 1e6:>7.0f}"
        f"{ratio:>7.2f}{load['p50'] * 1e3:>9.2f}{load['p99'] * 1e3:>9.2f}"
        f"{load['p99_to_p50'] or 0:>9.1f}{load['errors']:>8}"
    )
