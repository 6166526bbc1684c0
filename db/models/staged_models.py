"""Rows of the model under way, of recommendations or of prices, as those of a load in staging."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    Boolean,
    Double,
    Integer,
    SmallInteger,
    Text,
)

from db.models.base import CodePointText, Money
from db.models.staging import staged_column, staged_table

staged_recommendation_games = staged_table(
    "recommendation_games",
    "Games of the model under way; one row per game.",
    staged_column("game_id", BigInteger(), "The game."),
    staged_column("owners_count", Integer(), "Libraries with it, of those learnt."),
    staged_column("popularity_rank", Integer(), "1 has the most owners."),
    staged_column("is_newcomer", Boolean(), "Has too few owners for weights of its own."),
    staged_column("own_bias", Integer(), "Added to its own score, in thousandths."),
    staged_column("play_bias", Integer(), "Added to its play score, in thousandths."),
    place=False,
)

staged_recommendation_weights = staged_table(
    "recommendation_weights",
    "Weights of the model under way; one row per (game, other game).",
    staged_column("game_id", BigInteger(), "The game in the library."),
    staged_column("recommended_game_id", BigInteger(), "The game that it speaks for, or against."),
    staged_column("own_weight", SmallInteger(), "For owning it, in thousandths."),
    staged_column("play_weight", SmallInteger(), "For playing it, in thousandths."),
    place=False,
)

staged_newcomer_weights = staged_table(
    "newcomer_weights",
    "Newcomer weights of the model under way; one row per (game, newcomer).",
    staged_column("game_id", BigInteger(), "The game in the library."),
    staged_column("recommended_game_id", BigInteger(), "The newcomer that it speaks for."),
    staged_column("weight", SmallInteger(), "How much, in thousandths."),
    place=False,
)

staged_recommendation_players = staged_table(
    "recommendation_players",
    "Who has played a game, of the model under way; one row per game.",
    staged_column("game_id", BigInteger(), "The game."),
    staged_column("user_keys", ARRAY(Integer), "The users who have played it."),
    staged_column("weights", ARRAY(Integer), "What it weighs for each, in millionths."),
    place=False,
)

staged_game_similarities = staged_table(
    "game_similarities",
    "Similar games of the model under way; one row per (game, rank).",
    staged_column("game_id", BigInteger(), "The game."),
    staged_column("rank", SmallInteger(), "Place, from 1 to 50."),
    staged_column("similar_game_id", BigInteger(), "The similar game."),
    staged_column("score", REAL(), "How similar, 0 to 1."),
    staged_column("players_share", REAL(), "Part of it due to common players."),
    staged_column("content_share", REAL(), "Part of it due to what they are."),
    place=False,
)

staged_price_model_features = staged_table(
    "price_model_features",
    "What the price model under way reads; one row per feature.",
    staged_column("feature", SmallInteger(), "Its place in what the model reads, from 1."),
    staged_column("kind", Text(), "'genre', 'tag', 'spec', 'word' or 'number'."),
    staged_column("name", CodePointText, "The label, the word or the number."),
    staged_column("clue", Text(), "What must be known of a game to know it."),
    place=False,
)

staged_price_model_nodes = staged_table(
    "price_model_nodes",
    "Trees of the price model under way; one row per (output, tree, node).",
    staged_column("output", Text(), "'price', 'low' or 'high'."),
    staged_column("tree", SmallInteger(), "The tree, from 0."),
    staged_column("node", SmallInteger(), "The node; 0 is the root."),
    staged_column("feature", SmallInteger(), "The feature that it asks for.", null=True),
    staged_column("threshold", Double(), "What it compares the feature with.", null=True),
    staged_column("lower_node", SmallInteger(), "Next up to the threshold.", null=True),
    staged_column("upper_node", SmallInteger(), "Next beyond it.", null=True),
    staged_column("missing_node", SmallInteger(), "Next where it is unknown.", null=True),
    staged_column("value", Double(), "US dollars that the tree adds here."),
    place=False,
)

staged_price_model_errors = staged_table(
    "price_model_errors",
    "How far off the price model under way is; one row per combination of clues.",
    staged_column("clues_mask", SmallInteger(), "Which clues were given."),
    staged_column("games_count", Integer(), "Games that were foreseen."),
    staged_column("mae_usd", Double(), "Mean absolute error, in US dollars."),
    staged_column("rmse_usd", Double(), "Root mean squared error, in US dollars."),
    staged_column("margin_usd", Double(), "Added to both ends of the range."),
    place=False,
)

staged_price_predictions = staged_table(
    "price_predictions",
    "Prices that the price model under way foresees; one row per game.",
    staged_column("game_id", BigInteger(), "The game."),
    staged_column("predicted_usd", Money, "The price foreseen, in US dollars."),
    staged_column("low_usd", Money, "Lower end of its range, in US dollars."),
    staged_column("high_usd", Money, "Upper end of its range, in US dollars."),
    staged_column("is_held_out", Boolean(), "Its own price was hidden from what foresaw it."),
    place=False,
)
