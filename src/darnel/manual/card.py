"""The model's card, as training wrote it, and what each of its features adds."""

from __future__ import annotations

from darnel.manual.markdown import code


def page() -> str:
    """Write the card of the model that came with the package, without its own heading, and its shapes."""
    from darnel.doors import default_scorer, shapes

    model = default_scorer().model
    _, _, card = model.card.partition("\n")
    drawn = "\n".join(shapes.lines(model)).removeprefix("## Shapes\n\n")
    text = f"This is the card of **{model.name} {model.version}**; `darnel model` prints it.\n\n"
    return f"{text}{card.strip()}\n\n## Shapes\n\n{code(drawn)}"
