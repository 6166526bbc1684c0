"""Viewers, what they will like, and why: the documents that Postgres writes."""

import datetime as dt
from typing import Annotated, Final, Literal, TypeAlias

from msgspec import UNSET, Struct, UnsetType

from api.schemas import doc

MOST_RECOMMENDED: Final = 100
MOST_STARS: Final = 5

ListModel: TypeAlias = Literal["hybrid", "title_pearson", "baseline"]
TasteModel: TypeAlias = Literal["hybrid", "title_pearson", "user_pearson", "baseline"]
ViewerId: TypeAlias = Annotated[int, doc("The viewer.")]
TitleId: TypeAlias = Annotated[str, doc("The title.")]
TitleName: TypeAlias = Annotated[str, doc("Its name.")]
RatingsCount: TypeAlias = Annotated[int, doc("Titles that the viewer rated.")]
Kind: TypeAlias = Annotated[Literal["movie", "series"], doc("What it is.")]
ReleaseYear: TypeAlias = Annotated[int | None, doc("Year of its release.")]
PredictedStars: TypeAlias = Annotated[
    float | None,
    doc("What the viewer will give, 0.5 to 5; null where nobody rated anything yet."),
]
AnsweredModel: TypeAlias = Annotated[
    TasteModel,
    doc(
        "The model that answered: `baseline`, which is mean and offsets alone, where the one asked "
        "for is not published, and for a viewer without ratings."
    ),
]


class TrainedTaste(Struct):
    """The published taste model."""

    model_id: Annotated[int, doc("The model.")]
    data_version: Annotated[int | None, doc("Version of the data that it learnt from.")]
    trained_at: Annotated[dt.datetime, doc("When its training ended.")]
    method: Annotated[
        Literal["hybrid", "baseline"],
        doc("`baseline` where nothing better could be learnt."),
    ]


Trained: TypeAlias = Annotated[
    TrainedTaste | None,
    doc("Where mean and offsets come from; null: from the ratings, nothing is trained yet."),
]


class Witness(Struct):
    """A rating that speaks for a prediction, or against it: the viewer's, or another's.

    With `user_pearson` it is another viewer's rating of the title, else the viewer's rating of
    another title.
    """

    stars: Annotated[float, doc("The stars given.")]
    weight: Annotated[float, doc("How alike the two viewers, or titles, are, up to 1.")]
    part_stars: Annotated[float, doc("Stars that it adds to the prediction.")]
    share: Annotated[float | None, doc("Its part in what all witnesses add or take away, 0 to 1.")]
    title_id: Annotated[str, doc("The title that the viewer rated.")] | UnsetType = UNSET
    title: TitleName | UnsetType = UNSET
    viewer_id: Annotated[int, doc("The other viewer.")] | UnsetType = UNSET
    titles_count: Annotated[int, doc("Other titles that both viewers rated.")] | UnsetType = UNSET


class ClusterPart(Struct):
    """What the title's cluster adds."""

    cluster: Annotated[int, doc("The cluster of like titles.")]
    terms: Annotated[list[str], doc("What marks it most.")]
    ratings_count: Annotated[int, doc("Other titles of it that the viewer rated.")]
    part_stars: Annotated[float, doc("Stars that it adds to the prediction.")]


Reasons: TypeAlias = Annotated[list[Witness], doc("Up to three that say most.")]
Cluster: TypeAlias = Annotated[
    ClusterPart | None, doc("What the title's cluster adds; null with other models.")
]


class Parts(Struct):
    """The sum that a prediction is, before it is brought within 0.5 and 5."""

    mean_stars: Annotated[float | None, doc("Mean of all ratings.")]
    viewer_stars: Annotated[float, doc("What the viewer gives beyond it.")]
    title_stars: Annotated[float, doc("What the title gets beyond it.")]
    witnesses_stars: Annotated[float, doc("What all witnesses add.")]
    cluster_stars: Annotated[float, doc("What the title's cluster adds.")]


class Prediction(Struct):
    """What a viewer will think of a title."""

    viewer_id: ViewerId
    title_id: TitleId
    title: TitleName
    model: AnsweredModel
    predicted_stars: PredictedStars
    threshold: Annotated[float, doc("What it must exceed to be recommended.")]
    is_recommended: Annotated[bool, doc("Whether it does.")]
    rated_stars: Annotated[
        float | None, doc("What the viewer gave it; the prediction does not use that.")
    ]
    ratings_count: RatingsCount
    parts: Parts
    reasons: Reasons
    cluster: Cluster
    trained: Trained


class RecommendedTitle(Struct):
    """A title that a viewer may like."""

    place: Annotated[int, doc("Place, from 1.")]
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
    stars: Annotated[float, doc("0.5 to 5, in halves.")]
    rated_at: Annotated[dt.datetime, doc("When it was given.")]


class GenreTaste(Struct):
    """What a viewer thinks of a genre."""

    genre: Annotated[str, doc("The genre, common to all platforms.")]
    ratings_count: Annotated[int, doc("Titles of it that the viewer rated.")]
    mean_stars: Annotated[float, doc("Mean of the stars given.")]
    residual_stars: Annotated[
        float, doc("Mean of what they have beyond what viewer and title make expect.")
    ]


class Viewer(Struct):
    """A viewer, by what was rated."""

    viewer_id: ViewerId
    ratings_count: RatingsCount
    mean_stars: Annotated[float | None, doc("Mean of the stars; null without ratings.")]
    offset_stars: Annotated[
        float,
        doc("Stars given beyond what the titles usually get, drawn to 0 by few ratings."),
    ]
    model: Annotated[TasteModel, doc("The model that predicts where none is asked for.")]
    latest: Annotated[list[LatestRating], doc("The ten newest ratings.")]
    genres: Annotated[list[GenreTaste], doc("By how often they were rated.")]
