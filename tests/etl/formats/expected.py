"""Rows of the staging tables that the examples of the registry become, without their place."""

import datetime as dt
from decimal import Decimal
from typing import Final

EXPECTED: Final[dict[str, dict[str, list[dict[str, object]]]]] = {
    "steam-owned-games": {
        "items": [
            {"game_id": 99000010, "playtime_minutes": 24973, "playtime_2weeks_minutes": 39},
            {"game_id": 99000020, "playtime_minutes": 0, "playtime_2weeks_minutes": 0},
        ],
        "users": [
            {"user_id": "76561190000000001", "steam_id": 76561190000000001, "has_library": True},
        ],
    },
    "store-appreviews": {
        "items": [
            {"game_id": 99000010, "playtime_minutes": 1909, "playtime_2weeks_minutes": 0},
        ],
        "reviews": [
            {
                "game_id": 99000010,
                "posted_year": 2024,
                "posted_month": 9,
                "posted_day": 30,
                "is_recommended": True,
                "helpful_count": 3,
                "funny_count": 1,
                "review": "calm",
            },
        ],
        "users": [
            {"user_id": "76561190000000001", "steam_id": 76561190000000001, "has_library": True},
        ],
    },
    "store-appreviews-lines": {
        "items": [
            {"game_id": 99000010, "playtime_minutes": 1909, "playtime_2weeks_minutes": 0},
        ],
        "reviews": [
            {
                "game_id": 99000010,
                "posted_year": 2024,
                "posted_month": 9,
                "posted_day": 30,
                "is_recommended": True,
                "helpful_count": 3,
                "funny_count": 1,
                "review": "calm",
            },
        ],
        "users": [
            {"user_id": "76561190000000001", "steam_id": 76561190000000001, "has_library": True},
        ],
    },
    "store-appreviews-table": {
        "items": [
            {"game_id": 99000010, "playtime_minutes": 1909, "playtime_2weeks_minutes": 0},
        ],
        "reviews": [
            {
                "game_id": 99000010,
                "posted_year": 2024,
                "posted_month": 9,
                "posted_day": 30,
                "edited_year": 2024,
                "edited_month": 10,
                "edited_day": 1,
                "is_recommended": True,
                "helpful_count": 3,
                "funny_count": 1,
                "review": "calm",
            },
        ],
        "users": [
            {"user_id": "76561190000000001", "steam_id": 76561190000000001, "has_library": True},
        ],
    },
    "store-appdetails": {
        "game_labels": [
            {"kind": "genre", "spellings": ["Casual"]},
            {"kind": "spec", "spellings": ["Single-player"]},
            {"kind": "developer", "spellings": ["Fen Works, Inc."]},
        ],
        "games": [
            {
                "game_id": 99000010,
                "name": "Paper Harbour",
                "released_on": dt.date(2016, 3, 9),
                "release_year": 2016,
                "release_text": "Mar 9, 2016",
                "price_usd": Decimal("4.99"),
                "price_text": "4.99",
                "discount_price_usd": Decimal("2.49"),
                "is_early_access": False,
                "metascore": 71,
            },
        ],
    },
    "nikdavis-app-data": {
        "game_labels": [
            {"kind": "genre", "spellings": ["Casual"]},
            {"kind": "spec", "spellings": ["Single-player"]},
            {"kind": "developer", "spellings": ["Quiet Kiln"]},
        ],
        "games": [
            {
                "game_id": 99000010,
                "name": "Paper Harbour",
                "released_on": dt.date(2016, 3, 9),
                "release_year": 2016,
                "release_text": "9 Mar, 2016",
                "price_text": "3.99 GBP",
                "is_early_access": False,
                "metascore": 71,
            },
        ],
    },
    "fronkongames-json": {
        "game_labels": [
            {"kind": "genre", "spellings": ["Casual", "Early Access"]},
            {"kind": "tag", "spellings": ["Indie", "Casual"]},
            {"kind": "spec", "spellings": ["Single-player"]},
            {"kind": "developer", "spellings": ["Fen Works, Inc.", "Moss"]},
        ],
        "games": [
            {
                "game_id": 99000010,
                "name": "Paper Harbour",
                "released_on": dt.date(2016, 3, 9),
                "release_year": 2016,
                "release_text": "Mar 9, 2016",
                "price_usd": Decimal("4.99"),
                "price_text": "4.99",
                "is_early_access": True,
                "metascore": 71,
            },
        ],
    },
    "fronkongames-csv": {
        "game_labels": [
            {"kind": "genre", "spellings": ["Casual", "Indie"]},
            {"kind": "tag", "spellings": ["Indie", "Casual"]},
            {"kind": "spec", "spellings": ["Single-player"]},
            {"kind": "developer", "spellings": ["Fen Works, Inc.", "Moss"]},
        ],
        "games": [
            {
                "game_id": 99000010,
                "name": "Paper Harbour",
                "released_on": dt.date(2016, 3, 9),
                "release_year": 2016,
                "release_text": "Mar 9, 2016",
                "price_usd": Decimal("4.99"),
                "price_text": "4.99",
                "is_early_access": False,
                "metascore": 71,
            },
        ],
    },
    "steamspy": {
        "game_labels": [
            {"kind": "genre", "spellings": ["Casual", "Indie"]},
            {"kind": "tag", "spellings": ["Indie", "Casual"]},
            {"kind": "developer", "spellings": ["Quiet Kiln"]},
            {"kind": "publisher", "spellings": ["Quiet Kiln"]},
        ],
        "games": [
            {
                "game_id": 99000010,
                "name": "Paper Harbour",
                "price_usd": Decimal("4.99"),
                "price_text": "4.99",
                "discount_price_usd": Decimal("2.49"),
                "is_early_access": False,
            },
        ],
    },
    "nikdavis-steamspy": {
        "game_labels": [
            {"kind": "genre", "spellings": ["Casual", "Indie"]},
            {"kind": "tag", "spellings": ["Indie", "Casual"]},
            {"kind": "developer", "spellings": ["Quiet Kiln"]},
        ],
        "games": [
            {
                "game_id": 99000010,
                "name": "Paper Harbour",
                "price_usd": Decimal("4.99"),
                "price_text": "4.99",
                "is_early_access": False,
            },
        ],
    },
    "nikdavis-steam": {
        "game_labels": [
            {"kind": "genre", "spellings": ["Casual", "Early Access"]},
            {"kind": "tag", "spellings": ["Indie", "Casual"]},
            {"kind": "spec", "spellings": ["Single-player"]},
            {"kind": "developer", "spellings": ["Fen Works, Inc.", "Moss"]},
            {"kind": "publisher", "spellings": ["Moss"]},
        ],
        "games": [
            {
                "game_id": 99000010,
                "name": "Paper Harbour",
                "released_on": dt.date(2016, 3, 9),
                "release_year": 2016,
                "release_text": "2016-03-09",
                "price_text": "3.99 GBP",
                "is_early_access": True,
            },
        ],
    },
    "game-recommendations-games": {
        "games": [
            {
                "game_id": 99000010,
                "name": "Paper Harbour",
                "released_on": dt.date(2016, 3, 9),
                "release_year": 2016,
                "release_text": "2016-03-09",
                "price_usd": Decimal("4.99"),
                "price_text": "4.99",
                "discount_price_usd": Decimal("2.49"),
                "store_sentiment": "Very Positive",
            },
        ],
    },
    "game-recommendations-metadata": {
        "game_labels": [
            {"kind": "tag", "spellings": ["Indie", "Casual"]},
        ],
        "games": [
            {"game_id": 99000010},
        ],
    },
    "game-recommendations-users": {
        "users": [
            {"user_id": "game-recommendations-on-steam:51", "has_library": False},
        ],
    },
    "game-recommendations-recommendations": {
        "items": [
            {"game_id": 99000010, "playtime_minutes": 2178, "playtime_2weeks_minutes": 0},
        ],
        "reviews": [
            {
                "game_id": 99000010,
                "posted_year": 2022,
                "posted_month": 12,
                "posted_day": 12,
                "is_recommended": True,
                "helpful_count": 4,
                "funny_count": 0,
            },
        ],
        "users": [
            {"user_id": "game-recommendations-on-steam:51", "has_library": True},
        ],
    },
    "mcauley-reviews-v2": {
        "items": [
            {"game_id": 99000010, "playtime_minutes": 18, "playtime_2weeks_minutes": 0},
        ],
        "users": [
            {"user_id": "76561190000000001", "steam_id": 76561190000000001, "has_library": True},
        ],
    },
    "prncc-reviews": {
        "items": [
            {"game_id": 99000010, "playtime_minutes": 24, "playtime_2weeks_minutes": 0},
        ],
        "reviews": [
            {
                "game_id": 99000010,
                "posted_year": 2017,
                "posted_month": 5,
                "posted_day": 30,
                "is_recommended": True,
                "helpful_count": 12,
                "helpful_votes_count": 15,
                "funny_count": 0,
                "review": "calm",
            },
        ],
        "users": [
            {"user_id": "76561190000000001", "steam_id": 76561190000000001, "has_library": True},
        ],
    },
    "steam-200k": {
        "items": [
            {"game_id": 99000010, "playtime_minutes": 0, "playtime_2weeks_minutes": 0},
            {"game_id": 99000010, "playtime_minutes": 150, "playtime_2weeks_minutes": 0},
        ],
        "users": [
            {"user_id": "steam-200k:151600000", "has_library": True},
        ],
    },
    "official-items": {
        "items": [
            {"game_id": 99000010, "playtime_minutes": 375, "playtime_2weeks_minutes": 0},
        ],
        "users": [
            {
                "user_id": "invented_one",
                "steam_id": 76561190000000001,
                "user_url": "http://steamcommunity.com/id/invented_one",
                "has_library": True,
            },
        ],
    },
    "official-reviews": {
        "reviews": [
            {
                "game_id": 99000010,
                "posted_year": 2015,
                "posted_month": 3,
                "posted_day": 20,
                "is_recommended": True,
                "helpful_count": 2,
                "helpful_votes_count": 3,
                "funny_count": 0,
                "review": "A calm little game, very nice.",
            },
        ],
        "users": [
            {
                "user_id": "invented_one",
                "user_url": "http://steamcommunity.com/id/invented_one",
                "has_library": False,
            },
        ],
    },
    "official-games": {
        "game_labels": [
            {"kind": "genre", "spellings": ["Casual", "Indie"]},
            {"kind": "developer", "spellings": ["Quiet Kiln"]},
            {"kind": "tag", "spellings": ["Adventure"]},
        ],
        "games": [
            {
                "game_id": 99000010,
                "name": "Paper Harbour",
                "released_on": dt.date(2016, 3, 9),
                "release_year": 2016,
                "release_text": "2016-03-09",
                "price_usd": Decimal("4.99"),
                "price_text": "4.99",
                "is_early_access": False,
                "metascore": 71,
                "store_sentiment": "Mostly Positive",
            },
            {
                "game_id": 99000020,
                "name": "Robot's Tea",
                "price_usd": Decimal("0.00"),
                "price_text": "Free To Play",
            },
        ],
    },
    "flat-items": {
        "items": [
            {"game_id": 99000010, "playtime_minutes": 375, "playtime_2weeks_minutes": 0},
        ],
        "users": [
            {"user_id": "invented_one", "has_library": True},
        ],
    },
    "flat-reviews": {
        "reviews": [
            {
                "game_id": 99000010,
                "posted_year": 2015,
                "posted_month": 3,
                "posted_day": 20,
                "is_recommended": True,
            },
        ],
        "users": [
            {"user_id": "invented_one", "has_library": False},
        ],
    },
    "flat-games": {
        "game_labels": [
            {"kind": "genre", "spellings": ["Casual", "Indie"]},
            {"kind": "developer", "spellings": ["Quiet Kiln"]},
        ],
        "games": [
            {
                "game_id": 99000010,
                "name": "Paper Harbour",
                "release_year": 2016,
                "release_text": "2016.0",
                "price_usd": Decimal("4.99"),
                "price_text": "4.99",
            },
        ],
    },
    "streaming-titles": {
        "titles": [
            {
                "title_id": "hs1",
                "platform": "hulu",
                "kind": "movie",
                "name": "Paper Harbour",
                "release_year": 2015,
                "added_on": dt.date(2016, 3, 9),
                "duration": 94,
                "duration_unit": "minute",
                "audience_rating": "PG",
                "description": 'A calm, "small" film by the sea.',
                "duration_text": "94 min",
                "rating_text": "PG",
                "directors": ["Ada Fen"],
                "actors": ["Bo Quay", "Cy Marsh, Jr."],
                "countries": ["Australia"],
                "categories": ["Drama", "Family"],
            },
            {
                "title_id": "hs2",
                "platform": "hulu",
                "kind": "series",
                "name": "Quiet Kiln",
                "release_year": 2016,
                "duration": 2,
                "duration_unit": "season",
                "description": "Pots.",
                "duration_text": "2 Seasons",
                "actors": ["Bo Quay"],
                "categories": ["Drama"],
            },
        ],
    },
    "title-ratings": {
        "ratings": [
            {
                "viewer_id": 7,
                "platform_id": 8,
                "show_number": 1,
                "half_stars": 9,
                "rated_at": 479_256_729_000_000,
            },
            {
                "viewer_id": 7,
                "platform_id": 1,
                "show_number": 20,
                "half_stars": 1,
                "rated_at": 479_256_730_000_000,
            },
        ],
    },
    "title-scores": {
        "scores": [
            {"title_id": "hs1", "score": 3.5493},
            {"title_id": "hs2", "score": 3.6061},
        ],
    },
}
