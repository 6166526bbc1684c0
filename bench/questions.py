"""Every question of the contract as a statement, with names that any loaded set has."""

from typing import Final

_GENRE: Final = "'Action'"
_STUDIO: Final = "(select studio from api.game_studios where game_id = 10 limit 1)"
_USER: Final = "(select user_id from api.users order by user_id limit 1)"

QUESTIONS: Final = {
    "Q1 most played year": f"select api.classic_play_time_genre({_GENRE})",
    "Q2 top player": f"select api.classic_user_for_genre({_GENRE})",
    "Q3 recommended games": "select api.classic_users_recommend(2014)",
    "Q4 warned games": "select api.classic_users_not_recommend(2014)",
    "Q5 warned studios": "select api.classic_users_worst_developer(2014)",
    "Q6 praised studios": "select api.classic_best_developer_year(2014)",
    "Q7 sentiments of a studio": f"select api.classic_sentiment_by_studio({_STUDIO})",
    "Q8 sentiments of a year": "select api.classic_sentiment_by_year(2014)",
    "Q9 reviews of a developer": f"select api.classic_developer_reviews_analysis({_STUDIO})",
    "Q10 a developer by year": f"select api.classic_developer({_STUDIO})",
    "Q11 a user": f"select api.classic_userdata({_USER})",
    "Q12 reviews of an interval": (
        "select api.classic_countreviews(date '2014-03-01', date '2014-03-08')"
    ),
    "Q13 rank of a genre": f"select api.classic_genre({_GENRE})",
    "Q14 players of a genre": f"select api.classic_userforgenre({_GENRE})",
    "Q15 genres of a year": "select api.classic_genero(2014)",
    "Q16 games of a year": "select api.classic_juegos(2014)",
    "Q17 specs of a year": "select api.classic_specs(2014)",
    "Q18 early access of a year": "select api.classic_earlyacces(2014)",
    "Q19 store sentiments of a year": "select api.classic_sentiment(2014)",
    "Q20 metascores of a year": "select api.classic_metascore(2014)",
    "a genre": f"select api.genre_document({_GENRE})",
    "a studio": f"select api.studio_document({_STUDIO})",
    "a year": "select api.year_document(2014, 'posted')",
    "a search": "select * from api.search('art', 10, null)",
    "a misspelled search": "select * from api.search('contr strik', 10, null)",
    "a misspelled account number": "select * from api.search('76561198025628512', 10, null)",
    "users like an unknown one": "select * from api.closest_names('user', '76561198025628512')",
    "a game": "select * from api.game_details where game_id = 10",
    "a game by its name": "select api.classic_recomendacion_juego_named('Half-Life 2')",
    "games by owners": (
        "select game_id, name from api.game_details where owners_count is not null "
        "order by owners_count desc, game_id limit 20"
    ),
    "a library": (
        f"select * from (select * from api.items where user_id = {_USER} "  # noqa: S608 - a constant
        "order by game_id limit 20) as page inner join api.game_details using (game_id)"
    ),
    "reviews of a game": "select * from api.review_details where game_id = 10 limit 20",
}
"""By name; every statement is a constant."""

MODEL_QUESTIONS: Final = {
    "Q21 games like a game": "select api.classic_recomendacion_juego(10)",
    "Q22 games for a user": f"select api.classic_recomendacion_usuario({_USER})",
}
"""The same of those that only a trained model can answer."""

TITLE_QUESTIONS: Final = {
    "S1 longest movie": "select api.classic_get_max_duration()",
    "S1 most seasons of a platform and year": (
        "select api.classic_get_max_duration(2018, 'netflix', 'season')"
    ),
    "S2 movies by score": "select api.classic_get_score_count('amazon', 3.5, 2018)",
    "S2 movies by ratings of a year": (
        "select api.classic_get_score_count('amazon', 3.5, 2018, 'rated')"
    ),
    "S3 movies of a platform": "select api.classic_get_count_platform('netflix')",
    "S4 actor of a platform and year": "select api.classic_get_actor('netflix', 2018)",
    "S5 titles of a country": "select api.classic_prod_per_county('movie', 'Argentina', 2018)",
    "S6 titles of an audience": "select api.classic_get_contents('G')",
    "S7 titles like one, by id": "select api.classic_get_recommendation('as1')",
    "S7 titles like one, by name": (
        "select api.classic_get_recommendation('The Baker''s Ferry', 'hulu')"
    ),
    "titles like one": "select api.similar_titles_document('as1', 20)",
    "a title": "select * from api.title_details where title_id = 'as1'",
    "titles by year": (
        "select * from api.title_details where release_year is not null "
        "order by release_year desc, place limit 10"
    ),
    "a person": "select api.person_document((select min(person_id) from api.people))",
    "people by titles": (
        "select * from api.people order by titles_count desc, person_id desc limit 10"
    ),
    "a platform": "select api.platform_document('netflix')",
    "a search for titles": "select * from api.search('paper', 10, 'title')",
    "a misspelled title": "select * from api.closest_names('title', 'The Paper Lighthause')",
}
"""The same of streaming titles, with names that the sample has."""
