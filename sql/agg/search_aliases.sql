-- What players call a game, a series, a studio or a genre that no rule computes
-- from its name.  Of public knowledge, each reviewed; both columns as
-- agg.search_text() writes them.
create view agg.search_aliases as
select
    aliases.alias,
    aliases.meaning
from (
    values
    ('40k', 'warhammer 40 000'),
    ('bf', 'battlefield'),
    ('bfbc2', 'battlefield bad company 2'),
    ('bl', 'borderlands'),
    ('blops', 'black ops'),
    ('cdpr', 'cd projekt red'),
    ('cs 1 6', 'counter strike'),
    ('cscz', 'counter strike condition zero'),
    ('dx', 'deus ex'),
    ('dxhr', 'deus ex human revolution'),
    ('dxmd', 'deus ex mankind divided'),
    ('ea', 'electronic arts'),
    ('f2p', 'free to play'),
    ('fo', 'fallout'),
    ('fonv', 'fallout new vegas'),
    ('gmod', 'garrys mod'),
    ('hl2dm', 'half life 2 deathmatch'),
    ('mmo', 'massively multiplayer'),
    ('mnb', 'mount blade'),
    ('nwn', 'neverwinter nights'),
    ('pd', 'payday'),
    ('ps2', 'planetside 2'),
    ('pubg', 'playerunknowns battlegrounds'),
    ('r6', 'rainbow six'),
    ('r6s', 'rainbow six siege'),
    ('sdv', 'stardew valley'),
    ('soc', 'shadow of chernobyl'),
    ('saints row 3', 'saints row the third'),
    ('sr3', 'saints row the third'),
    ('swbf', 'star wars battlefront'),
    ('ut99', 'unreal tournament game of the year'),
    ('wf', 'warframe'),
    ('wh40k', 'warhammer 40 000')
) as aliases (alias, meaning);

comment on view agg.search_aliases is
'What people call a name otherwise; one row per alias.';
comment on column agg.search_aliases.alias is
'What is typed, one word or more of a text.';
comment on column agg.search_aliases.meaning is
'What it stands for.';
