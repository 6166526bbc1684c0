"""Rows of the model under way: those of its tables in core, before it has an id, without keys."""

from sqlalchemy import REAL, BigInteger, Integer, SmallInteger, Table

from db.models.base import columns_like, required_column
from db.models.prices import (
    price_combinations,
    price_model_bands,
    price_model_errors,
    price_model_features,
    price_model_nodes,
    price_predictions,
)
from db.models.recommendations import (
    game_variants,
    newcomer_weights,
    recommendation_games,
    recommendation_players,
    recommendation_weights,
)
from db.models.staging import staged_table
from db.models.tastes import (
    clusters,
    hidden_ratings,
    title_clusters,
    title_offsets,
    title_weights,
    viewer_offsets,
)

_COMPUTED = {"model_id", "players_count"}
"""Columns that publishing fills in."""


def _staged_copy_table(table: Table, comment: str, **comments: str) -> Table:
    """Describe the staged rows of a table; some of its columns have another comment."""
    columns = columns_like(table, without=_COMPUTED, **comments)
    return staged_table(table.name, comment, *columns, place=False)


staged_recommendation_games = _staged_copy_table(
    recommendation_games,
    "Games of the model under way; one row per game.",
    is_newcomer="Has too few owners for weights of its own.",
)
staged_recommendation_weights = _staged_copy_table(
    recommendation_weights, "Weights of the model under way; one row per (game, other game)."
)
staged_newcomer_weights = _staged_copy_table(
    newcomer_weights, "Newcomer weights of the model under way; one row per (game, newcomer)."
)
staged_game_variants = _staged_copy_table(
    game_variants, "Variants and series of the model under way; one row per game."
)
staged_recommendation_players = _staged_copy_table(
    recommendation_players,
    "Who has played a game, of the model under way; one row per game.",
    weights="What it weighs for each, in millionths.",
)
staged_game_similarities = staged_table(
    "game_similarities",
    "Similar games of the model under way; one row per (game, rank).",
    required_column("game_id", BigInteger(), "The game."),
    required_column("rank", SmallInteger(), "Place, from 1 to 50."),
    required_column("similar_game_id", BigInteger(), "The similar game."),
    required_column("score", REAL(), "How similar, 0 to 1."),
    required_column("players_share", REAL(), "Part of it due to common players."),
    required_column("content_share", REAL(), "Part of it due to what they are."),
    place=False,
)
staged_title_similarities = staged_table(
    "title_similarities",
    "Similar titles, as they are computed; one row per (title, rank).",
    required_column("title_key", Integer(), "The title."),
    required_column("rank", SmallInteger(), "Place, from 1."),
    required_column("similar_title_key", Integer(), "The similar title."),
    required_column("score", REAL(), "How similar, 0 to 1."),
    place=False,
)
staged_price_model_features = _staged_copy_table(
    price_model_features,
    "What the price model under way reads; one row per feature.",
    kind="'genre', 'tag', 'spec', 'word' or 'number'.",
)
staged_price_model_nodes = _staged_copy_table(
    price_model_nodes,
    "Trees of the price model under way; one row per (output, tree, node).",
    output="'price', 'low' or 'high'.",
    feature="The feature that it asks for.",
    threshold="What it compares the feature with.",
    lower_node="Next up to the threshold.",
    upper_node="Next beyond it.",
    missing_node="Next where it is unknown.",
    value="US dollars that the tree adds here.",
)
staged_price_model_errors = _staged_copy_table(
    price_model_errors,
    "How far off the price model under way is; one row per combination of clues.",
    clues_mask="Which clues were given.",
    margin_usd="Added to both ends of the range.",
)
staged_price_model_bands = _staged_copy_table(
    price_model_bands, "Ranges of the price model under way; one row per (clues, band)."
)
staged_price_combinations = _staged_copy_table(
    price_combinations, "Combinations of the price model under way; one row per combination."
)
staged_price_predictions = _staged_copy_table(
    price_predictions,
    "Prices that the price model under way foresees; one row per game.",
    is_held_out="Its own price was hidden from what foresaw it.",
)
staged_title_offsets = _staged_copy_table(
    title_offsets, "Offsets of titles of the taste model under way; one row per title."
)
staged_hidden_ratings = _staged_copy_table(
    hidden_ratings, "Hidden ratings as the taste model under way foresaw them; one row per rating."
)
staged_viewer_offsets = _staged_copy_table(
    viewer_offsets, "Offsets of viewers of the taste model under way; one row per viewer."
)
staged_title_weights = _staged_copy_table(
    title_weights, "Title weights of the taste model under way; one row per (title, other title)."
)
staged_clusters = _staged_copy_table(
    clusters, "Clusters of the taste model under way; one row per cluster."
)
staged_title_clusters = _staged_copy_table(
    title_clusters, "Clusters of titles of the taste model under way; one row per title."
)
