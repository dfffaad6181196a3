from __future__ import annotations

import os
from dataclasses import replace
from importlib.util import find_spec

import pytest

from darnel.errors import InputError
from darnel.queue.adapters import threatexchange

LACKING = not os.environ.get("CI") and not find_spec("threatexchange")


def test_a_match_is_the_band_block(judged, abstained, failed) -> None:
    assert threatexchange.classification(judged) == {"content_farm": (False, 0.87)}
    block = replace(judged, band="block", quality=0.02)
    assert threatexchange.classification(block) == {"content_farm": (True, 0.98)}
    assert threatexchange.classification(abstained) == {}
    assert threatexchange.classification(failed) == {}


@pytest.mark.threatexchange
@pytest.mark.skipif(LACKING, reason="needs pip install 'darnel[threatexchange]'")
def test_the_real_library_takes_our_classifier(judged, abstained) -> None:
    from threatexchange.classifier.classifier import Classifier
    from threatexchange.content_type.photo import PhotoContent
    from threatexchange.content_type.text import TextContent

    block = replace(judged, band="block")
    made = threatexchange.classifier(lambda articles: [block])
    assert issubclass(made, Classifier)
    assert made.get_content_types() == [TextContent]
    assert made.get_name() == "content_farm"
    result = made.get_with_default_settings().classify(TextContent, "…")
    assert str(result) == "content_farm(87.00%)"
    assert result.has_match
    assert result.labels["content_farm"].probability == 0.87
    assert (
        str(threatexchange.classifier(lambda _: [abstained])().classify(TextContent, "")) == "None"
    )
    with pytest.raises(InputError, match="text content only"):
        made().classify(PhotoContent, "…")


@pytest.mark.skipif(bool(find_spec("threatexchange")), reason="threatexchange is here")
def test_without_the_library_the_door_says_what_to_install() -> None:
    with pytest.raises(InputError, match="pip install"):
        from darnel.queue.adapters.threatexchange import ContentFarmClassifier  # noqa: F401
    with pytest.raises(AttributeError):
        threatexchange.Other  # noqa: B018
