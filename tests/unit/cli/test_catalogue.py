"""region and topic: the Koordination's lists from the command line."""

from tests.unit.cli.support import Bote


def test_a_region_gets_its_name_and_a_county_its_region(bote: Bote) -> None:
    assert bote.value("region", "rename", "heide", "Lüneburger Heide")["changed"]
    assert not bote.value("region", "rename", "heide", "Lüneburger Heide")["changed"]
    celle = next(
        one["ags"] for region in bote.value("region", "list")["regions"] for one in region["counties"]
        if one["name"] == "Landkreis Celle"
    )  # fmt: skip
    assert bote.value("region", "county", celle, "braunschweig")["changed"]
    regions = {one["code"]: one for one in bote.value("region", "list")["regions"]}
    assert (regions["heide"]["name"], regions["heide"]["confirmed"]) == ("Lüneburger Heide", True)
    assert celle in [one["ags"] for one in regions["braunschweig"]["counties"]]
    assert "Lüneburger Heide" in bote("audit").out
    assert bote.fault("region", "rename", "haide", "X", code=3)["code"] == "not_found"
    assert bote.fault("region", "county", "99999", "heide", code=3)["code"] == "not_found"


def test_topics_and_keywords_come_and_go(bote: Bote) -> None:
    assert bote.value("topic", "add", "Wohnen im Alter")["subject"] == "topic:wohnen-im-alter"
    assert bote.fault("topic", "add", "Wohnen im Alter", code=4)["code"] == "taken"
    assert bote.value("topic", "rename", "wohnen-im-alter", "Alter")["changed"]
    assert bote.value("topic", "keyword", "wohnen-im-alter", "Seniorenheimplatz")["changed"]
    (one,) = [one for one in bote.value("topic", "list")["topics"] if one["code"] == "wohnen-im-alter"]
    assert (one["name"], one["keywords"]) == ("Alter", ["Seniorenheimplatz"])
    assert bote.value("topic", "keyword", "wohnen-im-alter", "Seniorenheimplatz", "--remove")["changed"]
    assert not bote.value("topic", "keyword", "wohnen-im-alter", "Seniorenheimplatz", "--remove")["changed"]
    assert bote.fault("topic", "rename", "pizza", "X", code=3)["code"] == "not_found"
    assert "Kürzel" in bote("topic", "list").out
    assert "Kürzel" in bote("region", "list").out
