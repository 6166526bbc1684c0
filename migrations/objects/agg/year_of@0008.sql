-- What a year means in a question about reviews.
create type agg.year_of as enum ('posted', 'release');

comment on type agg.year_of is
'Which year a question asks for: of the review''s posting or of the '
'game''s release.';
