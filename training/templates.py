"""Template texts written for this project: what farms and honest sites print round their articles.

None is copied from a site. Each kind has named families, dealt out by hand to the splits, so that a
detector can be tested on families that it never saw and a new family moves no other.
"""

from __future__ import annotations

from training.corpora import Part
from training.machine_lines import MACHINE
from training.policies import POLICIES

WRITTEN: dict[str, dict[Part, dict[str, tuple[str, ...]]]] = {
    "policy": POLICIES,
    "recirculation": {
        "fit": {
            "dont_miss": ("Don't miss", "Must read", "Editor's picks", "Top picks of the week"),
            "latest": ("Latest News", "Latest updates", "Breaking News", "Today's top stories"),
            "next": ("Read next", "Up next", "Next article", "Keep reading:"),
            "other": ("Other News", "In other news", "Also in the news", "Other stories"),
            "related": ("Related Articles", "Related stories", "Related:", "Related News"),
            "topic": ("More on this topic", "Read more about this subject", "Further reading"),
            "also_read": ("ALSO READ:", "READ ALSO", "Also read |"),
            "see_also": ("See also", "SEE MORE:", "See also:"),
            "section": ("More in World", "More in Politics", "More from Sport"),
            "watch": ("WATCH:", "Watch next", "Related video"),
            "everyone": ("What everyone is reading", "Most shared", "Most viewed today"),
            "similar": ("Similar posts", "Similar articles", "Posts like this"),
            "continue": ("Continue with", "Now read this", "Click next"),
            "tags": ("Tags:", "Filed under:", "Topics in this story"),
            "explore": ("Explore more", "Discover more stories", "Dig deeper"),
            "live": ("Live updates:", "Follow live:", "Developing now"),
        },
        "tune": {
            "like": ("You may also like", "You might be interested in", "Readers also liked"),
            "popular": ("Most Popular", "Most Read", "Trending Now", "Popular posts"),
            "elsewhere": ("Elsewhere on the web", "From around the web", "Around the web"),
            "archive": ("From the archive", "Previously", "Earlier coverage"),
            "author_more": (
                "More by this author",
                "Other posts by the author",
                "Latest from our reporters",
            ),
            "roundup": ("News of the day", "Headlines at a glance", "In case you missed it"),
            "our_pick": ("Our pick of the rest", "Selected stories", "Staff picks"),
        },
        "test": {
            "more": ("More from this section", "More News", "More stories like this", "More headlines"),
            "recommended": ("Recommended for you", "Recommended reading", "Recommended Stories"),
            "stories_you": ("Stories for you", "Picked for you", "Because you read this"),
            "cant_miss": ("Stories you can't miss", "Worth a look", "Hot right now"),
            "partner": ("Promoted stories", "From our partners", "Paid content you may enjoy"),
            "previous": ("Previous post", "Next post", "Older stories"),
            "other_sites": ("Other sites' stories", "What others report", "News from other outlets"),
        },
    },
    "subscription": {
        "fit": {
            "alerts": (
                "Turn on alerts to get breaking stories first.",
                "Download our free app for phones.",
            ),
            "digest": (
                "Want more stories like this one? Subscribe to the morning digest.",
                "Unsubscribe at any time.",
            ),
            "paywall": (
                "You have read your last free article this month.",
                "Already have an account? Log in. Otherwise choose a plan to continue.",
            ),
            "support": (
                "Independent journalism needs your support. Become a member today.",
                "Subscribe now for as little as two dollars a week.",
            ),
            "push": (
                "Allow notifications so that you never miss a headline.",
                "You can switch notifications off in your browser.",
            ),
            "briefing": (
                "Every weekday at seven we send you the five stories that count.",
                "Type your email and press go.",
            ),
            "offer": (
                "Unlock this story: three months for one pound.",
                "Offer for new customers only, renews at the full price.",
            ),
            "podcast": (
                "Listen to the weekly podcast wherever you get your podcasts.",
                "Rate us and leave a review.",
            ),
            "thanks": (
                "Thank you for signing up! Check your inbox to confirm your address.",
                "By signing up you agree to receive offers from us.",
            ),
            "bell": (
                "Hit the bell and subscribe to our channel for new videos.",
                "Don't forget to like and share.",
            ),
        },
        "tune": {
            "follow": (
                "Follow us on social media for the latest updates.",
                "Like our page to see more stories.",
            ),
            "trial": ("Start your free trial and read without limits.", "Cancel whenever you want."),
            "donate": (
                "If you value what you read here, please think about making a donation.",
                "Even a small gift keeps our reporters on the road.",
            ),
            "print_edition": (
                "Have the paper delivered to your door and get digital access thrown in.",
                "Call our customer desk to order.",
            ),
            "rss": ("Subscribe to our feed in your reader.", "Get new posts by mail."),
        },
        "test": {
            "inbox": (
                "Get the day's news in your inbox. Sign up for our newsletter.",
                "Enter your email address",
            ),
            "weekly": (
                "Our weekly briefing brings you the best of our reporting every Friday.",
                "No spam, ever.",
            ),
            "messenger": (
                "Join our channel on the messenger app and get stories on your phone.",
                "Tap here to join the group.",
            ),
            "register": (
                "Register for free to carry on reading.",
                "It takes less than a minute and we ask for no card.",
            ),
            "member_note": (
                "Members see no advertisements and get the crossword early.",
                "Join the club today.",
            ),
        },
    },
    "legal": {
        "fit": {
            "consent": (
                "We and our partners store information on your device to show personalised advertising.",
                "You can withdraw your consent at any time in the privacy settings.",
            ),
            "cookies": (
                "This website uses cookies to improve your experience. By continuing you accept our policy.",
                "Manage your cookie preferences",
            ),
            "liability": (
                "We accept no liability for the content of external sites.",
                "Use at your own risk.",
            ),
            "privacy": (
                "Read our privacy policy to learn how we handle your data.",
                "Terms of service apply.",
            ),
            "trademark": (
                "All product names and logos are the property of their respective owners.",
                "Use of them does not imply endorsement.",
            ),
            "wire": (
                "No part of this report may be reproduced, broadcast or stored without the agency's prior consent.",
                "Distributed under licence.",
            ),
            "forward": (
                "This release contains forward-looking statements that involve risks and uncertainties.",
                "Actual results may differ materially from those described.",
            ),
            "ads_choice": (
                "Adjust your advertising choices",
                "We use identifiers to measure how our advertisements perform.",
            ),
            "views_own": (
                "The opinions expressed in this column are the writer's own and do not represent those of "
                "the publication.",
                "Send comments to the opinion desk.",
            ),
            "fair_use": (
                "This page may contain copyrighted material the use of which has not been authorised by the owner.",
                "It is offered without profit for research and education.",
            ),
        },
        "tune": {
            "copyright": (
                "All rights reserved. This material may not be published, rewritten or redistributed.",
                "Copyright of the publisher and its licensors.",
            ),
            "affiliate": (
                "If you click on a link and make a purchase, the site may receive a share of the sale.",
                "Prices were correct at the time of publication.",
            ),
            "not_advice": (
                "Nothing on this site is an offer to buy or sell securities.",
                "Speak to a qualified adviser before you act.",
            ),
        },
        "test": {
            "disclaimer": (
                "The information on this page is provided for general purposes only and is no advice.",
                "We may earn a commission when you buy through links on our site.",
            ),
            "about_company": (
                "The company is listed on the main exchange and employs nine thousand people in twelve countries.",
                "For more information visit the company's website.",
            ),
            "terms_short": (
                "Terms of use | Privacy | Contact | Imprint",
                "Do not sell my personal information",
            ),
        },
    },
    "machine": MACHINE,
    "comment_chrome": {
        "fit": {
            "closed": ("Comments are closed.", "Comments have been turned off for this story."),
            "count": ("3 Comments", "0 comments", "Sort by newest"),
            "sign_in": ("Sign in to join the discussion", "Create a display name to comment"),
            "votes": ("12 people found this helpful", "Show more replies"),
        },
        "tune": {
            "form": ("Leave a reply", "Your name", "Post comment", "Notify me of new comments by email."),
        },
        "test": {
            "reply": ("Log in to Reply", "Reply", "Report abuse"),
        },
    },
    "share": {
        "fit": {
            "adjust": ("Text size", "Listen to this story", "Save for later"),
            "ads": ("Advertisement", "Story continues below", "Sponsored content"),
        },
        "tune": {
            "buttons": ("Share this article", "Tweet", "Email", "Print"),
        },
        "test": {
            "short": ("Share on Facebook", "Share on Twitter", "Copy link"),
        },
    },
    "credits": {
        "fit": {
            "agency": (
                "(With inputs from agencies)",
                "Reporting by our foreign staff; editing by the night desk",
            ),
            "author": (
                "The author is a staff writer covering local government.",
                "Follow the reporter online.",
            ),
        },
        "tune": {
            "photo": ("Photo: file picture", "Image courtesy of the organisers", "Picture credit: staff"),
        },
        "test": {
            "source": ("Source: agencies", "This article first appeared elsewhere."),
        },
    },
    "comments": {
        "fit": {
            "advice": (
                "Check your bill carefully, they charged me twice.",
                "You can get the same thing cheaper at the market.",
                "Wear a hat and bring water, there is no shade at all.",
            ),
            "anger": (
                "What a waste of money, they should all be sacked.",
                "Nobody asked us, as usual!!",
                "Here we go again, another broken promise and we will pay for it.",
                "This makes me so mad. Who voted for these people?",
            ),
            "personal": (
                "My uncle worked there and he always told us the roof would go one day.",
                "We went last Saturday with the kids and had a great time, the queue was awful though.",
                "I called the office three times and nobody ever rang back.",
            ),
            "politics": (
                "Typical. Both parties are the same if you ask me.",
                "Vote them out in November, simple as that.",
                "If the other side had done this you would all be screaming.",
            ),
        },
        "tune": {
            "banter": (
                "lol my dog could run it better",
                "Pass the popcorn",
                "@Tom you clearly did not read past the title",
                "Agree with Sandy above, same thing happened to us last winter",
            ),
            "praise": (
                "Great read, thank you for covering this.",
                "Finally somebody says it. Well done.",
                "I have lived here for thirty years and never knew this.",
                "Lovely piece, sent it to my mother.",
            ),
        },
        "test": {
            "doubt": (
                "I'm not sure the numbers add up, can you share where they come from?",
                "Sorry but this leaves out half of the story.",
                "Hmm, I'd wait and see before cheering.",
            ),
            "question": (
                "Does anyone know when the road opens again?",
                "Is there a list of the streets affected?",
                "How do I apply for this? The link is dead.",
            ),
        },
    },
    "teaser": {
        "fit": {
            "read_here": ("Read the full article here", "... Read the rest here", "Full article: {site}"),
            "h_t": ("h/t {site}", "Hat tip: {site}"),
            "link_in": ("Link to the original story", "... (link)"),
            "came_first": (
                "{title} came first from {site}.",
                "The entry {title} was first seen on {site}.",
            ),
            "arrow": ("… »", "... >>", "More »"),
            "learn": ("... Learn more", "… See more", "… Show more"),
            "credits_to": ("Credits: {site}", "All credit goes to {site}", "Courtesy of {site}"),
            "rest": ("Read the rest of this entry", "The rest of the story is at {site}"),
            "source_link": ("… Source link", "... Source link", "Source link"),
            "read_more_at": (
                "Read more at the original site",
                "... Read more at the Daily Example",
                "Read more at: example.com",
            ),
            "continue_reading": (
                "… Continue reading",
                "Continue reading →",
                "... Continue reading this story",
            ),
            "full_story": (
                "Click here to read the full story.",
                "... Full story",
                "Read the whole story here",
            ),
            "via": ("(via {site})", "Via: {site}", "Source: {site}"),
            "visit": ("Visit {site} for the full text", "Head over to {site} to read the rest"),
            "excerpt": ("This is an excerpt. The complete report is at {site}.", "Excerpted from {site}"),
            "keep_going": ("Keep reading at {site}", "Read on at {site} »"),
        },
        "tune": {
            "appeared_first": (
                "The post {title} appeared first on {site}.",
                "The article {title} first appeared on {site}.",
            ),
            "view_original": (
                "View the original article",
                "Original article here",
                "See the original post",
            ),
            "go_to_source": ("Go to Source", "Go to the source", "Jump to source"),
            "syndicated": ("Syndicated from {site}", "Reposted with link: {site}"),
        },
        "test": {
            "bracket_dots": ("[…]", "[...]", "(…)"),
            "more_dots": ("... more", "… (more)", "...[read more]"),
            "this_story": ("This story continues at {site}", "Story continues on {site}"),
            "published_at": ("Originally published at {site}", "First published by {site}"),
        },
    },
}  # fmt: skip
"""kind: split: family: lines. `{title}` and `{site}` are filled in where a line is put in a page."""


