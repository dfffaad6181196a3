from __future__ import annotations

import pytest
from prose import POLICY, STORY, TITLE, text

from darnel.article import Article
from darnel.signals.template_boilerplate import SIGNAL
from darnel.text import parse


def read(*blocks: str, comments: tuple[str, ...] = ()):
    article = Article(title=TITLE, text=text(*blocks), comments=comments)
    reading = SIGNAL.measure(parse([article]))
    return article, {k: v[0] for k, v in reading.features.items()}, reading.findings[0]


def test_a_storys_own_paragraphs_are_never_residue() -> None:
    _, features, findings = read(*STORY)
    assert findings == []
    assert features["share"] < 0.1


def test_a_comment_policy_is_named_as_one_place() -> None:
    article, features, findings = read(*STORY, *POLICY)
    assert features["policy"] > 0.5
    named = [f for f in findings if "comment policy" in f.message]
    assert named
    assert POLICY[0] in named[0].quote
    assert article.text[named[0].start : named[0].end] == named[0].quote


def test_a_policy_over_real_comments_is_no_policy_without_comments() -> None:
    _, alone, _ = read(*STORY, *POLICY)
    _, commented, _ = read(*STORY, *POLICY, comments=("Good riddance to the old boat.",))
    assert commented["policy_without_comments"] == 0
    assert alone["policy_without_comments"] == alone["policy"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Recommended News", id="a label of other stories"),
        pytest.param("Sign up for our newsletter and get the day's stories in your inbox.", id="newsletter"),
        pytest.param("This website uses cookies. By continuing you accept our privacy policy.", id="cookies"),
        pytest.param("As an AI language model, I cannot give real-time information.", id="machine"),
        pytest.param("Share this article", id="share line"),
    ],
)  # fmt: skip
def test_template_lines_between_paragraphs_are_named(line: str) -> None:
    _, features, findings = read(*STORY[:5], line, *STORY[5:])
    assert [f.quote for f in findings] == [line]
    # Publishers print furniture between paragraphs themselves: it is named, but is no `inside`.
    assert features["chrome" if line == "Share this article" else "inside"] > 0.4


HEADLINES = (
    "Council votes to keep the swimming hall open",
    "Two held after lorry theft at the docks",
    "School orchestra wins national prize",
)


def test_links_in_mid_text_weigh_and_the_same_links_at_the_end_do_not() -> None:
    block = ("Related stories", *HEADLINES)
    _, inside, _ = read(*STORY[:4], *block, *STORY[4:])
    _, at_end, _ = read(*STORY, *block)
    assert inside["links_inside"] > at_end["links_inside"]
    assert inside["score"] > 0.5
    assert at_end["score"] < 0.2


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("{{article_title}} - {{site_name}}", id="braces"),
        pytest.param("[Insert name of local expert here]", id="square brackets"),
        pytest.param("Sure! Here is a rewritten version of the article:", id="an assistant's preamble"),
        pytest.param("As an AI language model, I do not have access to recent data.", id="a refusal"),
        pytest.param("Regenerate response", id="a button of a chat window"),
        pytest.param("Lorem ipsum dolor sit amet, consectetur adipiscing elit.", id="dummy text"),
    ],
)  # fmt: skip
def test_what_a_generator_left_is_named_by_its_kind(line: str) -> None:
    _, features, findings = read(*STORY[:5], line, *STORY[5:])
    assert features["machine"] > 0.5
    assert [f.quote for f in findings] == [line]


def test_a_story_that_quotes_a_chatbot_is_not_what_it_quotes() -> None:
    quoting = (
        "Asked when the ferry would sail, the board's new chatbot told passengers: “As an AI language "
        "model, I cannot give real-time information.” By noon half the island had repeated it.",
        "Valdo said that the board would take the program off its site on Friday and put the harbour "
        "master's telephone number there instead.",
    )
    _, features, findings = read(*STORY[:4], *quoting, *STORY[4:])
    assert features["machine"] < 0.2
    assert findings == []


REFUSAL = "As an AI language model, I do not have access to recent data."
PREAMBLE = "Sure! Here is a rewritten version of the article:"


