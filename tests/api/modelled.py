"""A loaded database in; the same with a small model published, made of the games that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.sql.modelled import (
    Model,
    Row,
    known,
    newcomer,
    players,
    publish_model,
    similar,
    weight,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import URL

NEWCOMERS = 20
WEIGHED = 120
SPAN = 12
LISTED = 50

PLAYERS = """
    with
    played as (
        select
            user_key,
            game_id,
            api.library_weight('play', playtime_minutes) as weight
        from core.items
        where playtime_minutes > 0
    ),
    lengths as (
        select user_key, sqrt(sum(weight * weight)) as length
        from played
        group by user_key
    )
    select
        game_id,
        json_agg(
            json_build_array(user_key, round(1000000 * weight / length)::integer)
            order by user_key
        ) as players
    from played
    inner join lengths using (user_key)
    group by game_id
"""


def publish_small_model(url: URL) -> int:
    """Publish a model that knows every owned game, and lists for every game of the catalogue."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        owned = connection.scalars(
            text("select game_id from api.game_details where owners_count > 0 order by 1")
        ).all()
        listed = connection.scalars(
            text("select game_id from api.games where is_in_catalogue order by 1")
        ).all()
        played = connection.execute(text(PLAYERS)).all()
        model_id = publish_model(
            connection, small_model(owned, listed, [players(one, *who) for one, who in played])
        )
    engine.dispose()
    return model_id


def small_model(owned: Sequence[int], listed: Sequence[int], played: Sequence[Row]) -> Model:
    """Let each owned game speak for those that follow it, and against the one before it."""
    new = owned[-NEWCOMERS:]
    old = owned[:-NEWCOMERS]
    weighed = old[:WEIGHED]
    return Model(
        games=[
            known(game_id, rank, owners=1000 - rank, newcomer=game_id in new, play_bias=rank % 3)
            for rank, game_id in enumerate(owned, start=1)
        ],
        weights=[
            weight(
                game_id,
                weighed[(place + step) % len(weighed)],
                -200 if step < 0 else 700 - 50 * step,
                -300 if step < 0 else 50 * step,
            )
            for place, game_id in enumerate(weighed)
            for step in (-1, *range(1, SPAN))
        ],
        newcomers=[
            newcomer(game_id, other, 1 + (place * 7 + number) % 90)
            for place, game_id in enumerate(weighed)
            for number, other in enumerate(new)
        ],
        players=played,
        similarities=[
            row
            for place, game_id in enumerate(listed)
            for row in similar(
                game_id,
                *(
                    (listed[(place + step) % len(listed)], round(1 - step / 60, 3))
                    for step in range(1, min(LISTED, len(listed) - 1) + 1)
                ),
                players=0.25,
            )
        ],
    )
