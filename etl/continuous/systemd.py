"""Units of systemd that run the schedule."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

_UNITS = """\
# /etc/systemd/system/ludoteca-schedule.service
# DATABASE_URL, where it is set, belongs into /etc/ludoteca.env, for root's eyes only.
[Unit]
Description=Ludoteca: compute models and aggregates anew where that is due
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart={command}
User={user}
Environment={home}
EnvironmentFile=-/etc/ludoteca.env
Nice=10
SuccessExitStatus=143

# /etc/systemd/system/ludoteca-schedule.timer
[Unit]
Description=Ludoteca: look what is due

[Timer]
OnBootSec=5min
OnUnitInactiveSec={seconds}s

[Install]
WantedBy=timers.target
"""


def systemd_units(
    command: Sequence[str | Path], *, home: Path, user: str, every: dt.timedelta
) -> str:
    """Write a service that looks once and a timer that starts it, one after the other."""
    return _UNITS.format(
        command=" ".join(_quote_systemd_word(str(word)) for word in command),
        home=_quote_systemd_word(f"LUDOTECA_HOME={home}"),
        user=user,
        seconds=int(every.total_seconds()),
    )


def _quote_systemd_word(word: str) -> str:
    """Write a word as systemd reads it: % and $ are its own."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return escaped if escaped.isprintable() and " " not in escaped else f'"{escaped}"'
