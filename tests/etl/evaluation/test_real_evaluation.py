"""The evaluation of the real libraries gives the figures that are known for them."""

import pytest
from sqlalchemy import URL

from db.engines import etl_connection
from etl.evaluation.protocols import evaluate_protocols
from etl.evaluation.recommenders import BASELINES
from etl.recommender.catalogue import read_catalogue
from etl.recommender.libraries import read_libraries


def test_popularity_finds_what_it_is_known_to_find(real_url: URL) -> None:
    with etl_connection(real_url) as connection:
        libraries, catalogue = read_libraries(connection), read_catalogue(connection)
    assert (libraries.users_count, libraries.games_count) == (70_912, 10_978)
    assert libraries.owned.nnz == 5_094_082
    families = {"popularity": BASELINES["popularity"]}
    document = evaluate_protocols(libraries, catalogue, families)
    assert (document["asked_users"], document["training_users"]) == (10_000, 55_912)
    found = document["models"]["popularity"]["protocols"]
    assert found["S"]["recall"]["value"] == pytest.approx(0.234, abs=0.01)
    assert found["S"]["ndcg"]["value"] == pytest.approx(0.247, abs=0.01)
    assert found["S"]["played_ndcg"]["value"] == pytest.approx(0.206, abs=0.01)
    assert found["T"]["recall"]["value"] == pytest.approx(0.127, abs=0.01)
    assert found["DS"]["recall"]["value"] == pytest.approx(0.173, abs=0.01)
