"""Parameters of the weights; every default was chosen on validation users."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class LogisticParameters:
    """How the regressions are fitted."""

    visible: float = 0.8
    """Share of each library that the regression may look at."""
    owner_weight: float = 0.2
    """What an owner counts against one who owns it not: the share that will be out of sight."""
    discovery: float = 2.4
    """Times this, if no game in sight of the same studio or series gives the game away."""
    newest: float = 0.04
    """Share of the users of whom the newest fifth is out of sight, and nothing else: they count as
    owners of that fifth, fully, and neither way of the rest."""
    ridge: float = 0.05
    """Pulls weights towards those of the linear model."""
    sharpness: float = 15.0
    """Log-odds for each unit of the linear model's score, to start from."""
    steps: int = 3
    """Newton steps, at most."""
    inner_steps: int = 3
    """Conjugate gradients within a step."""
    bias_share: float = 0.9
    """Of the bias that is kept: a little less than fits best, for the sake of rarer games."""


@dataclass(frozen=True, kw_only=True)
class PlayParameters:
    """What will be played: linear, because a graded target needs no odds."""

    minutes: int = 60
    """Playtime beyond which a game counts as played."""
    owned: float = 0.2
    """What owning counts, whatever the playtime; being played for longer counts 1 more."""
    popularity_power: float = 0.1
    """Scores are divided by owners to that power: a little less of what everybody has."""
    scale: float = 10.0
    """Of the scores, so that thousandths are fine enough."""


@dataclass(frozen=True, kw_only=True)
class WeightParameters:
    """How weights are learnt."""

    user_power: float = 0.5
    """A user counts as much as the size of the library to the minus this."""
    ridge: float = 15.0
    dropout: float = 0.3
    """p / (1 - p) for the probability p that an owned game is out of sight."""
    mean_pairs: int = 12
    """Pairs a game that are chosen for their size over all games."""
    positive_pairs: int = 10
    """Pairs of each game that are chosen for their sign."""
    own: LogisticParameters = field(default_factory=LogisticParameters)
    play: PlayParameters = field(default_factory=PlayParameters)
