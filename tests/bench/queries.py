"""The two questions that the gateway, stock Strawberry and the bare endpoint are asked, with varied variables."""

from random import Random
from typing import Final

from tests.integration.read_model.test_village_card import VILLAGE_CARD

CARD: Final = VILLAGE_CARD.strip()
LIST: Final = """query Villages($region: String!, $after: String) {
  villages(region: $region, first: 20, after: $after) {
    edges { node { code name kind
      pillars { status seats { pillar title holderName since } }
      officer { name rank trainings(first: 3) { edges { node { title startsAt } } } } } }
    pageInfo { hasNextPage endCursor }
  }
}"""
NAMES: Final = {"VillageCard": CARD, "20 villages": LIST}
Variables = list[dict[str, object]]


def variables(places: list[tuple[str, str]], number: int, within: tuple[str, ...]) -> dict[str, Variables]:
    """By question: so many sets of variables, about places within these regions."""
    r = Random(1)
    here = [code for code, _ in places if code.startswith(within)]
    villages = [code for code in here if code.count(".") == 3]
    regencies = [code for code in here if code.count(".") == 1]
    return {
        "VillageCard": [{"code": code} for code in r.choices(villages, k=number)],
        "20 villages": [{"region": code, "after": None} for code in r.choices(regencies, k=number)],
    }
