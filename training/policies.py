"""Comment policies and terms for readers' posts, written for this project; none is copied from a site.

Named families, dealt out by hand to the splits as those of `training/templates.py` are.
"""

from __future__ import annotations

from training.corpora import Part

POLICIES: dict[Part, dict[str, tuple[str, ...]]] = {
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
        "welcome_rules": (
            "We welcome your comments on this article.",
            "Comments that contain insults, threats or advertising are deleted without notice.",
            "By submitting a comment you accept these conditions.",
        ),
        "published_when": (
            "Comments are not published automatically.",
            "Our editors read them first and decide whether they appear.",
            "Please allow some time before you send the same comment again.",
        ),
        "stay_subject": (
            "Please stick to the subject of the article.",
            "Comments that have nothing to do with it will be taken down.",
            "We do not enter into correspondence about deleted comments.",
        ),
        "own_responsibility": (
            "You are responsible for what you post on this website.",
            "Opinions in the comments belong to whoever wrote them and do not represent those of the newsroom.",
        ),
        "account_loss": (
            "Anyone who breaks these rules may have their account suspended or closed.",
            "A closed account cannot be reopened and may not be replaced by another.",
        ),
        "flag_button": (
            "Found an inappropriate comment? Click the flag next to it and we will take a look.",
            "Reports are treated in confidence.",
        ),
        "open_hours": (
            "Commenting is open from 7 a.m. to 10 p.m. on weekdays.",
            "Outside these hours you can read what others have written, but not reply.",
        ),
        "copyright_posts": (
            "Do not paste whole articles from other publications.",
            "Quote a sentence or two and link to the rest.",
            "Posts that infringe copyright will be edited or removed.",
        ),
        "privacy_others": (
            "Never publish private information about yourself or anyone else: no addresses, phone numbers or e-mail addresses.",
            "Comments with personal details are removed for your protection.",
        ),
        "language_clean": (
            "No profanity, please. Asterisks do not make it better.",
            "Vulgar, sexual or violent comments will not be approved.",
        ),
        "hate_speech": (
            "We do not tolerate hate speech in any form.",
            "Comments that attack people because of their race, religion, nationality, gender, age or disability will be deleted and the user banned.",
        ),
        "one_account": (
            "One person, one account. Impersonating others is not allowed.",
            "Choose a display name that is not offensive or misleading.",
        ),
        "ads_out": (
            "Advertising, self-promotion and chain messages do not belong in the comments.",
            "We reserve the right to remove any link that we consider to be spam.",
        ),
        "discussion_closed": (
            "The comment section for this story is now closed.",
            "Comments are closed automatically fourteen days after publication.",
        ),
        "discussion_guidelines": (
            "Read our discussion guidelines before taking part.",
            "They apply to everybody, including our own staff.",
        ),
        "keep_respect": (
            "Be respectful. Behind every user name is a person.",
            "Criticise ideas, not people.",
            "If you would not say it to somebody's face, do not write it here.",
        ),
        "false_claims": (
            "Do not spread rumours or claims that you cannot back up.",
            "We may ask for sources and delete statements of fact that are clearly untrue.",
        ),
        "legal_advice": (
            "Nothing in the comments is legal, medical or financial advice.",
            "Always ask a qualified professional before you act on something that another reader has written.",
        ),
        "licence_short": (
            "When you post a comment, you give us the right to use, reproduce and publish it in any medium.",
            "You keep the ownership of your words.",
        ),
        "moderator_final": (
            "The decision of the moderator is final.",
            "Please do not discuss moderation in the thread; write to us instead.",
        ),
        "repeat_post": (
            "Posting the same comment several times, or in several threads, counts as spam.",
            "Duplicates are removed.",
        ),
        "age_rule": (
            "You must be at least 16 years old to comment.",
            "Users under that age need the consent of a parent or guardian.",
        ),
        "registered_only": (
            "Only registered users may comment.",
            "Registration is free and takes less than a minute.",
            "We will never share your email address with third parties.",
        ),
        "guests_ok": (
            "You can comment as a guest, without registering.",
            "Comments by guests are checked before they go online.",
        ),
        "no_reply_promise": (
            "We read everything that is sent in, though we cannot reply to each of you.",
            "Questions about a subscription should go to customer service and not into the comments.",
        ),
        "trial_reports": (
            "We do not allow comments on reports from court while proceedings are active.",
            "Anything that might prejudice a trial will be removed at once.",
        ),
        "suicide_reports": (
            "Out of respect for the family, comments on this story have been disabled.",
        ),
        "sensitive_topic": (
            "Because of the sensitive nature of this story, we are not accepting comments on it.",
            "Thank you for your understanding.",
        ),
        "platform_move": (
            "We have moved our comments to a new platform. You may need to sign up again.",
            "Your old comments have not been carried over.",
        ),
        "votes": (
            "Readers can vote comments up or down.",
            "The most liked comments are shown first; those that get many down votes are hidden.",
            "Attempts to manipulate the votes lead to a ban.",
        ),
        "staff_join": (
            "Our reporters sometimes join the discussion. Their comments are marked with a badge.",
            "Please treat them with the same courtesy that you expect from them.",
        ),
        "short_please": (
            "Keep your comments short: we may cut anything longer than 300 words.",
            "Use paragraphs. Walls of text are hard to read.",
        ),
        "caps": (
            "Writing in capital letters is considered shouting and may get your comment deleted.",
        ),
        "english_only": ("Please comment in English so that everyone can follow the discussion.",),
        "link_limit": (
            "Comments with links are held for review.",
            "Links to commercial, illegal or adult sites are never approved.",
        ),
        "signature": (
            "Comments must be signed with a first name and a last name.",
            "Initials and nicknames will not be published.",
        ),
        "letters_editor": (
            "Submissions may be edited for clarity, length, grammar and taste.",
            "Publication is not guaranteed.",
            "We publish no more than one letter per writer each month.",
        ),
        "oped": (
            "We welcome opinion pieces from our readers.",
            "They should be no longer than 700 words and must not have been published elsewhere.",
            "Authors will be contacted only if their piece has been accepted.",
        ),
        "ugc_photo": (
            "By uploading a photo or video you confirm that it is yours and that everybody in it agrees to its publication.",
            "You grant us a free, worldwide and permanent right to use it.",
        ),
        "terms_change": (
            "We may change this policy from time to time.",
            "Check this page regularly, because continued use of the service means that you accept the changes.",
        ),
        "indemnity": (
            "You agree to indemnify us against any claim that results from content you have submitted.",
            "We accept no liability for content posted by users.",
        ),
        "no_obligation": (
            "We are under no obligation to monitor user content, but we may do so.",
            "We may refuse or remove content at our sole discretion and without prior notice.",
        ),
        "police": (
            "Criminal content will be reported to the police, along with the IP address of the sender.",
        ),
        "appeal": (
            "If you believe that your comment was removed by mistake, contact our community team and quote the link.",
            "Please be aware that it can take up to three working days until you hear from us.",
        ),
        "quiet_room": (
            "This is a place for conversation and not for shouting matches.",
            "We hide comments that are aggressive, sarcastic at the expense of others or plainly meant to provoke.",
        ),
        "trolling": (
            "Trolling, flaming and baiting of other users are not permitted.",
            "Do not respond to trolls. Report them.",
        ),
        "conspiracy": (
            "Comments that deny or play down crimes against humanity are illegal in our country and will be deleted.",
        ),
        "elect": (
            "Campaign material may not be posted.",
            "Candidates and their staff must identify themselves as such when they comment.",
        ),
        "brand": (
            "Comments on our brand pages should be about our products.",
            "Complaints about an order are best sent to the help desk.",
        ),
        "library": (
            "The library invites patrons to share their thoughts on books and events.",
            "Remarks that are abusive, commercial or unrelated may be removed by library staff.",
            "Remarks posted here are public records.",
        ),
        "city": (
            "The city reserves the right to hide comments that contain profanity, promote illegal activity or endorse a candidate.",
            "Comments expressed on this page do not reflect the position of the city or its officials.",
        ),
        "university": (
            "The university encourages open discussion on its channels.",
            "Users are expected to comply with the code of conduct at all times.",
            "Content in breach of it may be deleted.",
        ),
        "hospital": (
            "Please do not post details of your own or anybody else's medical condition.",
            "This page is not checked around the clock; in an emergency call the ambulance.",
        ),
        "police_dept": (
            "Do not use this page to report a crime. Call us instead.",
            "Comments that reveal the identity of an undercover officer or a witness will be removed.",
        ),
        "museum": (
            "We love to hear what you thought of the exhibition.",
            "Rude or irrelevant remarks will not be shown.",
        ),
        "sports_club": (
            "Support your team, but respect the opponent.",
            "Racist, homophobic or violent remarks result in a lifetime ban from all our channels.",
        ),
        "game_forum": (
            "No cheating tools, no account trading, no leaks.",
            "Staff will lock threads that turn into personal attacks.",
            "Warnings stay on your record for ninety days.",
        ),
        "recipe_site": (
            "Tried this dish? Leave a rating and tell others how it went.",
            "Comments that are not about the recipe will be removed.",
        ),
        "tech_site": (
            "Keep it technical. Platform wars are moderated away.",
            "Accounts created only to promote a product are closed.",
        ),
        "travel_site": (
            "Reviews must be based on your own stay within the last twelve months.",
            "We remove reviews that were written in exchange for a discount.",
        ),
        "parenting": (
            "Be kind to other parents; there is more than one way to raise a child.",
            "Do not post pictures of children other than your own.",
        ),
        "pets": (
            "Breeders may not advertise litters in the comments.",
            "Ask your vet, and not the forum, if an animal is in pain.",
        ),
        "finance": (
            "Comments must not contain investment recommendations.",
            "Disclose any position you hold in the securities that you mention.",
        ),
        "jobs_board": (
            "Do not post job offers or CVs as comments.",
            "Negative statements about a named employer are removed unless there is proof.",
        ),
        "weather": (
            "Share your weather pictures with us. The best are shown on the evening news.",
            "Say where and when the picture was taken. Do not put yourself in danger to take it.",
        ),
        "podcast": (
            "Leave us a voice message of no more than sixty seconds.",
            "We may play your message on the show, so tell us if we should not use your name.",
        ),
        "newsletter_replies": (
            "Hit reply to tell us what you think. We feature some of the replies in the next edition.",
            "Replies may be shortened.",
        ),
        "live_chat": (
            "The live chat is moderated by volunteers.",
            "Keep messages short and do not flood the chat.",
            "Moderators can time out users who disturb the conversation.",
        ),
        "video_comments": (
            "Comments under this video are switched off.",
            "We turn comments off where they might put the people shown at risk.",
        ),
        "community_note": (
            "A community is only as good as its members, so help us to keep this one friendly.",
            "Welcome newcomers, explain patiently and ignore provocations.",
        ),
        "three_strikes": ("After three removed comments your account is put on hold for a month.",),
        "automatic": (
            "Our software scans each comment for offensive words and holds back those that contain any.",
            "It is not perfect. If your comment was held back for no good reason, it will be released as soon as somebody has read it.",
        ),
        "facebook_group": (
            "This group is private: what is said here stays here.",
            "Members who share screenshots outside the group will be removed.",
            "Admins may decline posts.",
        ),
        "answer_q": (
            "Questions are answered in the order in which they come in.",
            "Please search before asking; duplicates are merged.",
        ),
        "edit_window": (
            "You can edit or delete your comment for fifteen minutes after posting it.",
            "After that it can only be removed by a moderator.",
        ),
        "threads": (
            "Use the reply link under a comment to answer it directly.",
            "Start a new thread only for a new thought.",
        ),
        "bottom_line": (
            "The bottom line: treat each other decently and there will be no problem.",
            "Our aim is to step in as little as possible.",
        ),
        "why_moderate": (
            "Why do we moderate? Because a few loud voices can drive all the others away.",
            "Moderation is not censorship: you are free to publish your views on a page of your own.",
        ),
        "who_moderates": (
            "The comments are moderated by an outside company on behalf of the publisher.",
            "Moderators do not give reasons for single decisions.",
        ),
        "data_keep": (
            "We store your IP address together with your comment in order to prevent abuse.",
            "The data are erased after six months.",
        ),
        "delete_account": (
            "You may delete your account whenever you wish.",
            "Your comments will then be shown as written by a deleted user.",
        ),
        "real_person": (
            "Before your first comment we ask you to confirm that you are a real person.",
            "Comments written by bots or generated by software are deleted.",
        ),
        "ai_posts": ("Do not post text that was generated by a chatbot as if it were your own.",),
        "polls": (
            "Only one vote per person is counted.",
            "Results are not representative. Comments on the poll go below.",
        ),
        "advert_policy_c": (
            "Businesses that want to be mentioned should contact our sales department.",
            "Comments with discount codes are treated as advertising.",
        ),
        "satire": (
            "Irony is often misunderstood in writing. Mark it as such.",
            "Fake news stories posted as a joke will still be taken down.",
        ),
        "quoting": ("When you answer somebody, quote only the part to which you are replying.",),
        "nicknames": (
            "User names that imitate a public figure, contain a web address or are obscene will be changed by us.",
        ),
        "deceased": (
            "Please refrain from speculating about the cause of death.",
            "Disrespectful comments will be removed immediately.",
        ),
        "victims": (
            "Do not publish the names of victims or suspects before the authorities have released them.",
        ),
        "charges": (
            "All persons named in this report are presumed innocent, and comments must respect that.",
        ),
        "racism": (
            "This newspaper does not give a platform to racism.",
            "Whoever wants to insult others should do so elsewhere.",
        ),
        "subscribers2": (
            "Commenting is a benefit of your subscription.",
            "To comment, sign in with the email address that you used when you subscribed.",
        ),
        "free_speech": (
            "We believe in free expression, but not in the freedom to abuse.",
            "You may disagree strongly with us and with each other as long as you remain civil.",
        ),
        "our_promise": (
            "What you can expect from us: we apply the rules evenly, whatever your politics.",
            "What we expect from you: that you read them.",
        ),
        "closing_time": (
            "We switch off comments overnight because no moderator is on duty.",
            "Comments sent during the night are looked at in the morning.",
        ),
        "max_links": ("No more than one link per comment. Do not use link shorteners.",),
        "format": (
            "Simple formatting such as bold and italic is allowed. Scripts and images are removed.",
            "The maximum length is 1,500 characters.",
        ),
        "notify": (
            "Tick the box if you want to be told by email when somebody replies to you.",
            "You can unsubscribe from these notices at any time.",
        ),
        "sponsor": ("Comments are not available on paid content.",),
        "archive2": ("Comments older than two years are no longer displayed.",),
        "school_paper": (
            "The editors of this school newspaper review every comment before posting it.",
            "Anonymous comments, and comments that target a student or a teacher, are not posted.",
        ),
        "church": (
            "Messages should build up and not tear down.",
            "The parish office may remove any message without explanation.",
        ),
        "radio": (
            "By sending us a message you agree that we may read it out on air.",
            "Please give your name and the town that you are calling from.",
        ),
        "magazine": (
            "Write to us at the address below. Letters chosen for publication win a year's subscription.",
            "We regret that unpublished letters cannot be returned.",
        ),
        "wiki": (
            "Talk pages are for improving the article and not for general debate about its subject.",
            "Sign your contributions and assume good faith.",
        ),
        "petition": (
            "Comments by those who sign are shown next to their names.",
            "The organisers may remove comments that harm the cause.",
        ),
        "crowdfund": (
            "Only backers can comment on this project.",
            "Be constructive. Abusive comments are removed and may cost you your pledge rewards.",
        ),
        "shop_review": (
            "Reviews are checked before they are published, whether they are positive or negative.",
            "A review must concern the product and not the delivery.",
        ),
        "local_group": (
            "No gossip about neighbours, no politics, no selling.",
            "The administrators decide what stays, and they do it in their spare time.",
        ),
        "disclaimer2": (
            "The views expressed in reader comments are not endorsed by the publisher.",
            "The accuracy of statements in comments has not been verified.",
        ),
        "encourage": (
            "Tell us why you agree or disagree. Give reasons and examples.",
            "The most thoughtful contributions will be highlighted by our editors.",
        ),
        "how_to": (
            "How to comment: sign in, write your text in the box and press send.",
            "It will be visible to others once it has been approved.",
        ),
        "not_shown": (
            "Your comment is not showing? It may be awaiting approval, or it may have violated our guidelines.",
            "There is no need to post it again.",
        ),
        "warning2": (
            "Users who violate this policy will first receive a warning.",
            "Serious violations lead to an immediate and permanent ban.",
        ),
        "off_limits": (
            "Off limits: personal attacks, obscenity, threats, libel, copyright violations and solicitation of any kind.",
        ),
        "allowed": (
            "What is allowed: criticism, humour, disagreement, personal experience.",
            "What is not: abuse, bigotry, spam, lies.",
        ),
        "community_std": (
            "All users agree to follow our community standards.",
            "Violations can be reported by any user and are reviewed by our staff.",
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
        "big_daily_subs": (
            "Comments on this article are open to registered readers until Thursday evening.",
            "Our moderators approve comments that are on topic and free of abuse, and most are up within the hour.",
            "We open about ten stories a day for comment, chosen by the desk for the interest that they raise.",
        ),
        "tabloid_chat": (
            "Got an opinion? Course you have, so sign up and let rip in the comments!",
            "Keep it clean though, because our mods won't think twice about binning filth, threats or sick jokes.",
        ),
        "tech_blog_dev": (
            "Comments support Markdown, and code belongs in a code block so that others can copy it.",
            "I delete drive-by insults, affiliate links and anything that reads like it came from a press kit.",
            "First-time commenters go into a moderation queue that I clear with my morning coffee.",
        ),
        "parish_magazine_web": (
            "Parishioners and visitors are warmly invited to add a few words beneath our articles.",
            "The churchwardens ask that comments be charitable, and will withdraw any that are likely to give offence.",
            "Notices of jumble sales and the like should be sent to the magazine secretary by the tenth of the month.",
        ),
        "campus_weekly": (
            "The Weekly moderates all comments, and the online editor may reject any that are libelous, discriminatory or off topic.",
            "What commenters say is not to be taken as the opinion of our staff, our adviser or the board of trustees.",
            "Please do not ask us to take down a comment that you regret, since we treat it as part of the record.",
        ),
        "haulage_journal": (
            "Comments are welcome from drivers, operators, suppliers and anyone else with a stake in road haulage.",
            "Please do not use the comment facility to pursue disputes with a customer or a former employer.",
            "All comments are subject to approval, and the journal may publish a selection in its print edition.",
        ),
        "regional_radio": (
            "Text, tweet or comment below, and keep it fit for the breakfast table.",
            "Comments left on this page may be read out by the presenter and may be paraphrased for time.",
            "Abusive messages are logged, and persistent senders are barred from competitions as well as from commenting.",
        ),
        "cake_recipes": (
            "I read every single comment, even if I don't manage to answer them all!",
            "Please check the notes under the recipe before asking about substitutions, as I have probably covered yours.",
            "Unkind comments about me, my family or my kitchen are never approved. Be sweet or bake elsewhere.",
        ),
        "match_thread": (
            "Rules for match threads: no slurs, no wishing injury on anyone, no posting of betting tips.",
            "Mods are fans too, so give them a break when the thread moves fast.",
            "Any user handing out personal abuse after a defeat will be suspended until the next home game.",
        ),
        "local_tv": (
            "This station is not responsible for the content of viewer comments, which are posted through a third-party service.",
            "Viewers may report a comment that violates our terms of service by clicking the arrow in its upper corner.",
            "We reserve the right to turn off comments on any story at the discretion of the news director.",
        ),
        "literary_magazine": (
            "The editors invite considered replies to the essays in this issue, and prefer a paragraph to a quip.",
            "We retain the right to decline a comment without offering reasons, as we do with manuscripts.",
            "Replies of particular merit may, with the writer's consent, appear in the correspondence pages.",
        ),
        "science_news": (
            "We invite comments on the research, its methods and what it might mean, preferably with a reference.",
            "Personal theories of everything, sales of supplements and attacks on individual scientists will be removed by our moderators.",
            "Comments are archived with the article and cannot be altered after a day has passed.",
        ),
        "river_charity": (
            "We are a small non-profit, and our comment section is looked after by one part-time member of staff.",
            "Please be considerate: comments that are hostile, partisan or used to raise funds for others will be hidden.",
            "As a registered charity we cannot be seen to back a political party, and that goes for this page too.",
        ),
        "markets_terminal": (
            "User comments are provided for information only and do not constitute a solicitation to buy or sell any security.",
            "The Company may monitor, edit or delete any comment, and may terminate a user's access without liability.",
            "Participants must not post material non-public information or impersonate an analyst or issuer.",
        ),
        "console_games": (
            "Before you comment: no console-war bait, no piracy talk, no untagged endings.",
            "Our comment mods hand out timeouts that start at one day and get longer each time you come back swinging.",
            "If you think a timeout was unfair, message the mod team privately rather than airing it in a thread.",
        ),
        "lagos_paper": (
            "Dear reader, this newspaper welcomes your comments but will not permit insults directed at any tribe, religion or region.",
            "Comments containing phone numbers, prayer requests for money, loan offers or testimonies of herbal healers will be deleted.",
            "The management shall not be held liable for statements made by commenters.",
        ),
        "indian_daily": (
            "Readers are kindly requested to maintain decorum while commenting, and not to hurt the sentiments of any caste or community.",
            "Our web desk vets all comments, and unparliamentary language will lead to rejection without any intimation to the user.",
            "Grievances against this publication may be addressed to the Grievance Officer, who shall respond within fifteen days.",
        ),
        "outback_weekly": (
            "Comments are moderated by a newsroom of four, so don't expect yours to turn up straight away, mate.",
            "Fair criticism of council, cockies and this paper is fine by us, but defamation isn't.",
            "If you're commenting under a nickname, we'll still need a working email address and a contact number.",
        ),
        "irish_provincial": (
            "We're delighted to hear from readers at home and abroad, and comments are free to all who register.",
            "Given the law of defamation in Ireland, we will take down any comment that gives our solicitor cause to worry.",
            "No comments will be taken on inquests, family law matters or planning objections by named neighbours.",
        ),
        "corporate_network": (
            "Your use of the commenting feature on any of our network's sites is governed by the User Agreement and the Privacy Notice.",
            "We and our affiliates may, but need not, review submissions before or after they are posted.",
            "Content that violates the User Agreement may be removed, and the associated account may be disabled.",
            "Direct any copyright complaint to our designated agent at the address listed in the User Agreement.",
        ),
        "old_gazette": (
            "The Editor is pleased to receive observations from readers, which should be temperate in tone and moderate in length.",
            "Correspondents are reminded that the Gazette does not lend its columns to private quarrels.",
            "The Editor's discretion in the matter of what is published is absolute.",
        ),
        "terse_box": (
            "Every comment goes past a moderator first, regulars included.",
            "Nothing abusive, nothing for sale, nothing in ALL CAPS.",
            "Stuck at the login screen? Email web support.",
        ),
        "farm_paper": (
            "Have a view on prices, policy or the weather? Post a comment and let other growers know.",
            "Please don't name individual farms in connection with disease outbreaks until officials have confirmed them.",
            "Machinery for sale goes in the classifieds, and comments offering it will be taken off by our staff.",
        ),
        "deposit_to_post": (
            "To post here you put down a deposit of two euros, which comes back after a month without complaints.",
            "If a jury of five readers finds that a comment was abusive, the deposit goes to the local food bank.",
            "Jurors are drawn by lot from members who have commented in the last quarter.",
        ),
        "quiz_before": (
            "Before commenting you will be asked three questions about the article, to make sure that you have read it.",
            "The answers can all be found in the text. Moderators cannot let you in without them.",
            "Once inside, please treat fellow commenters as you would guests at your own table.",
        ),
        "island_news": (
            "We live on a small island where everyone knows everyone, so comments must carry the name you go by.",
            "Comments about people's drinking, marriages or boats will be removed, however true they may be.",
            "Send your objections to the editor, or tell her in the shop.",
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
        "broadsheet_terms": (
            "Reader comments on this article are governed by our Terms of Service and Community Standards, last revised in March.",
            "We moderate with a mix of software and trained staff, and a comment may be held before or removed after it appears.",
            "Subscribers comment under the name on their account unless the comments editor has agreed to a pseudonym.",
            "To question a decision, write to the comments desk and include the headline and the time of your post.",
        ),
        "regional_daily_login": (
            "Comments on our stories are reserved for registered readers who have verified an email address and a postcode.",
            "Posts that are abusive, racist or likely to get this newspaper sued will be removed by our moderators.",
            "If you see such a post, please use the 'Report this' link rather than replying in kind.",
        ),
        "public_broadcaster_hours": (
            "Comments are moderated around the clock, but on busy news days there may be a delay before yours goes up.",
            "The Corporation does not take sides in the discussion, and publication of a comment is no sign of approval.",
            "Please note that threads on general election stories are switched off on polling day until voting has ended.",
        ),
        "culture_mag_salon": (
            "Our critics have had their say, and now it is your turn. We ask only for wit, patience and some knowledge of the work.",
            "Comments that attack an artist's looks, private life or family rather than the performance will be cut by the editors.",
        ),
        "science_weekly_evidence": (
            "We welcome comments that question methods, data or conclusions, preferably with a reference to the published literature.",
            "Comments promoting personal theories of everything, miracle cures or perpetual motion machines will not be posted.",
            "Authors of the papers we report on are invited to respond and will be identified as such by our staff.",
        ),
        "cycling_site": (
            "Yes, you may argue about helmets, disc brakes and shaved legs, but abuse of drivers, walkers or other riders gets deleted.",
            "Doping allegations against a named rider stay up only if there is a published ruling to back them.",
            "Comments need a free account; shops and brands must register as trade users before posting.",
        ),
        "allotment_site": (
            "Do share what is flowering, fruiting or failing on your plot, and which part of the country you are in.",
            "Please do not recommend banned weedkillers or home-made sprays, as our moderators will have to take the comment down.",
            "Comments from new gardeners go into a holding bed until one of us has had a look.",
        ),
        "community_weekly_notice": (
            "This newspaper encourages comments from residents but reserves the right to refuse any that are false, malicious or in poor taste.",
            "Remarks about a neighbor's business or family matters will be removed, however true you believe them to be.",
            "All comments must be approved by the editor, who also sells the ads and sweeps the floor, so allow a day.",
        ),
        "church_newsletter_replies": (
            "Brothers and sisters, let your comments be gracious, brief and fit to be read aloud at coffee hour.",
            "Prayer requests that mention another person's illness will not be posted unless that person has given leave.",
            "Comments of a political nature, or unkind toward the clergy and vestry, will be quietly removed.",
        ),
        "business_paper_terms": (
            "Use of the comment facility is subject to the Subscriber Agreement and may be withdrawn for breach of any of its provisions.",
            "Users shall not post confidential, price-sensitive or proprietary information belonging to an employer, client or counterparty.",
            "Posts are displayed under the subscriber's registered name and, where supplied, job title.",
            "The Publisher may disclose a user's identity if ordered to do so by a court or competent authority.",
        ),
        "farming_weekly": (
            "Farming folk have strong opinions and we like to hear them, whether you run two thousand acres or two goats.",
            "Comments naming a farm in connection with disease, trespass or animal cruelty are removed until the facts are established.",
            "Machinery and livestock for sale go in the classifieds, not below the news.",
        ),
        "music_blog_pit": (
            "Comments are open, so tell me I am wrong about this record. Just do it without being gross about the singer.",
            "Anything linking to a leak, a torrent or your cousin's mixtape goes straight to spam.",
            "If it's your first time commenting I have to approve you by hand, and I sleep late.",
        ),
        "law_review_responses": (
            "The Review invites responses to its online essays from practitioners, scholars and students, to be submitted under the author's own name.",
            "Responses are screened by the online editors for relevance and civility, and citations may be conformed to house style.",
            "Nothing posted by a commenter creates an attorney-client relationship or states the views of the Law School.",
        ),
        "diaspora_paper": (
            "Readers may comment in English or in our mother tongue, and the same standard of decency applies in both.",
            "Do not bring old village, clan or party quarrels into this section; comments that stir them up will be deleted.",
            "Never discuss another person's visa or immigration status here, even if you mean to help.",
            "For advice on your own papers, please consult a licensed lawyer and not the comment thread.",
        ),
        "caribbean_daily": (
            "We invite readers to post comments on today's stories, but kindly refrain from tribal politics, cussing and personal grudges.",
            "The views posted are not necessarily those of this newspaper, its management or its affiliated companies across the region.",
            "Comments likely to inflame racial feeling between our peoples will be taken off the site and the commenter blocked.",
        ),
        "nairobi_daily": (
            "Commenters are reminded that ethnic incitement is an offence under Kenyan law, and such posts will be pulled down and may be reported.",
            "Kindly use decent language. Insults in Swahili, Sheng or any vernacular are moderated just as in English.",
            "Do not share M-Pesa numbers, betting tips or job offers that ask for a fee in the comments.",
        ),
        "manila_daily": (
            "By commenting, you confirm that you have read our Terms and Conditions and Data Privacy Notice.",
            "We do not allow comments that are libelous, red-tag individuals or groups, or come from troll accounts of any political color.",
            "Moderators may remove a post and suspend the account concerned without having to notify the user first.",
        ),
        "canadian_public_media": (
            "Sign up with the name your colleagues know you by, as our commenting platform no longer accepts handles.",
            "Comments are welcome in either official language, and contempt for those who speak the other is not.",
            "A limited number of stories are opened for comment each day; stories on Indigenous victims and young offenders are always closed.",
        ),
        "scottish_weekly": (
            "Post below in English, Scots or Gaelic, but keep the heid and leave folk their dignity.",
            "Sectarian remarks will be deleted on sight and the reader concerned will not get a second chance.",
            "Comments on Yes and No alike are held to one standard, whatever you may suspect about the moderators.",
        ),
        "chain_group_notice": (
            "This site is part of a group of local titles, and a single registration lets you comment on all of them.",
            "As we moderate after publication, we rely on users to tell us about posts that breach the group's rules.",
            "A ban on one title applies across the network and can be reviewed after six months at the group's discretion.",
        ),
        "terse_desk_note": (
            "Comments are read by staff. Not all are used.",
            "No slurs, no ads, no threats, no doxxing.",
            "Registered users only; lost passwords take a minute to reset.",
        ),
        "old_courtesy": (
            "Correspondents are respectfully asked to confine their comments to matters raised in the foregoing article.",
            "The Editor regrets that intemperate, scurrilous or repetitious contributions cannot be entertained.",
            "Those who wish to remain anonymous may sign with a nom de plume, provided their particulars are lodged with this office.",
        ),
        "nonprofit_newsroom": (
            "We are a small nonprofit newsroom with no full-time moderator, so please help us by being decent to one another.",
            "Donors and non-donors have the same right to comment, and giving money will not save a post that breaks our policy.",
            "Comments that deadname people, mock survivors or post mugshots are removed, and we email the commenter to explain why.",
        ),
        "tabloid_banter": (
            "Fire away in the comments, folks, but don't be a muppet: posts that are vile, creepy or illegal get zapped.",
            "You must be signed in and over 18 to comment on our betting, dating and true crime pages.",
            "Got the hump because your post was binned? Email the web team and they'll have another look.",
        ),
        "digest_of_conduct": (
            "Participation in the comments section constitutes acceptance of this Code of Conduct in its entirety.",
            "Prohibited content includes harassment, incitement, pornography, malware, pyramid schemes and the unauthorized disclosure of personal data.",
            "Moderation measures available to us are editing, hiding, removal, temporary restriction and permanent termination of access.",
        ),
        "correspondence_online": (
            "Comments left here may be considered for the letters page of our print edition, with your name and suburb.",
            "If you do not want your comment printed, begin it with the words 'Not for publication'.",
            "Comments that have been circulated to several newspapers, or copied from a campaign website, will be rejected.",
        ),
    },
}
