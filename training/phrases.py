"""Template lines for training: the families of a split, and lines made from frames.

The hand-written families are in `training/templates.py`, `training/policies.py` and
`training/machine_lines.py`; the frames serve fitting only.
"""

from __future__ import annotations

from numpy.random import Generator

from training.corpora import Part
from training.templates import WRITTEN

SLOTTED: dict[str, dict[str, tuple[str, ...]]] = {
    "teaser_line": {
        "source": ("Source link", "Original source", "Source: {site}"),
        "read_at": ("Read more at {site}", "Read the full story at {site}.", "Read it on {site}"),
        "appeared": (
            "The post {title} appeared first on {site}.",
            "{title} appeared first on {site}",
        ),
        "here": (
            "Click here to read the full article",
            "Full story here",
            "Read the whole piece here",
        ),
        "via": ("via {site}", "(via {site})", "h/t {site}"),
        "view": (
            "View original post",
            "View the original article on {site}",
            "Visit {site} for more",
        ),
        "origin": ("This was originally published by {site}.", "First seen on {site}"),
        "rest": (
            "[Continue reading]",
            "The rest of this story is at {site}",
            "Go to the rest of it",
        ),
    },
    "credit_label": {
        "colon": ("{name}:", "From {name}:"),
        "reports": ("{name} reports:", "{name} says:"),
        "brackets": ("({name})", "[{name}]"),
        "source": ("Source: {name}", "Via {name}"),
        "dash": ("- {name}", "– {name}"),
        "site": ("{site}", "www.{site}"),
    },
    "release": {
        "about": (
            "About {name}",
            "{name} is a leading provider of services to households and businesses in the region. Founded "
            "in 1994, it employs 340 people at four sites and is privately owned.",
            "Media contact: Press office, press@{site}",
        ),
        "notes": (
            "Notes to editors",
            "{name} was set up in 2003 and works with more than sixty partners. Photographs and interviews "
            "are available on request.",
            "For more information call the communications team on 555 0142.",
        ),
        "forward": (
            "Forward-looking statements",
            "This release contains statements about future events that involve risks and uncertainties. "
            "Actual results may differ materially from those expected. {name} assumes no duty to update them.",
            "Investor relations: ir@{site}",
        ),
        "foundation": (
            "About the {name} Foundation",
            "The foundation is an independent charity that has given grants for education and health since "
            "1988. It is governed by a board of eleven trustees.",
            "Contact: Director of Communications, 555 0199",
        ),
        "company": (
            "ABOUT {name}",
            "With offices in nine countries, {name} designs and makes equipment for industry. Its shares are "
            "listed on the stock exchange. Visit {site} to learn more.",
            "# # #",
        ),
    },
}
"""Lines of simulated pages with places for a name, a site or a title."""

PARTS = ("fit", "fit", "tune", "test")
"""How slotted families are dealt out in turn."""

FAMILIES: dict[str, dict[str, tuple[str, ...]]] = {
    kind: {name: lines for named in parts.values() for name, lines in named.items()}
    for kind, parts in WRITTEN.items()
}

_POLICY_FRAMES = (
    "We {want} {readers} to {talk} about {stories}.",
    "{Posts} that are {bad} will be {gone}.",
    "{Posts} that {do_bad} are {gone} by our {staff}.",
    "By {posting} you {agree} our {rules}.",
    "{Please} {keep} your {posts} {nice}.",
    "{Please} do not {do_bad2}.",
    "{Posts} {are_those} of their authors and not of {us}.",
    "Our {staff} {watch} the {place}, but {cannot} read everything.",
    "If you see something {bad}, {report} it to our {staff}.",
    "{Thanks} {for_help}.",
    "You must {join} before you can {post}.",
    "We {keep_right} to {edit} any {post} at any time and without giving reasons.",
    "{Users} who {repeat} may lose the right to {post}.",
    "Read the full {rules} before {posting}.",
)
_POLICY_SLOTS: dict[str, tuple[str, ...]] = {
    "want": ("invite", "encourage", "would like", "ask", "urge"),
    "readers": ("our readers", "people", "visitors", "members of the community", "everyone"),
    "talk": ("debate", "exchange views", "discuss what they think", "have their say", "converse"),
    "stories": ("the stories on this page", "local events", "our coverage", "issues that matter to them",
                "the topics we report on"),
    "Posts": ("Comments", "Posts", "Contributions", "Messages", "Remarks", "Submissions", "Opinions"),
    "posts": ("comments", "posts", "contributions", "messages", "remarks", "replies"),
    "post": ("comment", "post", "message", "contribution"),
    "bad": ("abusive", "obscene", "off topic", "defamatory", "racist or sexist", "libellous", "offensive"),
    "gone": ("removed", "deleted", "taken down", "hidden", "rejected", "blocked"),
    "do_bad": ("attack other people", "advertise goods", "break the law", "contain links to shops",
               "use foul language", "repeat the same thing"),
    "do_bad2": ("use bad language", "insult other users", "give out phone numbers", "post advertising",
                "pretend to be somebody else", "write in capitals"),
    "staff": ("moderators", "editors", "web team", "staff", "community managers"),
    "posting": ("posting", "commenting", "submitting a comment", "taking part", "using this forum"),
    "agree": ("accept", "agree to", "are bound by", "confirm that you have read"),
    "rules": ("terms and conditions", "house rules", "user agreement", "community standards", "guidelines",
              "comment policy", "code of conduct"),
    "Please": ("Please", "We ask you to", "Kindly", "Remember to"),
    "keep": ("keep", "make sure to keep", "try to keep"),
    "nice": ("civil", "brief and to the point", "respectful", "clean", "relevant to the article", "polite"),
    "are_those": ("are the views", "express the opinions", "are the responsibility", "are those"),
    "us": ("this newspaper", "the publisher", "the site", "our company", "the editors"),
    "watch": ("monitor", "look after", "moderate", "keep an eye on"),
    "place": ("comment section", "discussion", "forum", "threads", "boards"),
    "cannot": ("cannot", "are unable to", "do not promise to"),
    "report": ("report", "flag", "bring", "use the link to report"),
    "Thanks": ("Thanks", "Many thanks", "We are grateful to you", "Thank you"),
    "for_help": ("for joining the debate", "for your contribution", "for keeping the discussion friendly",
                 "for being part of our community", "for your cooperation"),
    "join": ("register", "log in", "create an account", "sign in with your real name", "be a subscriber"),
    "keep_right": ("reserve the right", "are entitled", "keep the right", "are free"),
    "edit": ("remove", "shorten", "edit", "refuse", "close"),
    "Users": ("Users", "Readers", "People", "Commenters", "Members"),
    "repeat": ("break these rules again and again", "ignore a warning", "abuse others"),
}  # fmt: skip


