-- A text in lower case, as the classic face shows titles and people.
create function agg.lower_text(p_text text)
returns text
language sql
immutable
parallel safe
begin atomic
    -- names sort by code point, by whose collation lower() knows ASCII alone
    select lower(p_text collate "default") as shown;
end;

comment on function agg.lower_text(text) is
'A text in lower case, letters of every alphabet.';
