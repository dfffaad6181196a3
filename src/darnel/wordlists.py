"""Closed word classes of English that several parts need: written here, taken from no corpus."""

from __future__ import annotations

from collections.abc import Mapping


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def groups_of(listed: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Give the words of each named group, which are listed with blanks between."""
    return {name: _words(words) for name, words in listed.items()}


TITLES_OF_PERSONS = _words(
    "mr mrs ms mx dr drs prof profs rev fr sra gen gens col lt maj capt cpt sgt cpl pvt cmdr"
    " adm sen sens rep reps gov govs pres hon amb supt insp det ald messrs mme mlle"
)
"""Abbreviations that, capitalised, a name always follows: no sentence ends at their stop."""

VERSUS = _words("vs v cf eg ie viz")
"""Abbreviations that, in small letters, another word always follows."""

ABBREVIATIONS = _words(
    "inc corp ltd llc plc bros dept univ est ave blvd rd st mt ft sq bldg assn jr sr phd esq"
    " etc al eds approx appt apt tel hr hrs lb lbs oz jan feb apr jun jul aug sep sept oct nov"
    " dec tue tues thu thur thurs fri ala ariz ark calif colo conn fla ga ind kan ky mich minn"
    " mont neb nev okla tenn tex vt va wis wyo"
)
"""Abbreviations that may end a sentence: one ends there if a word follows that opens sentences."""

CAPITAL_ABBREVIATIONS = _words(
    "co ill mass miss mo la md wash ore pa del ed sec mar mon wed sat sun"
)
"""Abbreviations that are words of their own unless they are capitalised."""

NUMBERED = _words("no nos vol vols fig figs p pp ch art")
"""Abbreviations before a number, and plain words or ends of sentences before anything else."""

TIME_COMPANIONS = _words(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs"
    " fri sat sun january february march april may june july august september october november"
    " december jan feb mar apr jun jul aug sep sept oct nov dec et est edt ct cst cdt pt pst"
    " pdt mt mst mdt gmt utc bst cet ist aest eastern central mountain pacific"
)
"""Words that follow an hour ("5 p.m. ET Friday") in the same sentence."""

LINK_STARTS = _words("http https www pic")
"""Lower-case beginnings of links, before which a sentence may end all the same."""

SENTENCE_STARTERS = _words(
    "the a an he she it they we you i but and in on at this that these those there here his"
    " her its their our my your as if when while after before since because although though"
    " however still for from with by to of some many most no not all one two what who why how"
    " where both each even instead meanwhile moreover yet so or nor then now also later last"
    " earlier according asked nobody nothing perhaps maybe under during despite among once"
    " today without through until such only several other others every everyone did do does is"
    " was were are could would should have has had just more please let it's that's there's"
    " he's she's they're we're i'm you're i've i'd we've don't didn't let's what's here's"
)
"""Words that open sentences far more often than they follow an abbreviation in mid-sentence."""

STOPWORDS = _words(
    "a about above across after again against all almost along already also although always"
    " am among an and another any anyone anything are aren't around as at away back be became"
    " because become been before began behind being below between both but by came can can't"
    " cannot could couldn't did didn't do does doesn't doing don't done down during each"
    " either else enough even ever every everyone everything few first for from further gave"
    " get gets getting give given go goes going gone got had hadn't has hasn't have haven't"
    " having he he's her here hers herself him himself his how however i i'm i've if in"
    " including instead into is isn't it it's its itself just keep kept know last later least"
    " less let like likely little long made make makes making many may maybe me might mine"
    " more most mr mrs ms much must my myself near need never new next no nor not nothing now"
    " of off often on once one ones only onto or other others our ours ourselves out over own"
    " part per perhaps put quite rather really said same saw say saying says see seem seemed"
    " seems seen she should shouldn't since so some someone something soon still such take"
    " taken takes taking than that that's the their theirs them themselves then there there's"
    " these they they're thing things think this those though three through throughout thus to"
    " today together told too took toward towards two under until up upon us use used using"
    " very want wanted was wasn't way we we're we've well went were weren't what when where"
    " whether which while who whom whose why will with within without won't would wouldn't yes"
    " yet you you're your yours yourself"
)
"""Function words and the commonest reporting words: they say nothing of the subject."""
