"""Raw rows of the load or the model under way: UNLOGGED, without keys, emptied by each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Integer,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.models.base import CodePointText, Money, metadata

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine


def _column(name: str, of: TypeEngine[Any], comment: str, *, null: bool = False) -> Column[Any]:
    return Column(name, of, nullable=null, comment=comment)


def _staged(name: str, comment: str, *columns: Column[Any], place: bool = True) -> Table:
    where = (
        _column("file_number", SmallInteger(), "The file within the run, by name, from 1."),
        _column("line_number", Integer(), "Line in the file, from 1."),
    )
    return Table(
        name,
        metadata,
        *(where if place else ()),
        *columns,
        schema="staging",
        comment=comment,
        prefixes=["UNLOGGED"],
        # who fills them analyzes them; autovacuum would do it again in the middle
        postgresql_with={"autovacuum_enabled": False},
    )


staged_files = _staged(
    "files",
    "Files of the load under way; one row per file.",
    _column("file_number", SmallInteger(), "Place among the files, by name, from 1."),
    _column("name", Text(), "Name of the file, without its folder."),
    _column("kind", Text(), "'games', 'items' or 'reviews'."),
    _column("sha256", Text(), "SHA-256 of the file as it is on disk."),
    _column("byte_count", BigInteger(), "Size on disk, in bytes."),
    _column("counts", JSONB(), "Lines and records read, kept, refused."),
    place=False,
)

staged_games = _staged(
    "games",
    "Games as cleaned; one row per accepted line.",
    _column("game_id", BigInteger(), "The store's id."),
    _column("name", CodePointText, "Name in the store.", null=True),
    _column("url", Text(), "Page in the store.", null=True),
    _column("reviews_url", Text(), "Page of the community's reviews.", null=True),
    _column("released_on", Date(), "Release date, where it is a whole one.", null=True),
    _column("release_year", SmallInteger(), "Year found in release_text.", null=True),
    _column("release_text", Text(), "Release date as written.", null=True),
    _column("price_usd", Money, "Price in US dollars.", null=True),
    _column("price_text", Text(), "Price as written.", null=True),
    _column("discount_price_usd", Money, "Reduced price in US dollars.", null=True),
    _column("is_early_access", Boolean(), "Sold before it is finished.", null=True),
    _column("metascore", SmallInteger(), "Metacritic score, 0 to 100.", null=True),
    _column("store_sentiment", CodePointText, "The store's summary of reviews.", null=True),
)

staged_game_labels = _staged(
    "game_labels",
    "Genres, tags, specs and studios of staged games; one row per list of a line.",
    _column("kind", Text(), "'genre', 'tag', 'spec', 'developer' or 'publisher'."),
    _column("spellings", ARRAY(CodePointText), "The names as written, in their order."),
)

staged_users = _staged(
    "users",
    "Users as cleaned; one row per accepted line of a library or review file.",
    _column("user_id", CodePointText, "The user's public id."),
    _column("steam_id", BigInteger(), "64-bit account number.", null=True),
    _column("user_url", Text(), "Public profile page.", null=True),
    _column("has_library", Boolean(), "The line is of a library file."),
    _column("user_key", Integer(), "Key that a first load gave to the user.", null=True),
)

staged_items = _staged(
    "items",
    "Library items as cleaned; one row per accepted record.",
    _column("game_id", BigInteger(), "The game."),
    _column("playtime_minutes", Integer(), "Minutes played, in all."),
    _column("playtime_2weeks_minutes", Integer(), "Minutes of the last two weeks."),
    _column("position", Integer(), "Place in the library, from 1."),
)

staged_item_names = _staged(
    "item_names",
    "Names of games in libraries; one row per (game, name) and batch, to be added up.",
    _column("game_id", BigInteger(), "The game."),
    _column("name", CodePointText, "Its name in libraries, where it is readable.", null=True),
    _column("mention_count", BigInteger(), "Records that call it so."),
    place=False,
)

staged_reviews = _staged(
    "reviews",
    "Reviews as cleaned; one row per accepted record.",
    _column("record_number", Integer(), "Place in the list on the line, from 1."),
    _column("game_id", BigInteger(), "The game."),
    _column("posted_year", SmallInteger(), "Year of posting, where written.", null=True),
    _column("posted_month", SmallInteger(), "Month of posting."),
    _column("posted_day", SmallInteger(), "Day of posting."),
    _column("edited_year", SmallInteger(), "Year of the last edit, where written.", null=True),
    _column("edited_month", SmallInteger(), "Month of the last edit.", null=True),
    _column("edited_day", SmallInteger(), "Day of the last edit.", null=True),
    _column("is_recommended", Boolean(), "The user recommends the game."),
    _column("helpful_count", Integer(), "Readers who found it helpful."),
    _column("helpful_votes_count", Integer(), "Readers who voted on it."),
    _column("funny_count", Integer(), "Readers who found it funny."),
    _column("review", Text(), "Text of the review.", null=True),
    _column("polarity", Double(), "TextBlob polarity of the text.", null=True),
)

staged_rejects = _staged(
    "rejects",
    "Refused lines and records; one row per refused piece.",
    _column("record_number", Integer(), "Place in the list, from 1; 0 is the line itself."),
    _column("kind", Text(), "'line', 'game', 'user', 'item' or 'review'."),
    _column("reason", Text(), "Stable code of the reason."),
    _column("detail", Text(), "What was found and what would be right."),
    _column("raw", Text(), "The refused text, shortened."),
)

staged_labels = _staged(
    "labels",
    "The labels that count for each staged game; one row per (game, kind, name).",
    _column("game_id", BigInteger(), "The game."),
    _column("kind", Text(), "'genre', 'tag', 'spec', 'developer' or 'publisher'."),
    _column("position", SmallInteger(), "Place in the list, from 1."),
    _column("spelling", CodePointText, "The name as written."),
    _column("name_key", CodePointText, "The name in lower case."),
    place=False,
)

held_constraints = _staged(
    "held_constraints",
    "Keys and indexes taken off empty tables during a first load; one row per key or index.",
    _column("table_name", Text(), "The table, in schema core."),
    _column("name", Text(), "Name of the constraint or index."),
    _column("definition", Text(), "Its definition, as Postgres prints it."),
    place=False,
)

staged_recommendation_games = _staged(
    "recommendation_games",
    "Games of the model under way; one row per game.",
    _column("game_id", BigInteger(), "The game."),
    _column("owners_count", Integer(), "Libraries with it, of those learnt."),
    _column("popularity_rank", Integer(), "1 has the most owners."),
    _column("is_newcomer", Boolean(), "Has too few owners for weights of its own."),
    _column("own_bias", Integer(), "Added to its own score, in thousandths."),
    _column("play_bias", Integer(), "Added to its play score, in thousandths."),
    place=False,
)

staged_recommendation_weights = _staged(
    "recommendation_weights",
    "Weights of the model under way; one row per (game, other game).",
    _column("game_id", BigInteger(), "The game in the library."),
    _column("recommended_game_id", BigInteger(), "The game that it speaks for, or against."),
    _column("own_weight", SmallInteger(), "For owning it, in thousandths."),
    _column("play_weight", SmallInteger(), "For playing it, in thousandths."),
    place=False,
)

staged_newcomer_weights = _staged(
    "newcomer_weights",
    "Newcomer weights of the model under way; one row per (game, newcomer).",
    _column("game_id", BigInteger(), "The game in the library."),
    _column("recommended_game_id", BigInteger(), "The newcomer that it speaks for."),
    _column("weight", SmallInteger(), "How much, in thousandths."),
    place=False,
)

staged_recommendation_players = _staged(
    "recommendation_players",
    "Who has played a game, of the model under way; one row per game.",
    _column("game_id", BigInteger(), "The game."),
    _column("user_keys", ARRAY(Integer), "The users who have played it."),
    _column("weights", ARRAY(Integer), "What it weighs for each, in millionths."),
    place=False,
)

staged_game_similarities = _staged(
    "game_similarities",
    "Similar games of the model under way; one row per (game, rank).",
    _column("game_id", BigInteger(), "The game."),
    _column("rank", SmallInteger(), "Place, from 1 to 50."),
    _column("similar_game_id", BigInteger(), "The similar game."),
    _column("score", REAL(), "How similar, 0 to 1."),
    _column("players_share", REAL(), "Part of it due to common players."),
    _column("content_share", REAL(), "Part of it due to what they are."),
    place=False,
)

staged_price_model_features = _staged(
    "price_model_features",
    "What the price model under way reads; one row per feature.",
    _column("feature", SmallInteger(), "Its place in what the model reads, from 1."),
    _column("kind", Text(), "'genre', 'tag', 'spec', 'word' or 'number'."),
    _column("name", CodePointText, "The label, the word or the number."),
    _column("clue", Text(), "What must be known of a game to know it."),
    place=False,
)

staged_price_model_nodes = _staged(
    "price_model_nodes",
    "Trees of the price model under way; one row per (output, tree, node).",
    _column("output", Text(), "'price', 'low' or 'high'."),
    _column("tree", SmallInteger(), "The tree, from 0."),
    _column("node", SmallInteger(), "The node; 0 is the root."),
    _column("feature", SmallInteger(), "The feature that it asks for.", null=True),
    _column("threshold", Double(), "What it compares the feature with.", null=True),
    _column("lower_node", SmallInteger(), "Next up to the threshold.", null=True),
    _column("upper_node", SmallInteger(), "Next beyond it.", null=True),
    _column("missing_node", SmallInteger(), "Next where it is unknown.", null=True),
    _column("value", Double(), "US dollars that the tree adds here."),
    place=False,
)

staged_price_model_errors = _staged(
    "price_model_errors",
    "How far off the price model under way is; one row per combination of clues.",
    _column("clues_mask", SmallInteger(), "Which clues were given."),
    _column("games_count", Integer(), "Games that were foreseen."),
    _column("mae_usd", Double(), "Mean absolute error, in US dollars."),
    _column("rmse_usd", Double(), "Root mean squared error, in US dollars."),
    _column("margin_usd", Double(), "Added to both ends of the range."),
    place=False,
)

staged_price_predictions = _staged(
    "price_predictions",
    "Prices that the price model under way foresees; one row per game.",
    _column("game_id", BigInteger(), "The game."),
    _column("predicted_usd", Money, "The price foreseen, in US dollars."),
    _column("low_usd", Money, "Lower end of its range, in US dollars."),
    _column("high_usd", Money, "Upper end of its range, in US dollars."),
    _column("is_held_out", Boolean(), "Its own price was hidden from what foresaw it."),
    place=False,
)
