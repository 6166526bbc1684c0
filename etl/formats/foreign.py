"""Known sets that are recognised by name and left out, with the reason."""

from collections.abc import Callable
from typing import Any, Final

from etl.formats.base import Foreign, Sample, has_fields

_STUDENT_DATES: Final = ("posted_year", "posted year", "year_posted", "posted")
_GENRES: Final = frozenset({"Action", "Adventure", "Casual", "Indie", "RPG", "Simulation"})
_YEAR_CHARACTERS: Final = 6  # '2015.0'
_EXCERPT: Final = "It has no ids of games or users that other sets share."


def _has_any_fields(*choices: tuple[str, ...]) -> Callable[[Sample], bool]:
    wanted = [frozenset(names) for names in choices]
    return lambda sample: any(names <= sample.fields for names in wanted)


def _answer_matcher(field: str) -> Callable[[Sample], bool]:
    """Make a fingerprint: an answer of the Web API with this field."""

    def matches(sample: Sample) -> bool:
        answer = sample.first("response")
        return isinstance(answer, dict) and field in answer

    return matches


def _is_waitlist(sample: Sample) -> bool:
    data = sample.first("data")
    return "version" in sample.fields and isinstance(data, list) and "plain" in (data or [{}])[0]


def _is_integer_pairs(sample: Sample) -> bool:
    return bool(sample.entries) and all(
        [str(value).isdigit() for value in _row_cells(entry.fields)] == [True, True]
        for entry in sample.entries
    )


def _row_cells(fields: dict[str, Any]) -> list[Any]:
    values = list(fields.values())
    return values[0].split() if len(values) == 1 and isinstance(values[0], str) else values


def _is_reviews_by_year(sample: Sample) -> bool:
    if "item_id" not in sample.fields or sample.fields.isdisjoint({"recommend", "recomend"}):
        return False
    found = next((sample.first(name) for name in _STUDENT_DATES if sample.first(name)), None)
    return "user_id" not in sample.fields or len(str(found)) <= _YEAR_CHARACTERS


def _has_row_by_genre(sample: Sample) -> bool:
    """Tell a table of games with a row for each genre: neighbours share their id."""
    if not sample.is_table or not {"id", "genres"} <= sample.fields:
        return False
    ids = [entry.fields.get("id") for entry in sample.entries]
    known = [one for one in ids if one not in (None, "")]
    return len(set(known)) < len(known)


FOREIGN: Final = (
    Foreign(
        "mcauley-bundles",
        "Bundles of the McAuley lab: bundle_data",
        "Bundles are neither games nor libraries.",
        has_fields("bundle_id", "bundle_final_price"),
    ),
    Foreign(
        "games-march-2025",
        "Steam games of March 2025 (artermiloff)",
        "No format reads it yet; FronkonGames' games.json holds the same fields.",
        has_fields("appid", "pct_pos_total"),
    ),
    Foreign(
        "nikdavis-side-files",
        "Side files of nik-davis: tags, media, requirements, descriptions, support",
        "steam.csv and steamspy_data.csv of the same set hold what is loaded.",
        lambda sample: (
            sample.is_table
            and (
                {"appid", "1980s"} <= sample.fields
                or ("steam_appid" in sample.fields and "genres" not in sample.fields)
            )
        ),
    ),
    Foreign(
        "reviews-2017",
        "Steam Reviews of 2017 (andrewmvd): dataset.csv",
        "Its reviews have neither users nor dates.",
        has_fields("review_text", "review_votes"),
    ),
    Foreign(
        "steam-recent-games",
        "Answer of the Steam Web API: GetRecentlyPlayedGames",
        "It holds two weeks only and would stand for a library; ask for GetOwnedGames.",
        _answer_matcher("total_count"),
    ),
    Foreign(
        "steam-player-summaries",
        "Answer of the Steam Web API: GetPlayerSummaries",
        "It tells of users but of none of their games.",
        _answer_matcher("players"),
    ),
    Foreign(
        "steam-app-list",
        "Answer of the Steam Web API: GetAppList",
        "It lists ids and names of all apps, tools and DLC too, and nothing else.",
        lambda sample: "applist" in sample.fields or _answer_matcher("apps")(sample),
    ),
    Foreign(
        "mulhod-reviews",
        "Reviews of eleven games (mulhod/steam_reviews)",
        "No format reads it yet.",
        has_fields("steam_id_number", "total_game_hours"),
    ),
    Foreign(
        "recbole-atomic",
        "Atomic files of RecBole",
        "Its user ids number names that several people share; load the set it was made from.",
        lambda sample: any(":token" in name or ":float" in name for name in sample.fields),
    ),
    Foreign(
        "sasrec-pairs",
        "Steam.txt of SASRec and BERT4Rec",
        f"Pairs of numbers given anew. {_EXCERPT}",
        _is_integer_pairs,
    ),
    Foreign(
        "student-reviews-by-year",
        "Reviews of course work with the year alone, or without users",
        "A review needs its user and its day; load the reviews it was made from.",
        _is_reviews_by_year,
    ),
    Foreign(
        "student-games-by-column",
        "Games of course work with a column for each genre",
        "Load the games file it was made from.",
        lambda sample: sample.is_table and len(_GENRES & sample.fields) > 1,
    ),
    Foreign(
        "student-games-by-genre",
        "Games of course work with a row for each genre",
        "Load the games file it was made from.",
        _has_row_by_genre,
    ),
    Foreign(
        "trolukovich-games",
        "Steam games complete dataset (trolukovich)",
        "No format reads it yet.",
        has_fields("desc_snippet", "all_reviews"),
    ),
    Foreign(
        "steam-insights",
        "steam-insights (NewbieIndieGameDev)",
        "Tables with escapes of MySQL that belong together; no format reads them yet.",
        _has_any_fields(
            ("app_id", "price_overview", "is_free"),
            ("app_id", "genre"),
            ("app_id", "category"),
            ("app_id", "tag"),
            ("app_id", "review_score_description"),
            ("app_id", "owners_range"),
        ),
    ),
    Foreign(
        "gaming-profiles-2025",
        "Gaming Profiles 2025 (artyomkruglov)",
        "Its libraries have no playtimes and its reviews no recommendation.",
        _has_any_fields(
            ("gameid", "title"),
            ("gameid", "usd"),
            ("playerid", "library"),
            ("playerid", "country"),
            ("playerid", "reviewid"),
        ),
    ),
    Foreign(
        "cse158-train",
        "train.json.gz of UCSD's course CSE 158",
        f"Ids of games and users are hashed. {_EXCERPT}",
        has_fields("userID", "gameID"),
    ),
    Foreign(
        "community-games-xml",
        "Games of a profile as XML",
        "Ask the Steam Web API for GetOwnedGames instead.",
        _has_any_fields(("gamesList",), ("steamID64",)),
    ),
    Foreign(
        "store-userdata",
        "userdata of the store",
        "It has ids of owned apps, but neither playtimes nor the user.",
        has_fields("rgOwnedApps"),
    ),
    Foreign("itad-waitlist", "Waitlist of IsThereAnyDeal", "Wishes are no library.", _is_waitlist),
    Foreign(
        "steam-dataset-2025",
        "Steam Dataset 2025 (Zenodo)",
        "No format reads it yet.",
        has_fields("author_steamid", "timestamp", "playtime_at_review"),
    ),
    Foreign(
        "games-features",
        "games-features.csv (CraigKelly)",
        "No format reads it yet.",
        has_fields("QueryID", "ResponseID"),
    ),
)
