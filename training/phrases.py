"""Template texts written for this project: what farms and honest sites print round their articles.

Each kind has named families, so that a detector can be tested on families that it never saw. None is
copied from a site. `families(kind, part)` gives the families of a split.
"""

from __future__ import annotations

from numpy.random import Generator

FAMILIES: dict[str, dict[str, tuple[str, ...]]] = {
    "policy": {
        "civil": (
            "Keep it civil. Comments that insult other readers will be taken down.",
            "We read every comment before it appears, so please be patient.",
            "Repeated breaches of these rules may lead to your account being closed.",
        ),
        "house_rules": (
            "House rules for commenting",
            "Stay on the topic of the story. Do not post advertising or links to your own site.",
            "Personal attacks, obscenity and threats are removed without notice.",
            "By posting you agree to our terms of use and give us the right to publish your words.",
        ),
        "real_names": (
            "We ask that commenters use their real names.",
            "Comments are moderated during office hours and may be edited for length.",
            "The views expressed are those of the readers and not of this newspaper.",
        ),
        "conversation": (
            "Join the conversation",
            "Each thread opens when a story goes up and is locked at midnight on the third day.",
            "Argue with the point and not with the person who made it.",
            "Three warnings cost you your account.",
        ),
        "legal_policy": (
            "Reader comments are the sole responsibility of the person posting them.",
            "The publisher reserves the right to delete any contribution for any reason.",
            "Use the report button to tell our moderators about abusive posts.",
        ),
        "invite": (
            "What do you think? Tell us in the comments below.",
            "Please note that comments containing foul language will not be published.",
            "Your email address will not be published. Required fields are marked.",
        ),
        "login_policy": (
            "To leave a comment you must be a registered user of this site.",
            "Comments close after seven days. We do not publish comments on court cases.",
            "Read our full community guidelines before taking part in the discussion.",
        ),
        "third_party": (
            "Comments on this page are handled by an outside provider under its own conditions.",
            "We do not endorse opinions posted by users and cannot check their facts.",
            "If you find a remark offensive, flag it and an editor will review it.",
        ),
        "respect": (
            "Respect other people when you discuss our stories, even if you disagree with them.",
            "No hate speech, no defamation, no spam: offending messages disappear and so do repeat offenders.",
            "Thanks for helping us keep this a pleasant place for everyone who reads it.",
        ),
        "forum": (
            "Our forum has one rule above all others: write as you would speak to a stranger on a bus.",
            "Posts are limited to one thousand characters. Multiple postings are deleted.",
            "Moderation decisions are final and are not discussed in the forum.",
        ),
        "letters_policy": (
            "Responses of more than two hundred words belong in a letter to the editor.",
            "Please include your name, town and a daytime telephone number for verification.",
            "Unsigned responses are not put online.",
        ),
        "posting": (
            "Posting guidelines: stay relevant, stay polite, stay lawful.",
            "Accounts with fake identities will be suspended.",
            "A first posting waits until an editor has looked at it.",
        ),
        "volunteers": (
            "Volunteers look after this comment section in the evenings and at weekends.",
            "They hide remarks that break the rules and need not explain why.",
            "Complaints about a hidden remark go to the editor by post.",
        ),
        "warning": (
            "Think before you write: what you say here can be found under your name for years.",
            "Do not name suspects, minors or private individuals in a comment.",
            "Comments on pending trials are switched off.",
        ),
    },
    "recirculation": {
        "related": ("Related Articles", "Related stories", "Related:", "Related News"),
        "more": ("More from this section", "More News", "More stories like this", "More headlines"),
        "recommended": ("Recommended for you", "Recommended reading", "Recommended Stories"),
        "other": ("Other News", "In other news", "Also in the news", "Other stories"),
        "popular": ("Most Popular", "Most Read", "Trending Now", "Popular posts"),
        "like": ("You may also like", "You might be interested in", "Readers also liked"),
        "latest": ("Latest News", "Latest updates", "Breaking News", "Today's top stories"),
        "next": ("Read next", "Up next", "Next article", "Keep reading:"),
        "topic": ("More on this topic", "Read more about this subject", "Further reading"),
        "dont_miss": ("Don't miss", "Must read", "Editor's picks", "Top picks of the week"),
    },
    "subscription": {
        "inbox": ("Get the day's news in your inbox. Sign up for our newsletter.", "Enter your email address"),
        "support": (
            "Independent journalism needs your support. Become a member today.",
            "Subscribe now for as little as two dollars a week.",
        ),
        "alerts": ("Turn on alerts to get breaking stories first.", "Download our free app for phones."),
        "weekly": ("Our weekly briefing brings you the best of our reporting every Friday.", "No spam, ever."),
        "paywall": (
            "You have read your last free article this month.",
            "Already have an account? Log in. Otherwise choose a plan to continue.",
        ),
        "follow": ("Follow us on social media for the latest updates.", "Like our page to see more stories."),
        "digest": ("Want more stories like this one? Subscribe to the morning digest.", "Unsubscribe at any time."),
        "trial": ("Start your free trial and read without limits.", "Cancel whenever you want."),
    },
    "legal": {
        "cookies": (
            "This website uses cookies to improve your experience. By continuing you accept our policy.",
            "Manage your cookie preferences",
        ),
        "copyright": (
            "All rights reserved. This material may not be published, rewritten or redistributed.",
            "Copyright of the publisher and its licensors.",
        ),
        "privacy": ("Read our privacy policy to learn how we handle your data.", "Terms of service apply."),
        "disclaimer": (
            "The information on this page is provided for general purposes only and is no advice.",
            "We may earn a commission when you buy through links on our site.",
        ),
        "consent": (
            "We and our partners store information on your device to show personalised advertising.",
            "You can withdraw your consent at any time in the privacy settings.",
        ),
        "liability": ("We accept no liability for the content of external sites.", "Use at your own risk."),
    },
    "machine": {
        "refusal": (
            "As an AI language model, I cannot browse the internet or give real-time figures.",
            "I'm sorry, but I can't help with that request.",
        ),
        "placeholder": (
            "[Insert local statistic here]", "[Add quote from company spokesperson]", "{{article_body}}",
        ),
        "assistant": (
            "Sure! Here is a rewritten version of the article:",
            "I hope this helps! Let me know if you would like any changes.",
        ),
        "prompt": (
            "Write a 500-word article about the topic above in a friendly tone.",
            "Rewrite the following text so that it passes plagiarism checks:",
        ),
        "cutoff": (
            "My knowledge is limited to events before my last training update.",
            "Please note that as an AI I have no personal opinions on this subject.",
        ),
        "variables": ("%%TITLE%% - %%SITENAME%%", "Lorem ipsum dolor sit amet, consectetur adipiscing elit."),
        "outline": (
            "Here is an SEO-friendly article based on your keywords:",
            "Meta description: learn everything you need to know in this article.",
        ),
    },
    "comment_chrome": {
        "reply": ("Log in to Reply", "Reply", "Report abuse"),
        "count": ("3 Comments", "0 comments", "Sort by newest"),
        "form": ("Leave a reply", "Your name", "Post comment", "Notify me of new comments by email."),
        "sign_in": ("Sign in to join the discussion", "Create a display name to comment"),
        "votes": ("12 people found this helpful", "Show more replies"),
        "closed": ("Comments are closed.", "Comments have been turned off for this story."),
    },
    "share": {
        "buttons": ("Share this article", "Tweet", "Email", "Print"),
        "short": ("Share on Facebook", "Share on Twitter", "Copy link"),
        "adjust": ("Text size", "Listen to this story", "Save for later"),
        "ads": ("Advertisement", "Story continues below", "Sponsored content"),
    },
    "credits": {
        "agency": ("(With inputs from agencies)", "Reporting by our foreign staff; editing by the night desk"),
        "author": ("The author is a staff writer covering local government.", "Follow the reporter online."),
        "photo": ("Photo: file picture", "Image courtesy of the organisers", "Picture credit: staff"),
        "source": ("Source link", "Source: agencies", "This article first appeared elsewhere."),
    },
    "teaser": {
        "source": ("Source link", "Original source", "Source: {site}"),
        "read_at": ("Read more at {site}", "Read the full story at {site}.", "Read it on {site}"),
        "appeared": ("The post {title} appeared first on {site}.", "{title} appeared first on {site}"),
        "here": ("Click here to read the full article", "Full story here", "Read the whole piece here"),
        "via": ("via {site}", "(via {site})", "h/t {site}"),
        "view": ("View original post", "View the original article on {site}", "Visit {site} for more"),
        "origin": ("This was originally published by {site}.", "First seen on {site}"),
        "rest": ("[Continue reading]", "The rest of this story is at {site}", "Go to the rest of it"),
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
    "comments": {
        "praise": (
            "Great read, thank you for covering this.", "Finally somebody says it. Well done.",
            "I have lived here for thirty years and never knew this.", "Lovely piece, sent it to my mother.",
        ),
        "anger": (
            "What a waste of money, they should all be sacked.", "Nobody asked us, as usual!!",
            "Here we go again, another broken promise and we will pay for it.",
            "This makes me so mad. Who voted for these people?",
        ),
        "doubt": (
            "I'm not sure the numbers add up, can you share where they come from?",
            "Sorry but this leaves out half of the story.", "Hmm, I'd wait and see before cheering.",
        ),
        "banter": (
            "lol my dog could run it better", "Pass the popcorn", "@Tom you clearly did not read past the title",
            "Agree with Sandy above, same thing happened to us last winter",
        ),
        "personal": (
            "My uncle worked there and he always told us the roof would go one day.",
            "We went last Saturday with the kids and had a great time, the queue was awful though.",
            "I called the office three times and nobody ever rang back.",
        ),
        "question": (
            "Does anyone know when the road opens again?", "Is there a list of the streets affected?",
            "How do I apply for this? The link is dead.",
        ),
        "politics": (
            "Typical. Both parties are the same if you ask me.", "Vote them out in November, simple as that.",
            "If the other side had done this you would all be screaming.",
        ),
        "advice": (
            "Check your bill carefully, they charged me twice.", "You can get the same thing cheaper at the market.",
            "Wear a hat and bring water, there is no shade at all.",
        ),
    },
}  # fmt: skip

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


PARTS = ("fit", "fit", "tune", "test")
"""How families are dealt out in turn."""


def families(kind: str, part: str) -> dict[str, tuple[str, ...]]:
    """Give the families of a kind that belong to a split; no family is in two."""
    named = sorted(FAMILIES[kind].items())
    return {name: lines for i, (name, lines) in enumerate(named) if PARTS[i % len(PARTS)] == part}
