-- The first value of a group that is not null, in the order asked for.
create aggregate staging.first_known (anyelement)(
    sfunc = staging.first_known_step,
    stype = anyelement,
    parallel = safe
);

comment on aggregate staging.first_known (anyelement) is
'The first value that is known, in the order of the call.';
