"""A story to plant things in, written for the tests."""

STORY = (
    "The harbour board met on Tuesday to hear why the island's new ferry is late.",
    "Its engineers told the board that the gearbox, ordered in March from a yard on the mainland, had "
    "failed two tests, and that a third would have to wait until the oil had been changed.",
    "“We would rather be late than sorry,” said Ines Valdo, who chairs the board. “Nobody here has "
    "forgotten the winter when the old ferry lost its engine off the point.”",
    "The ferry was to carry its first passengers in June. The board now hopes for October, when the "
    "sea is rougher and the island's hotels are empty.",
    "Passengers have used a hired boat since the old ferry was sold. It carries forty people and no "
    "cars, and in a south wind it does not sail at all.",
    "The island's doctor, Maren Oss, told the board that she had missed eleven surgeries since the "
    "spring because the boat stayed in harbour.",
    "The yard's contract allows a fine of two thousand a day for late delivery, but the board has not "
    "asked for it yet, Valdo said, because it wants the ferry more than the money.",
    "A third test of the gearbox is planned for the first week of September, and islanders have been "
    "invited to watch from the quay.",
)
TITLE = "Island's new ferry is late after gearbox fails tests"

FOOTBALL_HEADLINE = "Rovers 3-1 United: Late goals send Calder's men top of the league"
FOOTBALL = (
    "Two goals in the last ten minutes gave Rovers the win, the striker heading in a corner before the "
    "winger beat two defenders and the goalkeeper from the edge of the penalty area. The manager praised "
    "his midfield after the match and said that the title race was still wide open."
)
POLICY = (
    "We welcome your comments. Please stay on topic and treat other readers with respect.",
    "Comments that are abusive or advertise a product are removed by our moderators.",
    "Some remarks may be reprinted in the newspaper.",
)


def text(*blocks: str) -> str:
    return "\n\n".join(blocks)