def test_different_sayings_of_generators_count_and_the_same_again_does_not() -> None:
    def count(*lines: str) -> float:
        return read(*STORY[:3], *lines, *STORY[3:])[1]["sayings"]

    assert count() == 0
    assert count(REFUSAL) == count(REFUSAL, REFUSAL) == 1
    assert count(REFUSAL, PREAMBLE) == 2
    assert count(PREAMBLE) == count("[Insert name here]", "{{title}}", "[Your town here]") == 0
    assert count("[Insert name here]", PREAMBLE) == 2
    assert count(REFUSAL.replace(" ", "  "), PREAMBLE.replace(" ", "\u3000")) == 2
    assert count(f"“{REFUSAL}”", f"“{PREAMBLE}”") == 0


def test_an_article_about_chatbots_may_print_what_they_say() -> None:
    about = "The board had asked ChatGPT for a letter to passengers and printed what came back:"
    _, features, _ = read(*STORY[:3], about, PREAMBLE, REFUSAL, *STORY[3:])
    assert features["sayings"] == 0


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("(Corrects the name of the yard in paragraph five)", id="correction"),
        pytest.param("(This report was filed again to mend a date)", id="filed again"),
        pytest.param("[LANGUAGE WARNING]", id="warning"),
        pytest.param("Here is the recording:", id="cue"),
        pytest.param("-- our first post begins here --", id="first version"),
        pytest.param("[embed]", id="embed"),
        pytest.param("Island voters 61%", id="poll"),
        pytest.param("Next steps", id="crosshead"),
    ],
)
def test_an_editors_note_is_no_generators_residue(line: str) -> None:
    for blocks in ((line, *STORY), (*STORY[:4], line, *STORY[4:]), (*STORY, line)):
        _, features, _ = read(*blocks)
        assert max(features["machine"], features["teaser"]) < 0.5


@pytest.mark.parametrize(
    "tail",
    [
        "… Source link",
        "... Read more at the Daily Example",
        "[…] The post Council votes to keep the swimming hall open appeared first on Harbour Post.",
    ],
)
def test_a_cut_off_opening_of_another_text_is_a_teaser(tail: str) -> None:
    cut = f"The council voted late on Monday to keep the swimming hall open for another year {tail}"
    _, features, findings = read(*STORY[:5], cut, *STORY[5:])
    assert features["teaser"] > 0.5
    assert [f.quote for f in findings] == [cut]


def test_a_policy_at_the_end_is_found_but_is_no_strong_sign() -> None:
    _, last, _ = read(*STORY, *POLICY)
    _, between, _ = read(*STORY[:4], *POLICY, *STORY[4:])
    assert min(last["policy"], between["policy"]) > 0.5
    assert last["score"] < 0.2
    assert between["score"] > 0.5


@pytest.mark.parametrize("tail", ["… Source link", "... Read more at the Daily Example"])
def test_a_teaser_that_ends_the_page_is_a_strong_sign(tail: str) -> None:
    cut = f"The council voted late on Monday to keep the swimming hall open for another year {tail}"
    _, features, _ = read(*STORY, cut)
    assert features["inside"] < 0.5
    assert features["score"] > 0.5


@pytest.mark.parametrize(
    "paragraph",
    [
        pytest.param("The moderators had removed the entry within minutes, but a neighbour had taken a picture "
                     "of it and gave it to the police.", id="moderators did their work"),
        pytest.param("Oss said that the board's site had asked passengers to sign in with their real names "
                     "before they could comment, and that hardly anybody did.", id="rules reported"),
        pytest.param("“Abusive comments will be removed,” the notice under the timetable read, and by Friday "
                     "eleven of them had been.", id="a rule quoted",
                     marks=pytest.mark.xfail(strict=True, reason="read as a policy")),
        pytest.param("The board asked a chatbot for a new timetable, and Valdo told the meeting that it had "
                     "apologised for the confusion and made up a harbour.", id="a chatbot at work"),
        pytest.param("A court ruled in May that the operator was not liable for what users had written under "
                     "the article.", id="liability in court", marks=pytest.mark.xfail(reason="read as a policy by this fit")),
        pytest.param("Critics have called the plan a gift to the yard.", id="one odd sentence"),
    ],
)  # fmt: skip
def test_an_article_may_speak_of_comments_rules_and_chatbots(paragraph: str) -> None:
    _, features, findings = read(*STORY[:4], paragraph, *STORY[4:])
    assert features["score"] < 0.3
    assert findings == []


