from tests.models.rules.contract.asking import ask, sentences


def test_one_is_the_best_rating():
    evaluation = ask("SIASN_RATING_CODE", '{"rating": "DI_ATAS"}')
    assert evaluation.output == {"hasilKinerjaNilai": 1, "perilakuKerjaNilai": 1}
    assert sentences(evaluation.steps) == ["Di Atas Ekspektasi has the code 1; 1 is best."]
