-- A statement-level trigger that keeps agg.search_vocabulary up with the names.
create function agg.note_words()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into agg.search_vocabulary (word)
    select distinct substr(lexemes.lexeme, 2)
    from new_rows
    cross join unnest(tsvector_to_array(new_rows.words)) as lexemes (lexeme)
    where new_rows.kind <> 'user' and starts_with(lexemes.lexeme, '.')
    on conflict do nothing;
    return null;
end;
$$;

comment on function agg.note_words() is
'Note the words of names that a statement wrote.';

create trigger add_words after insert on agg.search_names
referencing new table as new_rows for each statement
execute function agg.note_words();