def test_lines_of_a_policy_add_up() -> None:
    lines = (
        "Be patient: a volunteer has to read what you wrote before it is shown.",
        "Nothing that sells or slanders gets through.",
        "Rude words neither.",
    )
    _, one, _ = read(*STORY, lines[1])
    _, three, _ = read(*STORY, *lines)
    assert three["policy"] > max(0.5, one["policy"])


CUT = "The yard's contract allows a fine of two thousand a day for late delivery, but the"


@pytest.mark.parametrize("dots", ["…", "...", " […]", " [...]"])
@pytest.mark.parametrize(
    "link", ["via quayside.example", "Read the rest at the Harbourpost", "[Original source]"]
)
def test_a_text_that_breaks_off_before_a_link_to_the_rest_is_an_excerpt(
    dots: str, link: str
) -> None:
    _, features, findings = read(*STORY[:4], CUT + dots, link)
    assert features["score"] >= features["broken_off"] > 0.98
    assert any(f.quote.startswith(CUT) for f in findings)


@pytest.mark.parametrize(
    "title",
    [
        "Harbour office wants fishing boats to leave the old quay before the winter storms come",
        "Will the harbour office make fishing boats leave the old quay before the winter?",
    ],
)
def test_the_headline_once_more_behind_a_break_is_not_the_texts_last_paragraph(title: str) -> None:
    for again in (title, title.upper()):
        article = Article(text(*STORY[:4], CUT + "…", again, "via quayside.example"), title)
        assert SIGNAL.measure(parse([article])).features["broken_off"][0] > 0.98


BULLETS = (
    "first the boats on the north side of the quay leave between six and nine in the evening",
    "then those on the south side leave in the order in which their owners have signed the list",
)


@pytest.mark.parametrize(
    ("blocks", "most"),
    [
        pytest.param((CUT + "…",), 0.5, id="a feed's or a pipeline's cut"),
        pytest.param((CUT + "…", "Image: the harbour office"), 0.5, id="a caption behind it"),
        pytest.param((CUT + "…", "Subscribe to continue reading this story and support our work."), 0.3, id="preview"),
        pytest.param((CUT + " fine will not be asked for.", "via quayside.example"), 0, id="a whole text"),
        pytest.param(("“" + CUT + "…”", "via quayside.example"), 0, id="a quotation that trails off"),
        pytest.param((CUT + "…", "8.35pm"), 0.5, id="a time behind it"),
        pytest.param((CUT + "…", STORY[7], "via quayside.example"), 0, id="the text goes on"),
        pytest.param((CUT + "…", *BULLETS, "More at quayside.example"), 0, id="a list goes on"),
        pytest.param((CUT + "…", STORY[7] + "¹", "1 Original report: quayside.example"), 0, id="a note"),
        pytest.param(("So it goes…", "via quayside.example"), 0, id="a few words"),
    ],
)  # fmt: skip
def test_an_honest_text_may_end_in_dots(blocks: tuple[str, ...], most: float) -> None:
    _, features, findings = read(*STORY[:4], *blocks)
    assert features["broken_off"] <= most
    assert not any("breaks off" in f.message for f in findings)


@pytest.mark.parametrize(
    ("line", "count"),
    [
        pytest.param("Here is the rewritten version of the article:", 1, id="rewritten"),
        pytest.param("I've kept the meaning while changing the order of the words.", 1, id="kept"),
        pytest.param("Write a 600-word article about the ferry and its gearbox.", 1, id="order"),
        pytest.param("### Response: the ferry is late", 1, id="turn"),
        pytest.param("Meta description: why the ferry is late and what islanders do.", 1, id="brief"),
        pytest.param("{Many|Most} islanders {think|believe|say} that it is late.", 1, id="spun"),
        pytest.param("As of my last update, the ferry had not sailed.", 1, id="limits"),
        pytest.param("I cannot fulfil this request.", 1, id="refusal"),
        pytest.param("Ut enim ad minim veniam, quis nostrud.", 1, id="filler"),
        pytest.param("I can't open links, but the ferry seems to be late.", 0, id="people say it"),
        pytest.param("I'm happy to rephrase the question for the board.", 0, id="people offer it"),
        pytest.param("Here is the full text of the letter:", 0, id="a letter"),
        pytest.param("I have kept the ferry's timetable at home.", 0, id="kept a thing"),
        pytest.param("Write an essay about the ferry and win a cruise.", 0, id="a contest"),
        pytest.param("Usage: service ferry {start|stop|restart}", 0, id="a manual"),
    ],
)  # fmt: skip
def test_what_only_generators_say_counts_by_itself(line: str, count: int) -> None:
    _, features, _ = read(*STORY[:3], line, *STORY[3:])
    assert features["sayings"] == count


