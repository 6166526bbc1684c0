"""Texts in the store's files where a date or a number belongs, and what each stands for."""

from __future__ import annotations

from typing import Final

RELEASES: Final[dict[str, int | None]] = {
    "Oct 2010": 2010,
    "Coming Soon": None,
    "Q1 2018": 2018,
    "15.01.2018": 2018,
    "2018年1月": 2018,
    "14 July": None,
    "2017-02-30": 2017,
    "Soon..": None,
    "2017": 2017,
    "Winter 2017": 2017,
    "First quarter of 2018": 2018,
    "Январь 2018": 2018,
    "21 Jun, 2017": 2017,
    "When it's done": None,
    "TBA": None,
    '"""Soon"""': None,
    "Coming Soon/Próximamente": None,
    "2018 [Now get free Pre Alpha]": 2018,
    "January 2019": 2019,
    "Early 2018": 2018,
}
PRICES: Final[dict[str, float | None]] = {
    "Starting at $499.00": 499.0,
    "Third-party": None,
    "Free To Play": 0.0,
    "Play for Free!": 0.0,
    "Free Demo": 0.0,
    "FREE": 0.0,
    "Install Now": None,
}
