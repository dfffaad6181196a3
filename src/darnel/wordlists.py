"""Closed word classes of English that several parts need: written here, taken from no corpus."""

from __future__ import annotations

TITLES_OF_PERSONS = frozenset(
    "mr mrs ms mx dr prof rev fr sr sra gen col lt maj capt cpt sgt cpl pvt cmdr adm sen rep gov pres"
    " hon amb supt insp det ald st mt ft messrs mme mlle vs v cf eg ie viz".split()
)
"""Abbreviations that a name or another word always follows: no sentence ends at their stop."""

ABBREVIATIONS = frozenset(
    "inc corp co ltd llc plc bros dept univ est ave blvd rd sq bldg assn jr sr phd md esq etc al ed"
    " eds vol no nos fig pp p ch sec art approx appt apt tel ext min max hr hrs mi km lb lbs oz"
    " jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun"
    " ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev"
    " okla ore pa tenn tex vt va wash wis wyo".split()
)
"""Abbreviations that may end a sentence: one ends there if a word follows that opens sentences."""

SENTENCE_STARTERS = frozenset(
    "the a an he she it they we you i but and in on at this that these those there here his her its"
    " their our my your as if when while after before since because although though however still"
    " for from with by to of some many most no not all one two what who why how where both each even"
    " instead meanwhile moreover yet so or nor then now also later last earlier according asked".split()
)
"""Words that open sentences far more often than they follow an abbreviation in mid-sentence."""

STOPWORDS = frozenset(
    "a about above across after again against all almost along already also although always am among"
    " an and another any anyone anything are aren't around as at away back be became because become"
    " been before began behind being below between both but by came can can't cannot could couldn't"
    " did didn't do does doesn't doing don't done down during each either else enough even ever every"
    " everyone everything few first for from further gave get gets getting give given go goes going"
    " gone got had hadn't has hasn't have haven't having he he's her here hers herself him himself his"
    " how however i i'm i've if in including instead into is isn't it it's its itself just keep kept"
    " know last later least less let like likely little long made make makes making many may maybe me"
    " might mine more most mr mrs ms much must my myself near need never new next no nor not nothing"
    " now of off often on once one ones only onto or other others our ours ourselves out over own part"
    " per perhaps put quite rather really said same saw say saying says see seem seemed seems seen she"
    " should shouldn't since so some someone something soon still such take taken takes taking than"
    " that that's the their theirs them themselves then there there's these they they're thing things"
    " think this those though three through throughout thus to today together told too took toward"
    " towards two under until up upon us use used using very want wanted was wasn't way we we're we've"
    " well went were weren't what when where whether which while who whom whose why will with within"
    " without won't would wouldn't yes yet you you're your yours yourself".split()
)
"""Function words and the commonest reporting words: they say nothing of the subject."""
