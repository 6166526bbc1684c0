"""Documents of streaming titles, people and platforms, as Postgres writes them."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Struct

from api.schemas import doc

TitleId: TypeAlias = Annotated[str, doc("The title's id, such as `as123`.")]
TitleName: TypeAlias = Annotated[str, doc("Its name.")]
PlatformName: TypeAlias = Annotated[str, doc("The platform that shows it.")]
Kind: TypeAlias = Literal["movie", "series"]
Year: TypeAlias = Annotated[int | None, doc("Year of its release.")]


class SimilarTitle(Struct):
    """A title that resembles another."""

    place: Annotated[int, doc("Place, from 1.")]
    title_id: TitleId
    platform: PlatformName
    kind: Kind
    name: TitleName
    release_year: Year
    score: Annotated[float, doc("How similar, from 0 to 1.")]


class SimilarTitles(Struct):
    """The titles most like one."""

    title_id: TitleId
    data: list[SimilarTitle]


class TitleCredit(Struct):
    """Somebody who made a title."""

    person_id: Annotated[int, doc("The person; a number of this database.")]
    person: Annotated[str, doc("The most frequent spelling of the name.")]
    role: Literal["actor", "director"]
    position: Annotated[int, doc("Place in the platform's list, from 1.")]
    spelling: Annotated[str, doc("The name as this title spells it.")]


class TitleCredits(Struct):
    """Who made a title."""

    title_id: TitleId
    data: Annotated[list[TitleCredit], doc("Directors, then the cast.")]


class Credit(Struct):
    """A title that names a person."""

    title_id: TitleId
    platform: PlatformName
    kind: Kind
    name: TitleName
    release_year: Year
    role: Literal["actor", "director"]
    position: Annotated[int, doc("Place in the platform's list, from 1.")]


class PersonDocument(Struct):
    """A person."""

    person_id: Annotated[int, doc("The person; a number of this database.")]
    name: Annotated[str, doc("The most frequent spelling of the name.")]
    titles_count: Annotated[int, doc("Titles that credit the person.")]
    acted_count: Annotated[int, doc("Those of them as actor.")]
    directed_count: Annotated[int, doc("Those of them as director.")]
    credits: Annotated[list[Credit], doc("Titles, years descending, then by id.")]


class LongestTitle(Struct):
    """The longest title of a platform and year, in a unit."""

    title_id: TitleId
    name: TitleName
    kind: Kind
    duration: Annotated[int, doc("How long it is, in the unit.")]


class MostCreditedActor(Struct):
    """Who acts in most titles of a platform and year."""

    person_id: Annotated[int, doc("The person.")]
    actor: Annotated[str, doc("The person's name.")]
    titles_count: Annotated[int, doc("Titles of the year with that person.")]


class PlatformYear(Struct):
    """What a platform shows of a release year."""

    release_year: Year
    titles_count: Annotated[int, doc("Titles.")]
    movies_count: Annotated[int, doc("Those of them that are movies.")]
    series_count: Annotated[int, doc("Those of them that are series.")]
    scored_count: Annotated[int, doc("Titles with a score.")]
    scored_movies_count: Annotated[int, doc("Movies with a score.")]
    longest_movie: Annotated[LongestTitle | None, doc("In minutes; null without any.")]
    most_seasons: Annotated[LongestTitle | None, doc("In seasons; null without any.")]
    most_credited_actor: Annotated[
        MostCreditedActor | None, doc("Null where the platform names no cast.")
    ]


class PlatformDocument(Struct):
    """A platform."""

    platform: Annotated[str, doc("The platform, in lower case.")]
    titles_count: Annotated[int, doc("Titles.")]
    movies_count: Annotated[int, doc("Those of them that are movies.")]
    series_count: Annotated[int, doc("Those of them that are series.")]
    scored_count: Annotated[int, doc("Titles with a score.")]
    years: Annotated[list[PlatformYear], doc("Release years, descending.")]