def policy(rng: Generator) -> list[str]:
    """Make the lines of a comment policy from frames: real ones say the same things in many words."""
    frames = [_POLICY_FRAMES[int(i)] for i in rng.permutation(len(_POLICY_FRAMES))]
    lines = []
    for frame in frames[: int(rng.integers(2, 6))]:
        chosen = {k: v[int(rng.integers(len(v)))] for k, v in _POLICY_SLOTS.items()}
        lines.append(frame.format(**chosen))
    if rng.random() < 0.4:
        lines = [" ".join(lines)]
    return lines


_MACHINE_FRAMES = (
    "As {an_ai}, I {cannot} {do} {what}.",
    "I'm {an_ai} and {cannot} {do} {what}.",
    "I apologize, but I {cannot} {do} {what}.",
    "[{insert} {thing} here]",
    "[{insert} {thing}]",
    "Here {is} {a} {kind} of the {piece}{how}:",
    "{sure} here {is} {a} {kind} of the {piece}{how}.",
    "{write} {a} {piece} about {topic} in {tone} tone.",
    "I hope this {piece} {helps}. Let me know if you {want} changes.",
    "Note: This {piece} was {made} by {an_ai} and should be {checked} before publication.",
    "As of my last {update}, I do not have information on {what}.",
    "Title: {thing}. Keywords: {topic}. Word count: 500.",
)
_MACHINE_SLOTS: dict[str, tuple[str, ...]] = {
    "an_ai": ("an AI language model", "an AI assistant", "a large language model", "an artificial "
              "intelligence", "an AI", "an AI text generator"),
    "cannot": ("cannot", "can't", "am unable to", "am not able to", "do not have the ability to"),
    "do": ("provide", "access", "verify", "predict", "confirm", "share", "give", "generate"),
    "what": ("real-time information", "medical advice", "financial advice", "personal opinions",
             "current events", "up-to-date figures", "links to outside sources", "that content"),
    "insert": ("Insert", "Add", "Your", "Placeholder for", "TODO:", "Include"),
    "thing": ("company name", "date", "quote", "local statistic", "author bio", "city", "image",
              "call to action", "phone number", "source", "product name", "headline"),
    "is": ("is", "'s", "are"),
    "a": ("a", "the", "your", "one"),
    "kind": ("rewritten version", "rephrased version", "revised draft", "summary", "unique version",
             "paraphrase", "plagiarism-free version"),
    "piece": ("article", "text", "blog post", "content", "paragraph", "story"),
    "how": ("", " in simple words", " with the keywords included", " as requested", " you provided"),
    "sure": ("Sure,", "Certainly!", "Of course!", "Absolutely,", "Sure thing!"),
    "write": ("Write", "Generate", "Create", "Rewrite"),
    "topic": ("the topic above", "this subject", "the keyword", "the following product"),
    "tone": ("a friendly", "a professional", "an engaging", "a neutral"),
    "helps": ("helps", "meets your needs", "is what you were looking for"),
    "want": ("want", "would like", "need"),
    "made": ("generated", "written", "created", "produced"),
    "checked": ("checked", "reviewed", "edited"),
    "update": ("training update", "knowledge update", "update in 2021", "training cutoff"),
}  # fmt: skip


def machine(rng: Generator) -> str:
    """Make one line that a text generator or an unfilled template would leave."""
    frame = _MACHINE_FRAMES[int(rng.integers(len(_MACHINE_FRAMES)))]
    return frame.format(**{k: v[int(rng.integers(len(v)))] for k, v in _MACHINE_SLOTS.items()})


def families(kind: str, part: Part) -> dict[str, tuple[str, ...]]:
    """Give the families of a kind that belong to a split; no family is in two."""
    if kind in SLOTTED:
        named = sorted(SLOTTED[kind].items())
        return {
            name: lines for i, (name, lines) in enumerate(named) if PARTS[i % len(PARTS)] == part
        }
    return WRITTEN[kind][part]
