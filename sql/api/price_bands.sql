-- Into which bands do pages and facets sort prices?  Grain: one row per band.
create view api.price_bands as
select
    bands.place,
    bands.price_from,
    bands.price_to
from (
    values
    (1, 0, 0),
    (2, 0.01, 4.99),
    (3, 5, 9.99),
    (4, 10, 19.99),
    (5, 20, 49.99),
    (6, 50, null)
) as bands (place, price_from, price_to);

comment on view api.price_bands is
'Bands into which facets sort prices; one row per band.';
comment on column api.price_bands.place is
'Place by price, from 1; the first band is of free games.';
comment on column api.price_bands.price_from is
'Lowest price in US dollars.';
comment on column api.price_bands.price_to is
'Highest price in US dollars; null without an end.';
