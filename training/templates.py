"""Template texts written for this project: what farms and honest sites print round their articles.

None is copied from a site. Each kind has named families, dealt out by hand to the splits, so that a
detector can be tested on families that it never saw and a new family moves no other.
"""

from __future__ import annotations

from training.corpora import Part

WRITTEN: dict[str, dict[Part, dict[str, tuple[str, ...]]]] = {
    "policy": {
        "fit": {
            "guestbook": (
                "Sign the guest book, but mind your manners.",
                "Entries with advertising are wiped by the keeper of this page.",
                "Entries show up after a day or so.",
            ),
            "ban_list": (
                "What gets you barred: threats, slurs, posing as another reader, dumping links.",
                "What does not get you barred: being wrong.",
                "Bans last from a day to for ever.",
            ),
            "union_paper": (
                "Readers' views are just that, and printing them does not mean that the union agrees.",
                "We leave out what could land a member in trouble with an employer.",
                "Unsigned views are passed over.",
            ),
            "school_board": (
                "Parents may post questions here; teachers will answer during the week.",
                "Do not discuss marks or the behaviour of named pupils.",
                "Posts that shame a child or a teacher vanish at once.",
            ),
            "data_note": (
                "To stop spam we keep the address from which you write for ninety days.",
                "You can ask us to delete your contributions by writing to the data officer.",
                "Guests see a nickname, and never your address.",
            ),
            "review_rules": (
                "Write a review only of places that you have visited yourself.",
                "Owners may answer once. Extortion, such as asking for a rebate, leads to removal.",
                "Reviews older than three years no longer count.",
            ),
            "debate_club": (
                "State your claim, give a reason, and cite a source where you can.",
                "Users who only jeer will be muted by the chair.",
                "The chair sums up at the end of each week.",
            ),
            "mail_in": (
                "Write to us! We print the sharpest letters on Saturday.",
                "Letters may be cut. Anonymous ones go in the bin.",
                "Give your street and number, which we will not print.",
            ),
            "anti_spam": (
                "Posts with more than two links wait in a queue until somebody has looked at them.",
                "New users wait as well, until three of their posts have been passed.",
                "Automated posting is forbidden.",
            ),
            "call_in": (
                "Tell us your story and a producer may ring you back.",
                "By sending it you let us use your voice and name on the air.",
                "Messages that arrive after the show are not answered.",
            ),
            "no_politics": (
                "This is a gardening forum. Political remarks are taken out, whichever side they are on.",
                "Buying and selling belongs in the swap section.",
            ),
            "equal": (
                "Everybody here has one voice, from the mayor to the milkman.",
                "Talking down to newcomers is frowned on and, when repeated, punished.",
                "Moderators wear a green name.",
            ),
            "edited_for": (
                "Your message can be shortened, corrected or left out without notice.",
                "There is no right to be published.",
                "Letters and messages become the property of the publisher.",
            ),
            "report_link": (
                "See something nasty? Press report under the message and choose a reason.",
                "A false report counts against the one who makes it.",
                "A team looks at reports round the clock.",
            ),
            "law_firm": (
                "User content is moderated after publication upon notification only.",
                "Notices of unlawful content must state the address of the page and the passage concerned.",
                "The operator shall remove such content expeditiously.",
            ),
            "thread_open": (
                "Comments will be open for five days.",
                "After that the thread is frozen so that our small team can turn to new stories.",
                "Thank you for your understanding and for debating fairly.",
            ),
            "kids_page": (
                "Hey kids! Ask a grown-up before you write to us.",
                "Use a made-up name. Be nice. Don't tell strangers where you live.",
                "A grown-up at our office looks at all the messages first.",
            ),
            "quality_bar": (
                "One-word replies and plus-ones add nothing and are cleared away.",
                "Use the heart if you agree.",
                "Longer, thoughtful answers rise to the top.",
            ),
            "faith_forum": (
                "People of all faiths and of none are welcome to respond.",
                "Preaching at others is not. Mockery of what others hold sacred is deleted.",
                "The hosts' word is final.",
            ),
            "townhall": (
                "Submissions to the public forum must carry a verifiable name and ward.",
                "Obscene, threatening or commercial submissions are not posted.",
                "Submissions form part of the public record.",
            ),
            "beta": (
                "We are trying out a new discussion tool, so please bear with us.",
                "Old accounts no longer work: register afresh to join in.",
                "The old rules on respect and relevance still hold.",
            ),
            "subject_expert": (
                "Doctors and lawyers who comment here do so as private persons.",
                "Do not rely on what strangers write; see a professional.",
                "We hide posts that offer a diagnosis or legal strategy.",
            ),
            "spoilers": (
                "Mark spoilers! Anybody who gives away an ending without warning will find the post hidden.",
                "Keep talk of leaks and illegal copies off this site.",
            ),
            "stock_forum": (
                "Posters must say if they hold the shares that they write about.",
                "Ramping and bashing are banned, as are tips for a fee.",
                "We hand over data to the regulator where we must.",
            ),
            "thanks_policy": (
                "Thanks for taking part. Keep your input short, friendly and to the point.",
                "Insulting or unlawful input will be erased and its author locked out.",
            ),
            "why_gone": (
                "My post has gone, why? It may have answered one that was deleted.",
                "We do not discuss single decisions. You may post again in other words.",
                "Persistent complaints about moderation are themselves off topic.",
            ),
            "social_page": (
                "On our social pages the same standards apply as on our own site.",
                "We hide name-calling, graphic pictures and chain letters.",
                "Repeat offenders are blocked from the page.",
            ),
            "memorial": (
                "Leave a memory of the departed here. The family sees each message before it is shown.",
                "Messages that cause hurt will not be passed on.",
            ),
            "magazine_club": (
                "The discussion under our essays is for subscribers who have read to the end.",
                "Contributors are expected to show the courtesy of a dinner table.",
                "An editor joins in on Fridays.",
            ),
            "trust_levels": (
                "As you take part you earn trust, and with trust come tools: links, pictures, votes.",
                "Lose it by harassing people, and you start from nothing.",
            ),
            "editors_note_comments": (
                "Editor's note: we have switched to approving all reader comments by hand following a wave "
                "of abuse.",
                "Approval can take a day at the weekend.",
                "Comments with personal data of others will be refused.",
            ),
            "two_lines": ("Comments are moderated.", "Offensive comments will be deleted."),
            "have_your_say": (
                "Have your say",
                "Log in with your account to comment. Be polite and stick to the topic.",
                "All comments reflect the views of their authors alone.",
            ),
            "impressum_user": (
                "Responsibility for readers' posts lies with those who write them.",
                "The editors do not adopt them as their own and remove illegal ones as soon as they know of them.",
            ),
            "civil": (
                "Keep it civil. Comments that insult other readers will be taken down.",
                "We read every comment before it appears, so please be patient.",
                "Repeated breaches of these rules may lead to your account being closed.",
            ),
            "conversation": (
                "Join the conversation",
                "Each thread opens when a story goes up and is locked at midnight on the third day.",
                "Argue with the point and not with the person who made it.",
                "Three warnings cost you your account.",
            ),
            "invite": (
                "What do you think? Tell us in the comments below.",
                "Please note that comments containing foul language will not be published.",
                "Your email address will not be published. Required fields are marked.",
            ),
            "legal_policy": (
                "Reader comments are the sole responsibility of the person posting them.",
                "The publisher reserves the right to delete any contribution for any reason.",
                "Use the report button to tell our moderators about abusive posts.",
            ),
            "posting": (
                "Posting guidelines: stay relevant, stay polite, stay lawful.",
                "Accounts with fake identities will be suspended.",
                "A first posting waits until an editor has looked at it.",
            ),
            "real_names": (
                "We ask that commenters use their real names.",
                "Comments are moderated during office hours and may be edited for length.",
                "The views expressed are those of the readers and not of this newspaper.",
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
            "numbered": (
                "1. Be brief.",
                "2. Be kind to whoever wrote before you.",
                "3. Leave out phone numbers, addresses and the names of children.",
                "4. What you upload stays yours, but you let us show it on air and in print.",
            ),
            "subscriber_only": (
                "Only paying members can add their thoughts to this piece.",
                "Members who drag a debate into the mud lose the privilege, without a refund.",
                "Anyone can go on reading what members have written.",
            ),
            "fb_plugin": (
                "You need a social network account to take part, and your profile picture will be shown.",
                "Whoever hides behind a made-up profile will be barred from the page.",
                "The newsroom does not see your password.",
            ),
            "tone": (
                "Disagree as much as you like, but do it without swearing.",
                "Sarcasm travels badly online; when in doubt leave it out.",
                "Nobody has ever been persuaded by capital letters.",
            ),
            "libel": (
                "Under the law we answer for what you write, so we take no chances with defamatory statements.",
                "Do not guess at guilt before a verdict and do not identify victims.",
                "A user who exposes us to a lawsuit will be passed on to the authorities.",
            ),
            "threshold": (
                "Remarks with many down votes are folded away automatically.",
                "Three reports by different people send a remark to an editor's desk.",
                "Top contributors carry a badge that the community gave them.",
            ),
            "faq": (
                "Who can post? Anyone over sixteen with a confirmed e-mail address.",
                "Can I change a post afterwards? Yes, for ten minutes.",
                "Why has my post vanished? It was off the subject, unlawful or aimed at a person.",
                "Can I appeal? Write to the readers' editor with the number of the post.",
            ),
            "closed_note": (
                "For legal reasons this item is not open to comments.",
                "Discussion of this item has ended. Earlier contributions can still be read.",
                "We shut debates after forty-eight hours because we lack the hands to watch them longer.",
            ),
            "broadcaster": (
                "We may read out a selection of your messages in the programme.",
                "Standard network charges apply to texts. Leave your first name and where you live.",
                "Messages are kept for two years and then destroyed.",
            ),
            "profanity_filter": (
                "A filter swaps swear words for asterisks and holds back the rest for a human.",
                "Trying to fool the filter with odd spellings gets an account frozen.",
            ),
            "email_kept": (
                "We ask for an e-mail address to stop robots; it is never shown or sold.",
                "Fields with an asterisk have to be filled in. HTML tags are stripped from what you type.",
                "Your words appear once the site owner has approved them.",
            ),
            "blog_owner": (
                "This is my blog, so I decide what stays.",
                "I leave up criticism and take down rudeness.",
                "If your remark got stuck in the spam folder, drop me a line and I will fish it out.",
            ),
            "disclaim": (
                "Statements by users have not been verified and do not reflect the position of the station, "
                "its owners or advertisers.",
                "The station is not obliged to keep any user submission.",
            ),
            "reactions": (
                "Instead of a comment box this site offers a form to reach the writer.",
                "Selected letters run on Mondays, trimmed where they ramble.",
            ),
            "elections": (
                "During the campaign, paid party workers must say that they are.",
                "False claims about when and how to vote are struck out and reported to the commission.",
            ),
            "strike_system": (
                "First offence: a note from us. Second offence: a week's silence. Third offence: goodbye.",
                "Offences lapse after a year of good behaviour.",
                "Opening a second profile to get round a ban makes the ban permanent.",
            ),
            "accept_terms": (
                "Ticking the box means that you have read the rules for contributors and are content to be "
                "bound by them.",
                "We can alter the rules at any time; writing on means that you accept the new ones.",
                "A court in the publisher's home town decides disputes.",
            ),
            "no_anonymous": (
                "Pen names are not accepted. Sign with first and last name as in a letter to the paper.",
                "Now and then we will ring to check that you are who you say.",
            ),
            "archive": (
                "Contributions stay online as long as the article does; we do not erase them on request "
                "except where the law says so.",
                "Search engines may list them under the name you chose.",
            ),
            "hosts_voice": (
                "Hello from the hosts! We would love to know where you stand on this.",
                "We step in when things get heated, and now and then we close a thread to cool it down.",
                "Had enough of somebody? You can mute them from their profile.",
            ),
            "values": (
                "We put this space here because journalism is better when its audience answers back.",
                "In return we expect you to have read the story, to argue in good faith and to own up when wrong.",
                "Contributions that dehumanise anyone go straight out.",
            ),
            "court": (
                "Contempt of court rules forbid you to discuss a live case, so responses are off on this report.",
                "They will be turned back on once the jury has returned.",
            ),
        },
        "tune": {
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
            "respect": (
                "Respect other people when you discuss our stories, even if you disagree with them.",
                "No hate speech, no defamation, no spam: offending messages disappear and so do repeat offenders.",
                "Thanks for helping us keep this a pleasant place for everyone who reads it.",
            ),
            "premoderated": (
                "This thread is checked before anything goes live, so your contribution may take an hour or "
                "two to show up.",
                "Nothing is checked between ten at night and seven in the morning.",
                "Why was mine not used? Most of the time it broke one of the points above or repeated "
                "another reader.",
            ),
            "tips": (
                "Got something to add? Good contributions bring facts, experience or a question to the table.",
                "Bad ones bring insults. We bin those.",
            ),
            "students": (
                "The student editors welcome replies from everyone on campus and beyond.",
                "Replies signed with a class year and a full name go up first.",
                "We turn down replies that single out a fellow student.",
            ),
            "sport_fans": (
                "Banter is welcome, abuse of players, referees and rival fans is a red card.",
                "Two yellows and you sit out a month.",
                "No links to illegal streams.",
            ),
            "featured": (
                "The best responses are picked by an editor each afternoon and shown at the top.",
                "Picked does not mean that we share the opinion.",
            ),
            "community_charter": (
                "Our charter was drawn up together with readers in a series of evening meetings.",
                "It protects robust argument and bars contempt for people because of their origin, faith, "
                "sex or disability.",
                "Hosts carry it out, and an ombudsman hears complaints about the hosts.",
            ),
            "language": (
                "Write in English or Welsh so that our hosts can follow.",
                "Machine translated posts are pulled because we cannot tell what was meant.",
            ),
            "be_local": (
                "This board is for people who live, work or study in the county.",
                "Say which street or village you mean and the council may even answer.",
                "Lost pets and garage sales go on the notice board and not here.",
            ),
            "trolls": (
                "Please don't feed the trolls: scroll on, and press the little flag.",
                "A rota of reporters reads every flagged item the same day.",
                "Mocking the dead or their families means an instant ban.",
            ),
            "photo_uploads": (
                "Pictures that you send us must be your own, and people in them must have agreed.",
                "Gory or indecent pictures are refused. We may crop and caption what you send.",
            ),
            "paid_posts": (
                "Undeclared marketing, reviews for money and referral codes are forbidden and cost you your login.",
                "Charities may mention an appeal once a month.",
            ),
        },
        "test": {
            "house_rules": (
                "House rules for commenting",
                "Stay on the topic of the story. Do not post advertising or links to your own site.",
                "Personal attacks, obscenity and threats are removed without notice.",
                "By posting you agree to our terms of use and give us the right to publish your words.",
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
            "licence_grant": (
                "When you submit material you grant the company a perpetual, royalty-free licence to use, "
                "adapt and distribute it in any medium.",
                "You warrant that the material is your own work and infringes nobody's rights.",
                "You will indemnify the company against claims that arise from what you submit.",
            ),
            "old_cms": (
                "Postings are reviewed by the webmaster on weekdays.",
                "The webmaster may drop a posting that is vulgar, commercial or unrelated to the item.",
                "Your IP address is stored together with your posting.",
            ),
            "parish": (
                "Kindly remember that children and elders read these pages.",
                "The parish office will take away anything uncharitable.",
                "If a matter is private, ring the office and do not write it here.",
            ),
            "trade_mag": (
                "Contributions from the trade are valued; sales pitches are not.",
                "State your company when you write about a product that it sells.",
                "The publisher accepts no responsibility for technical advice given by contributors.",
            ),
            "minors": (
                "You have to be at least thirteen to write on these boards, or have a parent's permission.",
                "Never give away your school or where you meet your friends.",
                "If somebody makes you feel uneasy, tell a host at once.",
            ),
            "short_reminder": ("A reminder: play the ball and not the player.", "Flag, don't fight."),
            "off_topic": (
                "Want to talk about something else? Open a topic of your own in the lounge.",
                "Posts that hijack a thread get moved or binned.",
                "Quoting entire articles from elsewhere breaches copyright and is not allowed.",
            ),
            "health": (
                "Share what helped you, but do not tell others to stop a treatment.",
                "Nurses look in twice a day and erase dangerous tips.",
                "In an emergency call an ambulance; nobody here can help you fast enough.",
            ),
            "limits": (
                "Responses can be up to 1,500 characters long, and each person has five a day.",
                "Web addresses are cut out automatically.",
                "Text pasted from other websites will not be passed.",
            ),
            "corrections_first": (
                "Spotted a mistake? Use the corrections form, and not the thread, so that we can fix it at once.",
                "The thread is there for views on the subject and not on typing errors.",
            ),
            "gentle": (
                "Before you hit send, picture the person you are answering sitting across the table.",
                "Would you say it to their face? Then we would like to print it.",
                "We take out what wounds and keep in what stings but helps.",
            ),
        },
    },
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
    "machine": {
        "fit": {
            "double_square": ("[[TITLE]]", "[[image: caption here]]", "[[city]] residents"),
            "percent": ("%SITE_URL%", "%AUTHOR_NAME% reports", "Welcome to %BLOGNAME%"),
            "angle": ("<INSERT PHOTO>", "<company> said in a statement", "<strong>undefined</strong>"),
            "model_limits": (
                "I was trained on data up to 2021 and cannot know about later events.",
                "As a language model I have no feelings about the matter.",
                "I'm unable to browse, so please check the latest figures yourself.",
            ),
            "options": (
                "Option 1: a catchy version. Option 2: a formal version.",
                "Would you like me to continue with the next section?",
                "Let me know which of the headlines you prefer.",
            ),
            "rewrite_orders": (
                "Paraphrase the article below in your own words without changing the facts.",
                "Make it sound human and avoid detection.",
                "Summarise in 300 words and include these keywords:",
            ),
            "error_leak": (
                "Error: rate limit exceeded, please try again later",
                "Exception in thread main: template variable title is null",
                "HTTP 500 at content generator",
            ),
            "dollar": ("${headline}", "$title$ by $author$", "{$post.body}"),
            "underscores": ("__________ said on _________ that", "TITLE_GOES_HERE", "lorem_ipsum_text"),
            "ui_leak": ("Copy to clipboard", "Thumbs up Thumbs down", "Stop generating", "New chat"),
            "disclaimer_ai": (
                "Please keep in mind that this text was generated by artificial intelligence and may "
                "contain errors.",
                "I cannot guarantee that the quotes above are accurate.",
            ),
            "latin": (
                "Lorem ipsum dolor sit amet.",
                "Ut enim ad minim veniam, quis nostrud exercitation ullamco.",
                "Duis aute irure dolor in reprehenderit.",
            ),
            "outline_left": (
                "Introduction: hook the reader with a question.",
                "Body paragraph 2: add supporting details and an example.",
                "Conclusion: restate the thesis and add a call to action.",
            ),
            "sample_text": (
                "Type your paragraph here",
                "This is placeholder content for the demo page.",
                "Replace this text with your article.",
            ),
            "square_author": (
                "[Your Name]",
                "[Name], a spokesperson for [Organization], said",
                "[link to source]",
                "[Insert date]",
            ),
            "policy_refusal": (
                "I'm sorry, but I cannot write about that topic.",
                "I must decline to produce this text, as it may be harmful.",
                "It would not be appropriate for me to create that content.",
            ),
            "assistant": (
                "Sure! Here is a rewritten version of the article:",
                "I hope this helps! Let me know if you would like any changes.",
            ),
            "cutoff": (
                "My knowledge is limited to events before my last training update.",
                "Please note that as an AI I have no personal opinions on this subject.",
            ),
            "prompt": (
                "Write a 500-word article about the topic above in a friendly tone.",
                "Rewrite the following text so that it passes plagiarism checks:",
            ),
            "refusal": (
                "As an AI language model, I cannot browse the internet or give real-time figures.",
                "I'm sorry, but I can't help with that request.",
            ),
            "apology": (
                "I apologise for the confusion. Here is the corrected paragraph:",
                "Apologies, but that falls outside what I am able to write.",
            ),
            "regenerate": ("Regenerate response", "Copy code", "Was this response better or worse?"),
            "chat_turn": (
                "User: make it longer and add the keyword twice",
                "Assistant: Of course. Below is an extended draft.",
            ),
            "tokens": ("<|endoftext|>", "### Instruction: summarise the passage below", "### Response:"),
            "certainly": (
                "Certainly! Below is a unique piece based on the source you pasted.",
                "Feel free to ask if you need the headline reworked.",
            ),
            "self_reference": (
                "Being a text model, I have no way to check what happened after my training ended.",
                "I don't hold views of my own, but here are arguments on both sides.",
            ),
            "your_text": (
                "Your text goes here. Click to edit.",
                "Add a subheading",
                "This is a sample paragraph. Replace it with your own words.",
            ),
            "spin_syntax": (
                "{Many|Numerous|A lot of} people {think|believe|say} that the {plan|scheme} will fail.",
                "{Click here|Read on|See more}",
            ),
            "seo_brief": (
                "H2: Why this matters in 2023",
                "Focus keyphrase in first paragraph: yes. Slug: best-deals-near-me",
                "FAQ schema to be added here",
            ),
            "cannot_fulfil": (
                "I cannot fulfil this request because it goes against the content guidelines.",
                "I'm not able to write that, but I can offer a neutral overview instead.",
            ),
            "translate": (
                "Translate the following article into English and change the names of the outlets:",
                "Output only the translated text, without notes.",
            ),
            "in_conclusion_note": (
                "Note to editor: this draft was produced automatically, please verify names before publishing.",
                "Sources were not consulted for this draft.",
            ),
        },
        "tune": {
            "outline": (
                "Here is an SEO-friendly article based on your keywords:",
                "Meta description: learn everything you need to know in this article.",
            ),
            "variables": (
                "%%TITLE%% - %%SITENAME%%",
                "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
            ),
            "bracket_orders": (
                "[City, State] -",
                "[COMPANY NAME] announced today that",
                "[quote from local official]",
            ),
            "php": (
                "<?php echo $title; ?>",
                "Notice: Undefined variable: author in template on line 42",
                "$body_text",
            ),
            "as_requested": (
                "Here's the paraphrase you asked for, with all sentences changed:",
                "I have kept the meaning while changing the wording as you wanted.",
            ),
            "shortcode": ("[vc_row][vc_column][/vc_column]", "[ad id=4512]", "[gallery ids= size=medium]"),
            "todo": ("TODO: check figure", "TK add second source", "XXX name of mayor XXX"),
            "access_note": (
                "I can't open links, but from the address the article seems to be about the vote.",
                "If you paste the full text I can summarise it for you.",
            ),
        },
        "test": {
            "placeholder": (
                "[Insert local statistic here]",
                "[Add quote from company spokesperson]",
                "{{article_body}}",
            ),
            "moustache": (
                "{{headline}}",
                "Dear {{first_name}}, thank you for visiting {{site_name}}.",
                "{{ article.summary }}",
            ),
            "word_targets": (
                "Word count: 612",
                "Tone: informative. Audience: general readers. Keyword density: 2 %",
            ),
            "lipsum_more": (
                "Sed ut perspiciatis unde omnis iste natus error sit voluptatem.",
                "Dolor sit amet, consectetur, adipisci velit, sed quia non numquam.",
            ),
            "max_length": (
                "The text was cut because the maximum length was reached. Type continue to go on.",
                "Continue generating",
            ),
            "null_values": (
                "undefined",
                "NaN points, up null percent from null",
                "Published by [object Object] on Invalid Date",
            ),
            "image_prompt": (
                "Image prompt: photorealistic crowd in front of a town hall, golden hour, 4k",
                "Alt text: insert description of picture",
            ),
        },
    },
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
