"""How often genres, tags, specs, prices, years and store texts occur, and which go together."""

import re
from typing import Final

from etl.sample.draws import Spread, repeat_by_weight, repeat_numbers_by_weight, split_phrases

GENRES: Final = split_phrases("""
    Action; Adventure; Casual; Indie; RPG; Simulation; Strategy; Sports; Racing; Massively
    Multiplayer; Free to Play; Early Access; Design & Illustration; Utilities; Web Publishing;
    Animation & Modeling; Education; Video Production; Software Training; Audio Production; Photo
    Editing; Accounting
""")
TASTES: Final = 9  # the first nine genres are what users have a taste for
# The first genre of a set is what its series is about; a missing one (empty) happens too.
GENRE_SETS: Final = repeat_by_weight("""
    Action=60; Action|Indie=90; Action|Adventure|Indie=60; Action|Adventure=40;
    Action|Casual|Indie=35; Action|RPG=25; Action|Indie|Strategy=20; Action|Free to Play|Massively
    Multiplayer=12; Adventure=30; Adventure|Indie=70; Adventure|Casual|Indie=45;
    Adventure|Indie|RPG=25; Casual=35; Casual|Indie=60; Casual|Simulation=30; Casual|Free to
    Play|Indie=8; Indie=40; RPG=25; RPG|Indie|Strategy=40; RPG|Indie=25; RPG|Free to
    Play|Massively Multiplayer=10; Simulation=40; Simulation|Casual|Indie=25;
    Simulation|Strategy|Indie=30; Simulation|Strategy=20; Strategy=45; Strategy|Indie=40;
    Strategy|Casual|Indie=25; Strategy|RPG=15; Sports=12; Sports|Simulation=15;
    Racing|Simulation|Sports=14; Racing|Indie=12; Racing=10; Design & Illustration|Web
    Publishing=9; Animation & Modeling|Video Production=6; Utilities=6; Education|Software
    Training=4; Audio Production|Photo Editing|Accounting=2; =110
""")
# Tags that go with a game's first genre; the rest come from everywhere.
TAGS_OF: Final = {
    "Action": "FPS|Shooter|Gore|Fast-Paced|Hack and Slash|Platformer|Arcade|Bullet Hell|Zombies",
    "Adventure": "Point & Click|Story Rich|Mystery|Exploration|Visual Novel|Hidden Object|Horror",
    "Casual": "Puzzle|Family Friendly|Match 3|Relaxing|Cute|Clicker|Card Game|Short",
    "Indie": "Pixel Graphics|2D|Retro|Minimalist|Rogue-like|Colorful|Side Scroller",
    "RPG": "Fantasy|JRPG|Turn-Based Combat|Dungeon Crawler|Character Customization|Magic|Loot",
    "Simulation": "Sandbox|Building|Management|Trains|Flight|Driving|Economy|City Builder",
    "Strategy": "RTS|Turn-Based|Tower Defense|4X|Grand Strategy|Tactical|Hex Grid|Historical",
    "Sports": "Football|Golf|Basketball|Multiplayer|Competitive|Local Multiplayer",
    "Racing": "Driving|Offroad|Multiplayer|Realistic|Split Screen|Controller",
}
TAGS_COMMON: Final = (
    "Singleplayer|Multiplayer|Great Soundtrack|Atmospheric|Open World|Difficult|Sci-fi|Anime|"
    "Co-op|Female Protagonist|Funny|First-Person|Third Person|Survival|Comedy|Classic|Space|"
    "Physics|Local Co-Op|Online Co-Op|Replay Value|Stealth|Crafting|VR|Music|War|Steampunk|"
    "Post-apocalyptic|Cyberpunk|Choices Matter|Multiple Endings|1990's|Beat 'em up|Robots|"
    "Shoot 'Em Up"
)
TAG_COUNT: Final = Spread((0, 0), (3_500, 0), (6_000, 2), (8_500, 6), (9_400, 12), (10_000, 16))
# spec = how many in 1,000 < which spec it needs first
_SPECS: Final = split_phrases("""
    Single-player=880<; Multi-player=260<; Online Multi-Player=290<Multi-player; Local
    Multi-Player=150<Multi-player; Cross-Platform Multiplayer=300<Multi-player;
    Co-op=500<Multi-player; Online Co-op=230<Co-op; Local Co-op=170<Co-op; Shared/Split
    Screen=450<Multi-player; MMO=110<Online Multi-Player; Steam Achievements=520<; Steam Trading
    Cards=700<Steam Achievements; Steam Cloud=320<; Steam Leaderboards=370<Steam Achievements;
    Steam Workshop=60<; Includes level editor=650<Steam Workshop; Full controller support=230<;
    Partial Controller Support=200<; Stats=140<Steam Achievements; Captions available=52<; HTC
    Vive=63<; Oculus Rift=600<HTC Vive; Tracked Motion Controllers=900<HTC Vive;
    Room-Scale=720<HTC Vive; In-App Purchases=30<; Valve Anti-Cheat enabled=50<Online
    Multi-Player; Game demo=12<; Commentary available=6<
""")
SPECS: Final = tuple(
    (spec, int(share), needs)
    for spec, share, needs in (re.split("[=<]", written) for written in _SPECS)
)
PRICES_CENTS: Final = repeat_numbers_by_weight("""
    499=135; 999=124; 299=109; 99=83; 199=80; 399=61; 1999=54; 1499=49; 699=38; 799=35; 599=30;
    2999=16; 1299=13; 2499=13; 899=11; 1199=10; 3999=9; 4999=5; 3499=3; 5999=3; 9999=2; 249=1;
    14999=1
""")
FREE_TEXTS: Final = repeat_by_weight("Free=9; Free to Play=5; Free To Play=5")
YEAR_OF_FIRST: Final = Spread(
    (0, 1990), (40, 1996), (150, 2003), (400, 2008), (1_000, 2012), (2_700, 2014), (10_000, 2018)
)
LAST_YEAR: Final = 2018
SENTIMENTS: Final = repeat_by_weight("""
    Mixed=128; Very Positive=120; Positive=102; Mostly Positive=86; Mostly Negative=25;
    Overwhelmingly Positive=9; Negative=4; Very Negative=1; Overwhelmingly Negative=1; =224; 1
    user reviews=80; 2 user reviews=40; 3 user reviews=26; 4 user reviews=20; 5 user reviews=16; 6
    user reviews=13; 7 user reviews=11; 8 user reviews=10; 9 user reviews=8
""")
METASCORE: Final = Spread((0, 22), (1_000, 57), (5_000, 73), (9_000, 84), (10_000, 97))
