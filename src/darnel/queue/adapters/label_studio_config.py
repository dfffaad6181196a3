"""Label Studio's labelling configuration: ours, and what another project's has of it.

Label Studio takes predictions for control tags that do not exist, and then fails to show the task. So a
prediction is fitted to the project's configuration first.

Source: HumanSignal/label-studio 1.23.2 (core/label_config.py; imports with unknown tags, as its server
took them).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from darnel.article import FIELDS, Field
from darnel.errors import InputError
from darnel.queue.adapters.label_studio_spans import EVIDENCE
from darnel.queue.decisions import Verdict
from darnel.signals import REGISTRY

VERDICTS: Mapping[str, Verdict] = {
    "credible": "credible",
    "content_farm": "content_farm",
    "unsure": "unsure",
}
"""The choices of our configuration, with the keys 1, 2 and 3."""

LONGEST = 200_000
"""Characters of a configuration that is read."""

_KINDS = {"Labels": "labels", "Choices": "choices", "Number": "number", "TextArea": "textarea"}
"""Control tags that our regions belong to, and the regions' types."""

_VALUES = {"Labels": "Label", "Choices": "Choice"}
"""The tags in a control tag that say which values it takes."""


@dataclass(frozen=True, slots=True)
class Control:
    """Hold a control tag; `values` is what it takes, None if anything."""

    kind: str
    names: frozenset[str]
    values: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Hold what a configuration has of ours: control tags by name, and where each field's text is.

    `keys` maps the text tags called `text` and `title` to the key in a task's data.
    """

    controls: Mapping[str, Control]
    keys: Mapping[Field, str]

    def takes(self, region: Mapping[str, Any]) -> bool:
        """Tell whether a region of ours belongs to a tag that is there, and has a value of it."""
        control = self.controls.get(region["from_name"])
        if control is None or control.kind != region["type"]:
            return False
        if region["to_name"] not in control.names or region["to_name"] not in self.keys:
            return False
        said = region["value"].get(control.kind, ())
        return control.values is None or control.values.issuperset(said)

    def missing(self) -> tuple[str, ...]:
        """Name the tags of our predictions that are not there, as `Labels evidence`."""
        texts = [f"Text {field}" for field in FIELDS if field not in self.keys]
        ours = _read(config())
        return (*texts, *(said for name, said in _named(ours) if not self._has(name, ours)))

    def _has(self, name: str, ours: Layout) -> bool:
        mine, theirs = ours.controls[name], self.controls.get(name)
        return theirs is not None and theirs.kind == mine.kind and mine.names <= theirs.names


def config(signals: Sequence[str] = REGISTRY) -> str:
    """Give the labelling configuration that our predictions fit: a label for each signal."""
    labels = "".join(f"<Label value={quoteattr(name)}/>" for name in signals)
    choices = "".join(
        f'<Choice value="{name}" hotkey="{number}"/>' for number, name in enumerate(VERDICTS, 1)
    )
    return (
        "<View>\n"
        '  <Text name="title" value="$title" granularity="word"/>\n'
        '  <Text name="text" value="$text" granularity="word"/>\n'
        '  <Header value="Evidence in the text" size="6"/>\n'
        f'  <Labels name="{EVIDENCE["text"]}" toName="text">{labels}</Labels>\n'
        '  <Header value="Evidence in the title" size="6"/>\n'
        f'  <Labels name="{EVIDENCE["title"]}" toName="title">{labels}</Labels>\n'
        '  <Header value="The page is" size="6"/>\n'
        '  <Choices name="verdict" toName="text" choice="single" showInline="true" required="true">'
        f"{choices}</Choices>\n"
        '  <Header value="Quality, and why" size="6"/>\n'
        '  <Number name="quality" toName="text" min="0" max="1" step="0.01"/>\n'
        '  <TextArea name="why" toName="text" rows="2"/>\n'
        "</View>"
    )


def layout_of(schema: str) -> Layout:
    """Read a project's configuration; raise InputError if it can't be, is huge, or has entities."""
    if len(schema) > LONGEST:
        raise InputError(f"the labelling configuration has more than {LONGEST:,} characters")
    if "<!" in schema.replace("<!--", ""):
        raise InputError("the labelling configuration holds a document type; take it out")
    try:
        return _read(schema)
    except (ElementTree.ParseError, ValueError) as error:
        raise InputError(f"the labelling configuration can't be read: {error}") from None


def missing_tags(schema: str) -> tuple[str, ...]:
    """Name the tags of our predictions that a project's configuration lacks, which it would not tell.

    Raises InputError if the configuration can't be read.
    """
    return layout_of(schema).missing()


def fitted(prediction: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    """Leave out of a prediction what the project has no tag for."""
    return {**prediction, "result": [one for one in prediction["result"] if layout.takes(one)]}


def _read(schema: str) -> Layout:
    tree = ElementTree.fromstring(schema)
    controls = {tag.get("name", ""): _control(tag) for tag in tree.iter() if tag.tag in _KINDS}
    return Layout(controls, dict(_keys(tree)))


def _control(tag: ElementTree.Element) -> Control:
    inner = _VALUES.get(tag.tag)
    values = None
    if inner is not None and not tag.get("value"):  # with a value they are in the task's data
        values = frozenset(one.get("alias") or one.get("value") or "" for one in tag.iter(inner))
    names = frozenset(name.strip() for name in tag.get("toName", "").split(","))
    return Control(_KINDS[tag.tag], names, values)


def _keys(tree: ElementTree.Element) -> Iterator[tuple[Field, str]]:
    """Give the keys of the texts that stand in the data: not those that are an address."""
    for field in FIELDS:
        for tag in tree.iter("Text"):
            value = tag.get("value", "")
            if tag.get("name") == field and value.startswith("$") and not _elsewhere(tag):
                yield field, value[1:]


def _elsewhere(tag: ElementTree.Element) -> bool:
    return tag.get("valueType", "text") != "text" or tag.get("encoding", "none") != "none"


def _named(layout: Layout) -> Iterator[tuple[str, str]]:
    tags = {kind: tag for tag, kind in _KINDS.items()}
    for name, control in layout.controls.items():
        yield name, f"{tags[control.kind]} {name}"