def test_what_somebody_is_quoted_with_is_neither_policy_nor_residue() -> None:
    policy = f"“{' '.join(POLICY)}”"
    _, plain, _ = read(*STORY, *POLICY)
    _, spoken, _ = read(*STORY, f"{policy} So the board's page has said since June.")
    assert spoken["policy"] < 0.1 < plain["policy"]
    _, quoted, _ = read(*STORY, f"“{REFUSAL}” was all that the board's page said.")
    assert quoted["machine"] < 0.1


INVITATIONS = (
    "Want more news like this? Sign up for our free newsletter here.",
    "Read also: Council votes to keep the swimming hall open",
    "Subscribe to our newsletter today and support local journalism.",
)


def test_one_invitation_between_paragraphs_is_everyday_and_several_are_not() -> None:
    _, one, _ = read(*STORY[:3], INVITATIONS[0], *STORY[3:])
    first, second, third = INVITATIONS
    _, three, _ = read(*STORY[:2], first, *STORY[2:4], second, *STORY[4:6], third, *STORY[6:])
    assert one["inside"] > 0.8
    assert one["score"] <= 0.5 < three["score"]


def test_one_teaser_between_paragraphs_weighs_less_than_two() -> None:
    teasers = [
        f"{headline}, and the mayor had warned of it when she … Read more"
        for headline in HEADLINES[:2]
    ]
    _, one, _ = read(*STORY[:4], teasers[0], *STORY[4:])
    _, two, _ = read(*STORY[:4], *teasers, *STORY[4:])
    assert one["score"] <= 0.5 < 0.6 < two["score"]


def test_a_quotation_with_dots_in_it_is_no_teaser() -> None:
    line = "The doctor called the plan of the harbour board “late and … They have been dragging their feet.”"
    _, features, _ = read(*STORY[:4], line, *STORY[4:])
    assert features["teaser"] < 0.1


@pytest.mark.parametrize(
    "line",
    [
        "Editor's note: Some comments under an earlier version were lost when it moved.",
        "This is a breaking news post and will be updated with additional information.",
        "[nL2N1QI2GR]",
    ],
)
def test_a_newsrooms_own_notes_are_no_sign(line: str) -> None:
    _, features, _ = read(*STORY[:4], line, *STORY[4:])
    assert max(features["machine"], features["policy"], features["score"]) < 0.1


@pytest.mark.parametrize(
    "line",
    [
        "[h/t Island Gazette]",
        '[video_player id="147" align="left"]',
        "* This post and its headline have been updated",
        "I can't open links, but the ferry seems to be late.",
        "I'm happy to rephrase the question for the board.",
    ],
)
def test_what_newsrooms_and_people_write_is_no_residue_of_a_generator(line: str) -> None:
    _, features, _ = read(*STORY[:3], line, *STORY[3:])
    assert features["machine"] < 0.1


def test_what_people_say_too_names_its_block_beside_another_saying() -> None:
    lines = ("I'm happy to rephrase the question for the board.", "I cannot fulfil this request.")
    _, features, findings = read(*STORY[:3], *lines, *STORY[3:])
    assert features["sayings"] == 2
    assert any(lines[0] in finding.quote for finding in findings)


def test_labels_of_a_digests_sections_are_no_places_of_links() -> None:
    labels = ("**Opinion**", "**Sport**", "**More news**")
    _, features, _ = read(
        *[line for pair in zip(STORY, labels, strict=False) for line in pair], *STORY[3:]
    )
    assert features["links_inside"] > 0.9
    assert features["score"] < 0.1