HONEST: dict[Part, dict[str, tuple[str, ...]]] = {
    "fit": {
        "school_chatbot": (
            "A teacher in Norwich found the sentence “As an AI language model, I do not have personal "
            "experiences” in the middle of a pupil's essay on her summer holiday.",
            "The school now asks pupils to write their first drafts in class. “I would rather read a clumsy "
            "page of their own,” said the head of English, Ruth Amadi.",
            "The exam board said it had looked into forty such cases this spring and had withdrawn six marks.",
        ),
        "lawyer": (
            "The lawyer told the judge that he had typed “find me cases about delayed flights” into a "
            "chatbot and had copied what came back.",
            "Asked whether the cases were real, the program had answered: “I apologise for the confusion. "
            "The cases I provided can be found in legal databases.” They could not.",
            "Judge Halloran fined him four thousand dollars and called the filing an embarrassment.",
        ),
        "reviews": (
            "Dozens of product reviews on the shop's site began with the words “Sure! Here is a review”, "
            "researchers at the university found.",
            "Others still held the words “insert brand name”, which a seller had forgotten to fill in.",
            "The shop took down eleven hundred reviews after the study was published, a spokeswoman said.",
        ),
        "newsroom": (
            "The magazine apologised on Friday after readers noticed that an obituary had been written by "
            "software and ended with an offer to “make it longer if you like”.",
            "Its editor, Paul Lindgren, said a freelance writer had sent in the text and that nobody had "
            "read it before it went to print.",
            "The union called for a rule that every text made by a program must carry a label.",
        ),
        "prompt_jobs": (
            "Companies now pay people to write the instructions that text generators follow, and some of "
            "the posts pay more than a doctor earns.",
            "“You learn quickly that ‘write a friendly article about the topic’ gets you nothing useful,” "
            "said Dana Wells, who does it for an insurer.",
            "Economists doubt that the trade will last, because newer programs need less coaxing.",
        ),
        "comments_end": (
            "The newspaper will shut the comment section under its articles at the end of the month because "
            "its three moderators can no longer keep up.",
            "Editors said most contributions came from fewer than two hundred people and that a third had "
            "to be removed for abuse.",
            "Readers who want to answer a story can write a letter to the editor, as they did before 2006.",
        ),
        "moderation_law": (
            "Under the bill, sites would have to remove hateful comments within a day of a complaint and "
            "tell the author why.",
            "Publishers fear that moderators will delete too much. “If in doubt, out: that is what the "
            "fines will teach us,” said the head of their association.",
            "The justice committee is to vote on it in May.",
        ),
        "cookie_law": (
            "Regulators fined the retailer ten million euros because its site stored cookies on visitors' "
            "computers before they had agreed to it.",
            "The watchdog said that the button to refuse was hidden behind three screens, while the one to "
            "accept was large and green.",
            "The company has said it will appeal.",
        ),
        "newsletter_boom": (
            "Reporters who lost their jobs at the paper have found readers of their own: eleven thousand "
            "people pay five dollars a month for their newsletter.",
            "“People subscribe to a person now and not to a masthead,” said Ellen Roth, who covered the "
            "statehouse for twenty years.",
            "Not all of them stay; about one in four cancels within the year.",
        ),
        "ai_phone": (
            "The phone company's new assistant answers most questions, but asked about the outage it said "
            "that it could not access real-time information.",
            "Customers posted its replies online, and by noon the hashtag was the most used in the country.",
            "The firm said people would answer the phone again from Monday.",
        ),
        "troll_study": (
            "Researchers read two million comments under news articles and found that one rude reply early "
            "on made every later one ruder.",
            "Threads in which a reporter answered within the first hour stayed civil far longer, the study "
            "in the journal found.",
            "The authors advise publishers to keep the first ten contributions under close watch.",
        ),
        "lorem": (
            "The council printed nine thousand leaflets whose second page read “Lorem ipsum” from top to "
            "bottom, the Latin that designers use before the real words arrive.",
            "A councillor said the printer had been sent the wrong file and that a new batch would cost "
            "four hundred pounds.",
        ),
        "placeholder_email": (
            "Voters received messages that began “Dear [first name]” after the campaign's software failed "
            "on Sunday night.",
            "The candidate joked about it on the radio: “I care about every single one of you, square "
            "brackets and all.”",
        ),
        "privacy_policy_news": (
            "The company changed its privacy policy in June to let it train software on what its users "
            "write, and did not tell them, the complaint says.",
            "Two senators have asked for all documents on the decision by the end of the month.",
        ),
        "council_forum": (
            "The council will let residents post questions online before its meetings, the clerk said on Tuesday.",
            "Questions must be polite and about the agenda, and those that are not will be left out, under a rule that passed five to four.",
            "“People should be able to speak freely, and we will read everything,” said Councillor Anne Brandt.",
        ),
        "site_lawsuit": (
            "The appeals court ruled that a website is not responsible for what its users write unless it knew of it.",
            "The judges said that operators may remove posts at their own discretion and need not explain why.",
            "Lawyers for the plaintiff said they would ask the full court to hear the case.",
        ),
        "ban_player": (
            "The league warned that fans who shout abuse will be banned for life.",
            "Anyone who sees it should tell a steward, the league said.",
            "No one was arrested, and the match went on after ten minutes.",
        ),
        "school_rules": (
            "Students must not use their phones in class, and those who do will lose them until the end of the day.",
            "Parents were asked to sign the new rules, and most of them did.",
            "Some said that they could accept the ban, but not the fine.",
        ),
        "civility": (
            "“We have forgotten how to disagree with each other without being enemies,” the senator said.",
            "He asked his colleagues to be respectful and to stick to the facts.",
            "Few of them seemed ready to do so.",
        ),
        "opinion_lines": (
            "Let us be honest with ourselves.",
            "We cannot go on like this, and we should stop pretending that we can.",
            "Those who disagree are free to say so, but they owe us an answer.",
        ),
        "platform_news": (
            "The company said that it removed four million posts in three months because they broke its rules on hate speech.",
            "Users whose posts are taken down can appeal, and one in ten does.",
            "Critics say that the rules are applied unevenly.",
        ),
        "letter_row": (
            "Her letter to the editor was cut to two sentences, and she has not written since.",
            "“They have the right to edit, I suppose, but not to turn around what I meant,” she said.",
        ),
        "gun_talk": (
            "People need to be able to talk about this without being shouted down.",
            "Others said that there was nothing left to discuss.",
            "Everyone agreed that something has to change.",
        ),
        "voters": (
            "Voters must show a document with their name and address.",
            "Those who have none can sign a statement, and their ballots will be checked later.",
            "Officials said that nobody would be turned away.",
        ),
        "editorial_close": (
            "We will see.",
            "That is the question that nobody in the capital wants to answer.",
            "Readers will have to decide for themselves.",
        ),
        "polls_caution": (
            "As with all surveys, the results should be read with care: they are a snapshot and may not hold.",
            "The margin of error is three points.",
        ),
        "employer": (
            "Workers who discuss their pay may not be punished for it, the labour board said.",
            "The company's handbook had told them to keep such matters private.",
            "It has been asked to change the wording.",
        ),
        "parents_fb": (
            "The parents' group has two thousand members and one rule, which is to be kind.",
            "It is broken every day, said the woman who runs it.",
            "She removes the worst and lets the rest stand.",
        ),
        "free_speech_campus": (
            "The college told its students that protests are welcome but that speakers must not be interrupted.",
            "Those who do so may be suspended.",
            "A student called the rule an attack on free speech.",
        ),
        "warning_signs": (
            "Doctors ask people not to rely on what they read online and to call if they feel worse.",
            "Do not drive yourself, they said.",
        ),
        "contract_terms": (
            "By signing, members accept the new terms, which let the gym raise its fees without notice.",
            "A consumer group said that such clauses are void.",
        ),
        "reporter_note": (
            "Some names have been changed at the request of the people who spoke to us.",
            "None of them was paid.",
        ),
        "accept": (
            "Losing teams accept the result and shake hands.",
            "The winners do not always make that easy.",
        ),
        "support": (
            "Groups that work with refugees criticised the idea.",
            "They said that it would keep out people who need help most.",
        ),
        "comment_rules_law": (
            "A bill before parliament would oblige websites to delete unlawful comments within a day of a complaint.",
            "Publishers warn that they would have to remove lawful criticism as well, for fear of fines.",
            "“We would rather delete one comment too many than pay for it,” the head of a regional paper said.",
        ),
        "real_name_rule": (
            "Readers of the paper must now use their real names if they want to comment, its editor announced.",
            "The number of comments fell by two thirds in the first week, and so did the number that had to be removed.",
        ),
        "study_trolls": (
            "People who post abuse under news stories are no different from their neighbours, a study has found.",
            "The researchers asked nine hundred commenters to read a reminder of the rules before they wrote, and half as many posts were offensive afterwards.",
        ),
        "mayor_blocks": (
            "The mayor may not block residents who criticise her on her official page, a judge ruled.",
            "Her lawyers had argued that she was free to remove rude comments as any user is.",
            "The page's rules, which ban insults, threats and advertising, can stay, the judge said.",
        ),
        "forum_shut": (
            "After twenty years the town's internet forum will close on Sunday.",
            "Its founder, a retired teacher, said that he no longer has the time to keep the peace between its members.",
            "“I have banned people whom I meet at the baker's,” he said.",
        ),
        "letters_editor_retires": (
            "For thirty years Helen Marsh chose the letters that the paper printed, and she retires today.",
            "She threw away anything that was unsigned, anything that was libellous and anything written in green ink.",
            "Letters should be short, she says, and nobody ever was persuaded by an insult.",
        ),
        "youth_platform": (
            "Children under thirteen may not open an account on the platform, but half of them have one, the report says.",
            "The company says that it removes such accounts as soon as it learns of them and that users must confirm their age.",
        ),
        "fake_reviews_law": (
            "The agency will fine sellers who pay for reviews.",
            "Under the new rule reviews must come from people who have bought the product, and companies may not hide negative ones.",
            "A trade group welcomed the rule but said that it would be hard to enforce.",
        ),
        "school_page": (
            "The school took down its page after parents attacked a teacher by name in the comments.",
            "It will return with a moderator, the head said, and with a rule that staff and pupils are not to be named.",
        ),
        "appeals_board": (
            "The oversight board told the company to restore a post about breast cancer that its software had deleted.",
            "Users should be told which rule they broke and be able to appeal to a person, the board said.",
            "The company has sixty days to answer.",
        ),
        "terms_update": (
            "The app changed its terms of use on Tuesday, and users have until the end of the month to accept them.",
            "Those who do not will lose access to their messages.",
            "Privacy groups say that the terms let the company use pictures in advertisements.",
        ),
        "radio_callers": (
            "The station no longer puts callers on the air without a delay, after one of them swore at the host.",
            "Producers now ask callers for a name and a number, and they cut off those who become abusive.",
        ),
        "police_posts": (
            "Police asked people not to share pictures of the crash and not to guess at its cause.",
            "Anyone who has film of it should send it to the investigators, they said.",
            "Several posts were deleted at the request of the families.",
        ),
        "library_wifi": (
            "Patrons of the library must agree to its rules before they can use the computers.",
            "They may not watch offensive material, and those who do will be asked to leave, the director said.",
        ),
        "wiki_edit_war": (
            "Two hundred volunteers argued for a month over a single sentence in the online encyclopedia.",
            "In the end a panel locked the page and told three editors not to touch it for a year.",
        ),
        "church_stream": (
            "The parish turned off the chat under its live service after strangers filled it with advertising.",
            "Messages can be sent to the office instead, the vicar said.",
        ),
    },
    "tune": {
        "poet": (
            "For her new book the poet asked a chatbot the same question every morning for a year and "
            "printed its answers beside her own.",
            "“I'm sorry, but I can't help with that” stands on forty pages, and she reads it as a refrain.",
        ),
        "clinic": (
            "The clinic's program told a patient that it was not able to give medical advice and then gave "
            "some, according to the report.",
            "Doctors found that one in nine of its answers was wrong in a way that could have done harm.",
        ),
        "forum_history": (
            "The forum began in 1996 with a single rule, that users sign with their real names, and it kept "
            "that rule to the end.",
            "Its moderators, all of them volunteers, met every year in a pub in Leeds.",
        ),
    },
    "test": {
        "candidate_speech": (
            "The mayor read out a line that gave his speechwriter away: “I hope this draft meets your needs "
            "and I can adjust the tone.”",
            "His office at first denied that a program had written the address, then said that it had "
            "helped “with a few phrases”.",
            "Opponents printed the sentence on shirts and sold them outside the town hall.",
        ),
        "journal": (
            "A paper on battery materials opens with the words “Certainly, here is a possible introduction "
            "for your topic”, and two reviewers let it pass.",
            "The journal has withdrawn it. The authors, from three universities, said they had only used a "
            "language model to improve their English.",
            "A search for the phrase “as of my last knowledge update” found more than a hundred other papers.",
        ),
        "bookseller": (
            "Travel guides whose authors do not exist have flooded the online store, and some of them still "
            "tell their reader to “insert local restaurant here”.",
            "Marta Quill, who has written about Lisbon since 1999, found four that borrowed her name.",
            "The store limits sellers to three new titles a day since last autumn.",
        ),
        "chat_refusal": (
            "When a reporter asked the chatbot who had won the election it replied that, as a language "
            "model, it had no information on recent events.",
            "A rival's program named the wrong winner with great confidence.",
            "Both firms say they point people to the electoral office in such cases.",
        ),
        "comment_ruling": (
            "The court in Strasbourg found that the news site was liable for insulting comments that "
            "readers had left under an article about a ferry company.",
            "The site had a filter and removed the remarks on the day its lawyers were told of them, but "
            "six weeks had passed by then.",
            "Publishers' groups said the ruling would lead many of them to close discussion altogether.",
        ),
        "real_names_law": (
            "Lawmakers want people to register with an identity card before they may post a comment, and "
            "the opposition calls it an end to anonymous speech.",
            "A similar law in South Korea was struck down in 2012 after the data of thirty-five million "
            "users had been stolen.",
        ),
        "paywall_story": (
            "The paper will let people read ten articles a month before it asks them to subscribe, its "
            "publisher told the staff on Tuesday.",
            "It has lost a third of its print circulation since 2010 and hopes to have fifty thousand "
            "paying readers online within two years.",
        ),
        "moderators_strike": (
            "The men and women who check posts for the social network walked out on Wednesday over pay and "
            "over what they have to look at.",
            "“I have seen things that I cannot tell my wife about,” said one moderator, who asked not to be named.",
            "The contractor that employs them said it offers counselling and that most contributions are "
            "removed by software before a person sees them.",
        ),
    },
}  # fmt: skip
"""split: story: its paragraphs. News about chatbots, moderators, paywalls and cookies: it speaks of what
residue speaks of, and is the article's own."""
