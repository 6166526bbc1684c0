"""Viewers, what they will like, and why: the documents that Postgres writes."""

import datetime as dt
from typing import Annotated, Final, Literal, TypeAlias

from msgspec import UNSET, Struct, UnsetType

from api.schemas import field_meta

MOST_RECOMMENDED: Final = 100
MOST_STARS: Final = 5

ListModel: TypeAlias = Literal["hybrid", "title_pearson", "baseline"]
TasteModel: TypeAlias = Literal["hybrid", "title_pearson", "user_pearson", "baseline"]
ViewerId: TypeAlias = Annotated[int, field_meta("The viewer.")]
TitleId: TypeAlias = Annotated[str, field_meta("The title.")]
TitleName: TypeAlias = Annotated[str, field_meta("Its name.")]
RatingsCount: TypeAlias = Annotated[int, field_meta("Titles that the viewer rated.")]
Kind: TypeAlias = Annotated[Literal["movie", "series"], field_meta("What it is.")]
ReleaseYear: TypeAlias = Annotated[int | None, field_meta("Year of its release.")]
PredictedStars: TypeAlias = Annotated[
    float | None,
    field_meta("What the viewer will give, 0.5 to 5; null where nobody rated anything yet."),
]
AnsweredModel: TypeAlias = Annotated[
    TasteModel,
    field_meta(
        "The model that answered: `baseline`, which is mean and offsets alone, where the one asked "
        "for is not published, and for a viewer without ratings."
    ),
]


class TrainedTaste(Struct):
    """The published taste model."""

    model_id: Annotated[int, field_meta("The model.")]
    data_version: Annotated[int | None, field_meta("Version of the data that it learnt from.")]
    trained_at: Annotated[dt.datetime, field_meta("When its training ended.")]
    method: Annotated[
        Literal["hybrid", "baseline"],
        field_meta("`baseline` where nothing better could be learnt."),
    ]


Trained: TypeAlias = Annotated[
    TrainedTaste | None,
    field_meta("Where mean and offsets come from; null: from the ratings, nothing is trained yet."),
]


class Witness(Struct):
    """A rating that speaks for a prediction, or against it: the viewer's, or another's.

    With `user_pearson` it is another viewer's rating of the title, else the viewer's rating of
    another title.
    """

    stars: Annotated[float, field_meta("The stars given.")]
    weight: Annotated[float, field_meta("How alike the two viewers, or titles, are, up to 1.")]
    part_stars: Annotated[float, field_meta("Stars that it adds to the prediction.")]
    share: Annotated[
        float | None, field_meta("Its part in what all witnesses add or take away, 0 to 1.")
    ]
    title_id: Annotated[str, field_meta("The title that the viewer rated.")] | UnsetType = UNSET
    title: TitleName | UnsetType = UNSET
    viewer_id: Annotated[int, field_meta("The other viewer.")] | UnsetType = UNSET
    titles_count: (
        Annotated[int, field_meta("Other titles that both viewers rated.")] | UnsetType
    ) = UNSET


class ClusterPart(Struct):
    """What the title's cluster adds."""

    cluster: Annotated[int, field_meta("The cluster of like titles.")]
    terms: Annotated[list[str], field_meta("What marks it most.")]
    ratings_count: Annotated[int, field_meta("Other titles of it that the viewer rated.")]
    part_stars: Annotated[float, field_meta("Stars that it adds to the prediction.")]


Reasons: TypeAlias = Annotated[list[Witness], field_meta("Up to three that say most.")]
Cluster: TypeAlias = Annotated[
    ClusterPart | None, field_meta("What the title's cluster adds; null with other models.")
]


class Parts(Struct):
    """The sum that a prediction is, before it is brought within 0.5 and 5."""

    mean_stars: Annotated[float | None, field_meta("Mean of all ratings.")]
    viewer_stars: Annotated[float, field_meta("What the viewer gives beyond it.")]
    title_stars: Annotated[float, field_meta("What the title gets beyond it.")]
    witnesses_stars: Annotated[float, field_meta("What all witnesses add.")]
    cluster_stars: Annotated[float, field_meta("What the title's cluster adds.")]


class Prediction(Struct):
    """What a viewer will think of a title."""

    viewer_id: ViewerId
    title_id: TitleId
    title: TitleName
    model: AnsweredModel
    predicted_stars: PredictedStars
    threshold: Annotated[float, field_meta("What it must exceed to be recommended.")]
    is_recommended: Annotated[bool, field_meta("Whether it does.")]
    rated_stars: Annotated[
        float | None, field_meta("What the viewer gave it; the prediction does not use that.")
    ]
    ratings_count: RatingsCount
    parts: Parts
    reasons: Reasons
    cluster: Cluster
    trained: Trained


class RecommendedTitle(Struct):
    """A title that a viewer may like."""

    place: Annotated[int, field_meta("Place, from 1.")]
    title_id: TitleId
    title: TitleName
    kind: Kind
    release_year: ReleaseYear
    predicted_stars: PredictedStars
    reasons: Reasons
    cluster: Cluster


class RecommendedTitles(Struct):
    """Titles that a viewer may like."""

    viewer_id: ViewerId
    model: AnsweredModel
    trained: Trained
    data: list[RecommendedTitle]


class LatestRating(Struct):
    """A rating."""

    title_id: TitleId
    title: TitleName
    stars: Annotated[float, field_meta("0.5 to 5, in halves.")]
    rated_at: Annotated[dt.datetime, field_meta("When it was given.")]


class GenreTaste(Struct):
    """What a viewer thinks of a genre."""

    genre: Annotated[str, field_meta("The genre, common to all platforms.")]
    ratings_count: Annotated[int, field_meta("Titles of it that the viewer rated.")]
    mean_stars: Annotated[float, field_meta("Mean of the stars given.")]
    residual_stars: Annotated[
        float, field_meta("Mean of what they have beyond what viewer and title make expect.")
    ]


class Viewer(Struct):
    """A viewer, by what was rated."""

    viewer_id: ViewerId
    ratings_count: RatingsCount
    mean_stars: Annotated[float | None, field_meta("Mean of the stars; null without ratings.")]
    offset_stars: Annotated[
        float,
        field_meta("Stars given beyond what the titles usually get, drawn to 0 by few ratings."),
    ]
    model: Annotated[TasteModel, field_meta("The model that predicts where none is asked for.")]
    latest: Annotated[list[LatestRating], field_meta("The ten newest ratings.")]
    genres: Annotated[list[GenreTaste], field_meta("By how often they were rated.")]
