-- Which of so many places are these?  A bit for each place, the first for 1.
create function agg.bitmap(p_places integer[], p_length integer)
returns bit varying
language sql
immutable
parallel safe
begin atomic
    with

    marked as (
        select
            given.place,
            lag(given.place, 1, 0) over (order by given.place) as place_before
        from unnest(p_places) as given (place)
        group by given.place
    )

    select
        rpad(
            coalesce(
                string_agg(
                    repeat('0', marked.place - marked.place_before - 1) || '1',
                    ''
                    order by marked.place
                ),
                ''
            ),
            p_length,
            '0'
        )::bit varying as places
    from marked;
end;

comment on function agg.bitmap(integer[], integer) is
'Places from 1 to a length as a text of bits; none are all 0.';
