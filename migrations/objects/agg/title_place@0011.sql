-- Where a title stands among all of them: by platform, then by the number in
-- its id, so that as2 comes before as10.
create function agg.title_place(p_platform_id integer, p_show_number integer)
returns bigint
language sql
immutable
parallel safe
begin atomic
    select (p_platform_id::bigint << 32) + p_show_number as place;
end;

comment on function agg.title_place(integer, integer) is
'A number that orders titles by platform, then by the number in the id.';
