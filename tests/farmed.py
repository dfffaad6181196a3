"""A page as a farm assembles it, written for the tests, with what was planted in it marked."""

from __future__ import annotations

from training.simulate import FOREIGN, HEADLINE, HOST, RESIDUE, Page

TITLE = "Harbour board puts off the new ferry until autumn"
OWN = (
    "The harbour board said on Tuesday that the new ferry would not sail before October, because the yard "
    "in Norwick had found cracks in two of its engine mounts. Martha Lindqvist, who chairs the board, told "
    "reporters that the delay would cost the town about 400,000 pounds.",
    "The old ferry, the Osmund Hale, will go on crossing the sound four times a day. Its captain, Peter "
    "Ferris, said that the ship was thirty-one years old and tired, but that she had never missed a winter.",
    "Shopkeepers on the island are not pleased. “We ordered for a full summer,” said Ruth Barrow, who runs "
    "the bakery on the quay. “Now we will be throwing bread to the gulls.” She and eleven others have asked "
    "the board for compensation.",
    "Lindqvist promised to answer them within a month. The yard will pay a part of the loss, she said, and "
    "the board had put money aside for the rest when it signed the contract two years ago.",
    "The cracks were found by a welder on his first day at the yard. Engineers from the makers of the engine "
    "came to look at them last week and ordered new mounts, which are cast in Finland and take ten weeks.",
    "Islanders who commute to the mainland have set up a list of boats that will take passengers in fog. "
    'Captain Ferris would rather they waited for him. "I\'ve never left anybody on the quay," he said.',
)
FOREIGN_TITLE = "Rovers stun the champions with two goals in stoppage time"
FOREIGN_LINES = (
    "Rovers came back from a goal down to beat the champions 2-1 on Saturday, with both goals scored by the "
    "substitute Danny Okello after the ninetieth minute. The visitors had led since the twelfth, when their "
    "striker headed in a corner, and they missed a penalty just before the interval.",
    "The defeat leaves the champions four points behind the leaders with six matches left. Their manager "
    "blamed the referee and was sent to the stands for it. Okello, who is nineteen, said that he had not "
    "slept since.",
)
POLICY = (
    "Comments are moderated and will not appear until they have been approved by an editor.",
    "Please keep your comments civil; abusive posts and links to other sites will be removed.",
    "By posting a comment you agree to our terms and to the rules of the community.",
)


def farmed() -> Page:
    """The page: a football report in a story on a ferry, the title once more, a comment policy."""
    parts = [
        *((line, HOST) for line in OWN[:2]),
        (TITLE, RESIDUE),
        (OWN[2], HOST),
        (FOREIGN_TITLE, HEADLINE),
        *((line, FOREIGN) for line in FOREIGN_LINES),
        *((line, HOST) for line in OWN[3:]),
        (TITLE.upper(), RESIDUE),
        *((line, RESIDUE) for line in POLICY),
    ]
    blocks, labels = zip(*parts, strict=True)
    return Page(
        TITLE, tuple(blocks), tuple(labels), "network", "a-1", "harbourtimes.example", farm=True
    )


def honest() -> Page:
    """The story by itself."""
    labels = tuple(HOST for _ in OWN)
    return Page(TITLE, OWN, labels, "untouched", "a-1", "harbourtimes.example", farm=False)


SENTENCES = (
    "The council met for three hours and sent the plan back to its planners.",
    "Two of the bridges on the coast road need new bearings before the winter.",
    "Divers found no trace of the buoy that went missing in the gale.",
    "The lifeboat was called out twice in a night, both times to the same yacht.",
    "Mackerel are late this year, and the smokehouse has sent half its people home.",
    "A grant for the pier was announced in March and has not been paid.",
    "The school on the island will keep its two classes for another year.",
    "Tickets for the crossing cost as much as they did in 2014.",
    "An engineer who knows the yard well said that such cracks were rare.",
    "The weather office expects fog on nine days of the month.",
    "Nobody was hurt when the crane on the quay swung loose on Monday.",
    "Readings of the tide gauge are printed on page twelve as before.",
)


def prose(_page: Page) -> list[str]:
    """Honest sentences on the same subject."""
    return list(SENTENCES)
