-- Remember of a watched file why it cannot be loaded; without a reason it may
-- be tried again.
create function staging.set_file_aside(
    p_path text, p_sha256 text, p_reason text
)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    delete from core.set_aside_files where path = p_path;
    if p_reason is not null then
        insert into core.set_aside_files (path, sha256, reason, set_aside_at)
        values (p_path, p_sha256, p_reason, clock_timestamp());
    end if;
end;
$$;

comment on function staging.set_file_aside(text, text, text) is
'Set a watched file aside with a reason, or forget that (no reason).';
