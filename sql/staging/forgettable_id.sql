-- A user's id as core.forgotten keeps it.
create function staging.forgettable_id(p_user_id text)
returns text
language sql
immutable
strict
parallel safe
begin atomic
    select encode(sha256(convert_to(p_user_id, 'UTF8')), 'hex') as id;
end;

comment on function staging.forgettable_id(text) is
'The SHA-256 of a user''s id, by which it is recognised when it comes again.';
