-- How much does a game in a library count for what is recommended?
create function api.library_weight(p_goal text, p_minutes integer)
returns integer
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select agg.library_weight(p_goal, p_minutes) as weight;
end;

comment on function api.library_weight(text, integer) is
'How much a game in a library counts for a goal (''own'' or ''play'') after '
'so many minutes of it, in thousandths.';
