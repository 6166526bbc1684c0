-- The lines of games among which a game's price may be foreseen.
create function agg.price_sequence_keys(
    p_developer_id integer,
    p_publisher_id integer,
    p_series text,
    p_is_extra boolean
)
returns table (kind text, line_key text)
language sql
immutable
parallel safe
begin atomic
    select
        known.kind,
        known.line_key
    from (
        values
        ('developer', p_developer_id::text),
        ('developer_alike', p_developer_id || ' ' || p_is_extra),
        ('publisher', p_publisher_id::text),
        ('publisher_alike', p_publisher_id || ' ' || p_is_extra),
        ('series', p_series)
    ) as known (kind, line_key)
    where known.line_key is not null;
end;

comment on function agg.price_sequence_keys(integer, integer, text, boolean) is
'The lines that a game belongs to: of its developer, of its publisher, those '
'two among games (or downloadable content) alone, and of its series.';
