"""Editors' notes and official tails written for this project: honest lines that stand apart from the prose.

None is copied from a site. A detector of residue that never saw them takes "(Corrects the name in
paragraph four)" for a generator's leaving, a crosshead for page furniture, and the last lines of a press
release for readers' talk. Families are dealt out by hand to the splits, as in `training.templates`.
"""

from __future__ import annotations

from training.corpora import Part

NOTES: dict[Part, dict[str, tuple[str, ...]]] = {
    "fit": {
        "refiled": (
            "(This item was filed again to mend a misspelt name in the ninth paragraph.)",
            "(Refiles to remove a stray word from the first line)",
            "(This report was sent out again with the right dateline.)",
            "(Refiled to drop an extra zero in the second paragraph.)",
        ),
        "corrects": (
            "(Corrects the day of the hearing in paragraph four to Tuesday, not Monday)",
            "(Corrects name of the minister in paragraph 11)",
            "(Corrects the sum in the headline and paragraph 1)",
            "(Corrected: the vote was on Thursday)",
        ),
        "adds": (
            "(Adds missing word in headline)",
            "(Adds the mayor's answer in paragraph six, background from paragraph nine)",
            "(Updates with share price, adds analyst)",
            "(Recasts; adds quotes from the hearing)",
        ),
        "versions": (
            "(This version of the July 12 story changes ‘affect’ to ‘effect’ in the third paragraph.)",
            "This version restores the first name of the coroner, which had been left out.",
            "Editor's note: An earlier version of this post gave the wrong year.",
            "Editor's note (9 June): the spelling of the village has been put right.",
            "* This piece first said that the bridge was built in 1931. It was 1937.",
        ),
        "updated": (
            "[Article brought up to date on 3 May 2021.]",
            "UPDATE, 4:15 p.m.: The council has answered.",
            "Update: The road is open again.",
            "UPDATED with the result of the second ballot",
            "Last changed 11:40 a.m. with a statement from the airline.",
        ),
        "first_version": (
            "-- our first report follows --",
            "*** The post as it first stood: ***",
            "(What we wrote this morning is below.)",
            "As it happened:",
        ),
        "developing": (
            "This story is still developing and will be added to as we learn more.",
            "More to come.",
            "This is a breaking report. Details may change.",
        ),
        "content_warning": (
            "[CONTENT WARNING]",
            "[Warning: coarse words in the clip]",
            "Warning: the recording below holds language that some may find offensive.",
            "(GRAPHIC IMAGES BELOW)",
            "[SPOILERS FOLLOW]",
        ),
        "clip": (
            "Here is the clip:",
            "Here is footage of the rescue:",
            "Here's the whole interview:",
            "Listen to the call:",
            "See the moment for yourself:",
            "The exchange begins at 14:20.",
        ),
        "quoted_part": (
            "Here is an excerpt of what was said on Tuesday's programme:",
            "Here are the figures, town by town:",
            "Here is what we know so far:",
            "Here's a short list of what is shut:",
            "The letter in full:",
            "Partial transcript:",
            "And here comes the twist:",
        ),
        "post": (
            "The senator's office answered with this post:",
            "She later wrote:",
            "He posted this on Friday night:",
            "The reply was not long in coming:",
        ),
        "lost_link": (
            "here",
            "Download the full ruling here.",
            "You can read more about the vote here.",
            "The judge's order is here. The appeal is here.",
            "(via)",
            "h/t: a reader in Leeds",
        ),
        "embed": (
            "[video]",
            "[embedded post]",
            "[Graphic: see the chart]",
            "[audio]",
            "(Video below)",
            "[picture: the old mill]",
        ),
        "poll": (
            "Women 61%",
            "Men 54%",
            "Under 30: 44% (+2)",
            "Do not know 9%",
            "Approve 41 / Disapprove 52",
        ),
        "poll_names": (
            "Harker 47% (+4)",
            "Delgado 43%",
            "Neither 6% (-1)",
            "Sample of 1,004 adults, by telephone, 3 to 6 May. Margin of error 3 points.",
        ),
        "no_comment": (
            "The owner could not be reached for comment.",
            "A lawyer for the company declined to comment.",
            "Neither agency replied to a request for comment.",
            "Calls to the clinic were not returned.",
        ),
        "crossheads": (
            "Next steps",
            "Background",
            "Highlights",
            "KEY POINTS",
            "What happens now",
            "The numbers",
            "A long wait",
            "‘Nobody told us’",
        ),
        "crossheads_two": (
            "How it was done",
            "Outlook",
            "THE VERDICT",
            "Reaction",
            "Why it matters",
            "On the ground",
            "Method",
            "What to look out for",
        ),
        "questions": (
            "Where was it?",
            "Who pays?",
            "So what did they find?",
            "Will it last?",
            "What if it rains?",
        ),
        "table_foot": (
            "Figures are rounded and may not add up.",
            "Lengths are measured along the hole. True thickness is about two thirds.",
            "n/a: not counted that year.",
            "All amounts are in thousands of dollars unless it says otherwise.",
        ),
        "signed": (
            "The author taught in Hull for thirty years.",
            "She is at work on a book about canals.",
            "Additional reporting from Lagos by our staff.",
            "Translated from the Portuguese.",
        ),
        "series": (
            "Second of three parts.",
            "This is the last of our letters from the coast.",
            "The first part appeared on Sunday.",
        ),
        "promised": (
            "We'll add to this post as we hear more.",
            "We will keep this page up to date through the night.",
            "Check back in the morning for the final count.",
            "Our reporter is at the court and will have more at noon.",
        ),
        "touches_on": (
            "* Note: this piece speaks of the death of a child.",
            "(Contains descriptions of violence.)",
            "Please note: names have been changed.",
        ),
        "asides": (
            "What would it take?",
            "May it stay so.",
            "So on we go.",
            "That is easily said.",
            "We shall see.",
            "Guess who paid for it.",
        ),
        "remarks": (
            "Those comments, needless to say, caused an uproar.",
            "Her comments have been met with anger and with praise.",
            "His comments on the harbour were cut from the broadcast.",
            "The comments came two days after the vote.",
            "Others called the remark a waste of breath.",
            "If last night's comments were anything to go by, the quarrel is not over.",
        ),
        "opinions": (
            "People who do not know their rights will not miss them.",
            "They do not get to choose which facts may be printed.",
            "Once the law is gone nobody will be safe.",
            "The trouble is that they do not mean well.",
        ),
        "release_drill": (
            "Next steps",
            "Assays from the last five trenches are awaited and should be in hand by March. A track will be cut in the autumn.",
            "Qualified Person",
            "The technical content of this news release was reviewed by Mr. Alan Tregear, P.Geo., who is a consultant to the Company and a Qualified Person under the national instrument.",
            "Cautionary note",
            "Certain statements here look ahead. Actual results may differ from those expected, and the Company takes on no duty to update them.",
            "The Board has approved this announcement.",
        ),
        "release_trial": (
            "About the trial",
            "The study took in 412 adults at 31 sites. Half had the tablet and half a placebo, for 24 weeks.",
            "Dosing went on as planned. No new safety findings were seen.",
            "The full data will be put to the regulator in the second quarter and shown at a meeting in the autumn.",
            "The medicine is not approved for this use in any country.",
        ),
        "release_bank": (
            "Outlook for the year",
            "Lending is expected to grow at a low single-digit rate. Costs will be flat.",
            "A dividend of 4.5 cents a share will be paid on 30 September to holders on the register on 2 September.",
            "A call for analysts will be held at 9 a.m. The slides can be had from the company's website.",
            "These figures have not been audited.",
        ),
        "release_university": (
            "Notes to editors",
            "1. The paper is in the June issue of the society's journal.",
            "2. The work was paid for by the research council, grant 44/812.",
            "3. Pictures may be had from the press office and used free of charge with credit.",
        ),
        "release_council": (
            "Works start on Monday 8 April and take about six weeks. Mill Lane will be shut between the church and the ford.",
            "Buses will use the upper road. Bins will be emptied as usual, but please put them out by 6 a.m.",
            "A leaflet goes to every house. Those who need it in large print should ring the town hall.",
        ),
        "release_club": (
            "Tickets are on sale from Thursday. Members may buy two each.",
            "Gates open at one. The car park at the works is free.",
            "Kick-off is at three o'clock.",
        ),
        "release_product": (
            "Price and availability",
            "The stove goes on sale on 14 October in three colours at 219 euros. It comes with a lid and a grate.",
            "Weight: 3.1 kg. Fuel: any dry wood.",
            "Samples for review are available on request.",
        ),
        "release_outage": (
            "Power was back in all but 60 homes by 11 p.m. Crews will work through the night.",
            "The cause is not yet known. A tree across the line at Ferris Road is being looked at.",
            "Please stay away from fallen wires and report them at once.",
        ),
        "release_court": (
            "An indictment is merely an accusation. The defendant is presumed innocent until proven guilty.",
            "Sentencing is set for 12 January before Judge Helen Orme. The charge carries up to ten years.",
            "The case was investigated by the postal inspectors and is prosecuted by two attorneys of the district.",
        ),
        "instructions": (
            "Serves four.",
            "Leave to cool before slicing. It keeps for three days in a tin.",
            "For the dough: flour, salt, a little warm water.",
            "Preparation: 20 minutes. Baking: 45 minutes.",
        ),
        "visiting": (
            "The show runs until 4 May. Closed on Mondays.",
            "Entry is free. Children under six must be with a grown-up.",
            "The hall is a short walk from the station.",
        ),
        "services": (
            "Visiting hours are from two to six on Friday at the Marsh Street chapel.",
            "The funeral will be held on Saturday at eleven. Family flowers only.",
            "He leaves two sisters, a son and four grandchildren.",
        ),
    },
    "tune": {
        "refiled": (
            "(This despatch has been sent anew to fix the name of the port in paragraph two)",
            "(Amends day in paragraph 7)",
        ),
        "reworked": ("(New throughout; adds byline)", "[This column has been changed since it was first put up.]"),
        "alerts": ("Language alert: the tape is not for children.", "[STRONG LANGUAGE]"),
        "look": ("Have a look:", "Here's how it went:"),
        "headings": ("In brief", "Looking ahead", "WHAT THEY SAID", "How we got here"),
        "filing": (
            "Basis of preparation",
            "The accounts were drawn up on the same lines as last year's and are unaudited.",
            "Trading in the new shares is due to begin on 3 June.",
        ),
    },
    "test": {
        "resent": (
            "(Repeats story sent on Monday with no change to text)",
            "(Fixes spelling of the river in fifth paragraph)",
            "(Makes clear in paragraph 3 that the talks were private)",
        ),
        "clarified": (
            "Clarification: The article has been altered to say that two of the five boats were hired.",
            "This story has been updated to include a statement from the ferry line.",
        ),
        "viewer_advice": ("[Viewer discretion advised]", "NSFW: the lyrics", "[EXPLICIT]"),
        "cue": ("Here's the tape:", "Roll the film:", "Here is the passage in question:"),
        "pollsters": ("Leaning yes 38%", "Refused 3 (=)", "Fieldwork: 9-12 April; 2,015 people"),
        "section_heads": ("Two views", "Costs and savings", "THE ROAD TO THE FINAL", "What comes after"),
        "trading_statement": (
            "Current trading",
            "Sales in the first seven weeks are 2 % ahead. Orders for spring are firm.",
            "The directors expect the full year to be in line with what the market looks for.",
            "This notice contains inside information.",
        ),
        "grant": (
            "Ends",
            "The fund is open to applications until the last day of February. Sums of up to 5,000 are given.",
            "Awards will be made in June.",
        ),
    },
}  # fmt: skip
"""split: family: lines, each a block. Those of a release follow one another."""
