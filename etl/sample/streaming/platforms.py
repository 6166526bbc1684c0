"""How often kinds, categories, countries, audience ratings and lengths occur on a platform."""

from dataclasses import dataclass
from typing import Final

from etl.sample.draws import Spread, repeat_by_weight

ARTS: Final = "Arts, Entertainment, and Culture"
MOVIE: Final = "Movie"
SERIES: Final = "TV Show"
GROUPS: Final = 9  # tastes that viewers may have
# What a category's name holds, in this order, puts it in a group; the last group is the rest.
_GROUP_WORDS: Final = (
    ("Horror", "Thriller", "Suspense", "Myster"),
    ("Kids", "Family", "Animation", "Cartoons", "Children"),
    ("Comed", "Stand", "Sitcom", "Parody", "Variety"),
    ("Docu", "History", "Historical", "Nature", "Biographical", "News"),
    ("Sci", "Fantasy", "Anime", "Superhero"),
    ("Roman", "Teen", "Young", "Coming of Age"),
    ("Action", "Adventure", "Crime", "Western", "Spy", "Sports", "Military"),
    ("Drama", "Independent", "Arthouse", "Classic"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One platform; texts and numbers are repeated by their weights, an empty one is unknown."""

    name: str
    file: str
    """The name of its titles file without the ending."""
    titles: int
    """How many titles it has in the official files."""
    series: int
    """Series in 1,000 titles."""
    categories: dict[str, tuple[str, ...]]
    audience: tuple[str, ...]
    countries: tuple[str, ...]
    actors: Spread
    directors: int
    """Titles of 1,000 that name a director."""
    dated: int
    """Titles of 1,000 that say when they were added."""
    year: Spread
    minutes: Spread

    @property
    def prefix(self) -> str:
        """The letter before the numbers of its titles."""
        return self.name[0]


def category_group(category: str) -> int:
    """Tell which taste a category goes with, 0 to 8."""
    for group, words in enumerate(_GROUP_WORDS):
        if any(word in category for word in words):
            return group
    return len(_GROUP_WORDS)


_COUNTRIES: Final = """
    United States=90; India=28; United Kingdom=20; Canada=11; France=10; Japan=10; Spain=6;
    South Korea=6; Germany=6; Mexico=4; China=4; Australia=4; Egypt=3; Turkey=3; Nigeria=3; Italy=3;
    Brazil=3; Argentina=4; Belgium=2; Indonesia=2; Taiwan=2; Philippines=2; Thailand=2;
    South Africa=2; Colombia=2; Netherlands=1; Denmark=1; Ireland=1; Sweden=1; Poland=1;
    New Zealand=1; Norway=1; Chile=1; Russia=1; Soviet Union=1; West Germany=1; East Germany=1;
    Uruguay=1; Peru=1; Iceland=1; Hong Kong=2
"""

PLATFORMS: Final = (
    Platform(
        name="amazon",
        file="amazon_prime_titles",
        titles=9668,
        series=192,
        categories={
            MOVIE: repeat_by_weight(f"""
                Drama=34; Comedy=19; Action=16; Suspense=15; Horror=9; Special Interest=8;
                Documentary=7; Kids=7; Romance=6; {ARTS}=5; Science Fiction=4; International=3;
                Animation=3; Adventure=2; Western=2; Music Videos and Concerts=2; Arthouse=1;
                Sports=1; LGBTQ=1; Young Adult Audience=1; Fitness=1; Faith and Spirituality=1;
                Fantasy=1; Military and War=1; Anime=1; Historical=1; Talk Show and Variety=1;
                Unscripted=1
            """),
            SERIES: repeat_by_weight(f"""
                Drama=22; Kids=19; Documentary=14; Comedy=13; Special Interest=13; Animation=12;
                TV Shows=12; Action=7; Unscripted=7; Suspense=6; Romance=4; International=3;
                Science Fiction=3; Sports=2; Anime=2; {ARTS}=2; Horror=1; Adventure=1; LGBTQ=1;
                Historical=1; Fantasy=1; Talk Show and Variety=1; Fitness=1; Western=1
            """),
        },
        audience=repeat_by_weight("""
            13+=22; 16+=16; ALL=13; 18+=13; R=10; PG-13=4; 7+=4; =3; PG=3; NR=2; TV-14=2; TV-PG=2;
            TV-NR=1; G=1; TV-G=1; TV-MA=1; TV-Y=1; TV-Y7=1; UNRATED=1; NC-17=1
        """),
        countries=repeat_by_weight(f"=1500; {_COUNTRIES}"),
        actors=Spread(
            (0, 0), (1_270, 0), (2_300, 1), (5_000, 3), (8_000, 6), (9_900, 14), (10_000, 40)
        ),
        directors=785,
        dated=16,
        year=Spread(
            (0, 1920), (500, 1959), (2_500, 2007), (5_000, 2016), (9_000, 2021), (10_000, 2021)
        ),
        minutes=Spread((0, 2), (1_000, 49), (5_000, 91), (9_900, 172), (10_000, 601)),
    ),
    Platform(
        name="disney",
        file="disney_plus_titles",
        titles=1450,
        series=274,
        categories={
            MOVIE: repeat_by_weight("""
                Family=28; Comedy=22; Animation=20; Action-Adventure=17; Documentary=9; Fantasy=8;
                Coming of Age=8; Animals & Nature=7; Drama=6; Science Fiction=4; Biographical=2;
                Musical=2; Kids=2; Music=2; Sports=2; Historical=2; Buddy=1; Romance=1; Superhero=1;
                Crime=1; Mystery=1; Concert Film=1; Variety=1; Parody=1; Anthology=1; Dance=1;
                Thriller=1; Western=1; Lifestyle=1; Movies=1; Survival=1; Spy/Espionage=1;
                Romantic Comedy=1; Medical=1; Disaster=1
            """),
            SERIES: repeat_by_weight("""
                Animation=22; Action-Adventure=19; Docuseries=17; Comedy=17; Kids=14; Family=14;
                Animals & Nature=11; Coming of Age=7; Fantasy=5; Reality=3; Anthology=3; Buddy=2;
                Historical=2; Science Fiction=2; Drama=2; Game Show / Competition=1; Anime=1;
                Series=1; Soap Opera / Melodrama=1; Police/Cop=1; Talk Show=1; Travel=1
            """),
        },
        audience=repeat_by_weight("""
            TV-G=22; TV-PG=21; G=17; PG=16; TV-Y7=9; TV-14=5; PG-13=5; TV-Y=3; TV-Y7-FV=1
        """),
        countries=repeat_by_weight(f"=70; United States=120; {_COUNTRIES}"),
        actors=Spread((0, 0), (1_300, 0), (2_900, 1), (4_300, 5), (4_400, 6), (10_000, 6)),
        directors=674,
        dated=998,
        year=Spread(
            (0, 1928), (500, 1948), (2_500, 1999), (5_000, 2011), (9_000, 2020), (10_000, 2021)
        ),
        minutes=Spread((0, 1), (1_000, 8), (5_000, 85), (9_900, 152), (10_000, 183)),
    ),
    Platform(
        name="hulu",
        file="hulu_titles",
        titles=3073,
        series=517,
        categories={
            MOVIE: repeat_by_weight("""
                Drama=24; Comedy=16; Documentaries=13; Action=13; Adventure=13; Horror=12;
                Thriller=10; Romance=6; Sports=4; Family=4; Crime=4; Science Fiction=3; Kids=3;
                Black Stories=3; Music=3; International=3; LGBTQ+=3; News=2; Mystery=2; Anime=2;
                History=2; Science & Technology=1; Classics=1; Latino=1; Stand Up=1; Teen=1
            """),
            SERIES: repeat_by_weight("""
                Drama=17; Comedy=14; Adventure=12; Anime=12; Action=12; Documentaries=10;
                Reality=10; International=7; Lifestyle & Culture=6; Crime=6; Family=5; Sitcom=5;
                Kids=4; Latino=3; Cooking & Food=3; Sports=2; News=2; Black Stories=2; Romance=2;
                Science Fiction=2; Horror=2; Mystery=2; History=2; Adult Animation=1; Cartoons=1;
                Teen=1; Game Shows=1; Health & Wellness=1; Late Night=1; Sketch Comedy=1
            """),
        },
        audience=repeat_by_weight("""
            TV-14=22; =17; TV-MA=13; R=11; TV-PG=10; PG-13=5; TV-G=5; PG=3; TV-Y7=2; TV-Y=1; G=1
        """),
        countries=repeat_by_weight(f"=250; {_COUNTRIES}"),
        actors=Spread((0, 0), (10_000, 0)),
        directors=1,
        dated=991,
        year=Spread(
            (0, 1923), (500, 1992), (2_500, 2010), (5_000, 2016), (9_000, 2021), (10_000, 2021)
        ),
        minutes=Spread((0, 1), (1_000, 81), (5_000, 97), (9_900, 151), (10_000, 192)),
    ),
    Platform(
        name="netflix",
        file="netflix_titles",
        titles=8807,
        series=304,
        categories={
            MOVIE: repeat_by_weight("""
                International Movies=31; Dramas=28; Comedies=19; Documentaries=10; Action &
                Adventure=10; Independent Movies=9; Children & Family Movies=7; Romantic Movies=7;
                Thrillers=7; Music & Musicals=4; Horror Movies=4; Stand-Up Comedy=4; Sci-Fi &
                Fantasy=3; Sports Movies=2; Classic Movies=1; LGBTQ Movies=1; Anime Features=1; Cult
                Movies=1; Faith & Spirituality=1; Movies=1
            """),
            SERIES: repeat_by_weight("""
                International TV Shows=33; TV Dramas=19; TV Comedies=14; Crime TV Shows=11; Kids'
                TV=11; Docuseries=10; Romantic TV Shows=9; Reality TV=6; British TV Shows=6; Anime
                Series=4; Spanish-Language TV Shows=4; TV Action & Adventure=4; Korean TV Shows=4;
                TV Mysteries=2; Science & Nature TV=2; TV Sci-Fi & Fantasy=2; TV Horror=2; Teen TV
                Shows=2; TV Thrillers=1; Stand-Up Comedy & Talk Shows=1; Classic & Cult TV=1; TV
                Shows=1
            """),
        },
        audience=repeat_by_weight("""
            TV-MA=36; TV-14=25; TV-PG=10; R=9; PG-13=6; TV-Y7=4; TV-Y=3; PG=3; TV-G=2; NR=1; G=1;
            TV-Y7-FV=1; NC-17=1; UR=1
        """),
        countries=repeat_by_weight(f"=25; {_COUNTRIES}"),
        actors=Spread((0, 0), (940, 0), (1_900, 1), (5_000, 7), (9_000, 11), (10_000, 45)),
        directors=701,
        dated=999,
        year=Spread(
            (0, 1925), (500, 1997), (2_500, 2013), (5_000, 2017), (9_000, 2020), (10_000, 2021)
        ),
        minutes=Spread((0, 3), (1_000, 65), (5_000, 98), (9_900, 176), (10_000, 312)),
    ),
)
