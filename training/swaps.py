"""Words that name a side, swapped for those of the other: parties, politicians, places, names, gender.

A swap is consistent within an article, keeps case, mends "a" and "an", and leaves every other word
alone. It tells whether a score knows who or what an article is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

Texts = Sequence[str]
Swap = Callable[[Texts], list[str]]
"""Takes the title and the paragraphs of one article, all at once."""

FUNCTION = frozenset(
    "a about after again against ago also although and any are as at back be because been before "
    "but by can could did do does down during for from had has have he how i if in into is it just "
    "last like may might must next nor not now of off on once or out over said say says she should "
    "since so than that the then there they this though through to today told too under until up "
    "us was we were what when where whether which while who why will with would yesterday you".split()
)
"""Words that show that the word before them is no attribute: "her to", "a Republican who"."""

ATTRIBUTE = re.compile(r"[ -]([^\W\d_]+|\d)")


@dataclass(frozen=True, slots=True)
class Other:
    """What stands for a word before a noun, and where it stands alone."""

    before_noun: str
    alone: str


def _other(word: str | Other) -> Other:
    return word if isinstance(word, Other) else Other(word, word)


def forms(word: str, other: str | Other) -> dict[str, Other]:
    """Give a word's written forms with the other word's: a proper name is never in lower case."""
    both = _other(other)
    before, alone = both.before_noun, both.alone
    found = {word.upper(): Other(before.upper(), alone.upper())} if len(word) > 1 else {}
    if word[0].islower():
        for shape in (_started, str.title):
            found[shape(word)] = Other(shape(before), shape(alone))
    return found | {word: both}


def _started(word: str) -> str:
    return word[:1].upper() + word[1:]


class Table:
    """A table of words and what stands for them."""

    def __init__(self, others: Mapping[str, str | Other], first: Iterable[str] = ()) -> None:
        self._first = frozenset(form for word in first for form in forms(word, word))
        self._others: dict[str, Other] = {}
        for word, other in others.items():
            self._others = forms(word, other) | self._others
        longest = sorted(self._others, key=lambda word: (-len(word), word))
        words = "|".join(re.escape(word) for word in longest)
        self._pattern = re.compile(rf"(?:\b(An?|an?|AN) )?(?<!\w)({words})(?!\w)")

    def __call__(self, texts: Texts) -> list[str]:
        """Swap all words of the table."""
        return [self._pattern.sub(self._replaced, text) for text in texts]

    @property
    def sided(self) -> bool:
        """Whether the table knows which words are of the first side."""
        return bool(self._first)

    def balance(self, texts: Texts) -> int:
        """Count words of the first side, less those of the other."""
        every = (match.group(2) for text in texts for match in self._pattern.finditer(text))
        return sum(1 if word in self._first else -1 for word in every)

    def found(self, texts: Texts) -> list[str]:
        """List the words of the table in their order, each once."""
        every = (match.group(2) for text in texts for match in self._pattern.finditer(text))
        return list(dict.fromkeys(every))

    def _replaced(self, match: re.Match[str]) -> str:
        article, word = match.groups()
        other = self._others[word]
        following = ATTRIBUTE.match(match.string, match.end())
        alone = following is None or following.group(1).lower() in FUNCTION
        new = other.alone if alone else other.before_noun
        if article is None:
            return new
        if _vowel(new) != _vowel(word):
            shouted = article == "AN" or (article == "A" and word.isupper())
            vowel = ("AN" if shouted else "An") if article[0] == "A" else "an"
            article = vowel if _vowel(new) else article[0]
        return f"{article} {new}"


def _vowel(word: str) -> bool:
    return word[:1].lower() in "aeiou" and not word.lower().startswith(("eu", "uk", "us", "uni"))


def both_ways(pairs: Iterable[tuple[str, str]]) -> dict[str, str | Other]:
    """Map each word of a pair to the other."""
    found: dict[str, str | Other] = {}
    for one, other in pairs:
        found.setdefault(one, other)
        found.setdefault(other, one)
    return found


def _pairs(text: str) -> list[tuple[str, str]]:
    """Read "one / other" lines, `;` between pairs."""
    cut = (pair.split("/") for line in text.splitlines() for pair in line.split(";") if "/" in pair)
    return [(one.strip(), other.strip()) for one, other in cut]


_PARTIES = _pairs("""
        Democrats / Republicans; Democratic Party / Republican Party; DNC / RNC; Dems / GOPers
        Democratic National Committee / Republican National Committee
        liberal / conservative; liberals / conservatives; liberalism / conservatism
        left-wing / right-wing; left wing / right wing; left-winger / right-winger
        left-wingers / right-wingers; far-left / far-right; far left / far right
        center-left / center-right; left-leaning / right-leaning; leftist / rightist
        leftists / rightists; the Left / the Right; alt-left / alt-right; hard-left / hard-right
        pro-choice / pro-life; gun control / gun rights; anti-Trump / anti-Obama
        Labour Party / Conservative Party; Labour MP / Conservative MP; Labour MPs / Conservative MPs
        Labour leader / Conservative leader; Labour government / Conservative government
        New Labour / New Tory
        """)
_LEFT = {"Democratic", "Democrat", "Labour"}

PARTIES = Table(
    both_ways(_PARTIES)
    | {
        "Democratic": "Republican", "Democrat": "Republican",
        "Republican": Other("Democratic", "Democrat"),
        "GOP": Other("Democratic", "Democratic Party"),
        "Tory": "Labour", "Tories": "Labour", "the Tories": "Labour", "the Conservatives": "Labour",
        "Labour": Other("Conservative", "the Conservatives"),
        "Liberal Democrats": "Liberal Democrats", "Liberal Democrat": "Liberal Democrat",
        "Social Democrats": "Social Democrats",
    },
    first=_LEFT | {left for left, _ in _PARTIES},
)  # fmt: skip

_POLITICIANS = _pairs("""
    Barack Obama / Donald Trump; Joe Biden / Mitch McConnell; Hillary Clinton / Mike Pence
    Bernie Sanders / Marco Rubio; Nancy Pelosi / John Boehner; Chuck Schumer / Steve Scalise
    Elizabeth Warren / Ted Cruz; Ruth Bader Ginsburg / Antonin Scalia; Tim Kaine / Mitt Romney
    Robert Mueller / William Barr; James Comey / Rudy Giuliani; Al Gore / George W. Bush
    Sonia Sotomayor / Brett Kavanaugh; Jeremy Corbyn / Nigel Farage; Tony Blair / Margaret Thatcher
    Rachel Maddow / Sean Hannity; Keith Olbermann / Rush Limbaugh; George Soros / Sheldon Adelson
    Alexandria Ocasio-Cortez / Matt Gaetz; Pete Buttigieg / Devin Nunes; Andrew Cuomo / Ron DeSantis
    Adam Schiff / Lindsey Graham; Kamala Harris / Nikki Haley
    """)
UNMISTAKABLE = _pairs("""
    Barack / Donald; Hillary / Mitt; Bernie / Marco; Bernie's / Marco's; Pete / Rudy
    Barack H. Obama / Donald J. Trump; Hillary Rodham Clinton / Michael Richard Pence
    Joseph R. Biden / Addison M. McConnell; Bill Clinton / Michael Pence; Albert Gore / George Bush
    Obamacare / Trumpcare; Obamaism / Trumpism; Clintons / Pences; Obamas / Trumps
    Mrs. Clinton / Mr. Pence; Ms. Pelosi / Mr. Boehner; Ms. Warren / Mr. Cruz
    Mrs. Pelosi / Mr. Boehner; Mrs. Warren / Mr. Cruz; Mr. Blair / Mrs. Thatcher
    Mr. Schiff / Mr. Graham; Ms. Maddow / Mr. Hannity; Ms. Harris / Ms. Haley
    Justice Sotomayor / Justice Kavanaugh; Justice Ginsburg / Justice Scalia
    """)
"""First names and nicknames that stand for one person, and titles that go with a name."""

SHARED_SURNAMES = frozenset({"Graham", "Harris"})
"""Surnames of too many others to be swapped alone."""


def _last(name: str) -> str:
    return name.rpartition(" ")[2]


_EVERY = [
    *_POLITICIANS,
    *UNMISTAKABLE,
    *((_last(a), _last(b)) for a, b in _POLITICIANS if not {_last(a), _last(b)} & SHARED_SURNAMES),
]

POLITICIANS = Table(both_ways(_EVERY), first=[left for left, _ in _EVERY])

PLACES = Table(
    both_ways(
        _pairs("""
        Russia / Canada; Russian / Canadian; Russians / Canadians; Moscow / Ottawa
        Nigeria / Norway; Nigerian / Norwegian; Nigerians / Norwegians; Lagos / Oslo
        Texas / Vermont; Texan / Vermonter; Texans / Vermonters; Houston / Burlington
        Mexico / France; Mexican / French; Mexicans / Frenchmen; Mexico City / Paris
        Chicago / Dallas; Illinois / Oklahoma; California / Alabama; Californians / Alabamians
        Los Angeles / Birmingham; San Francisco / Montgomery; Iraq / Ireland; Iraqi / Irish
        Baghdad / Dublin; Iran / Spain; Iranian / Spanish; Iranians / Spaniards; Tehran / Madrid
        China / Germany; Chinese / German; Beijing / Berlin; Syria / Sweden; Syrian / Swedish
        Syrians / Swedes; Damascus / Stockholm; Israel / Italy; Israeli / Italian
        Israelis / Italians; Jerusalem / Rome; Afghanistan / Australia; Afghan / Australian
        Afghans / Australians; Kabul / Canberra; Pakistan / Portugal; Pakistani / Portuguese
        Ohio / Oregon; Cleveland / Eugene; Florida / Minnesota; Miami / Duluth; London / Nairobi
        Britain / Kenya; British / Kenyan; North Korea / New Zealand; Pyongyang / Wellington
        Saudi Arabia / Costa Rica; Saudi / Costa Rican; Riyadh / San Jose; Ukraine / Denmark
        Ukrainian / Danish; Ukrainians / Danes; Kiev / Copenhagen; India / Finland
        Indian / Finnish; Indians / Finns; New Delhi / Helsinki; Detroit / Boise; Atlanta / Seattle
        Georgia / Nebraska; Boston / Memphis; Massachusetts / Tennessee; Baltimore / Omaha
        Maryland / Wyoming; Philadelphia / Tulsa; Pennsylvania / Louisiana; Iowa / Hawaii
        Des Moines / Honolulu; Arizona / Wisconsin; Phoenix / Milwaukee; Egypt / Belgium
        Egyptian / Belgian; Cairo / Brussels; Turkey / Iceland; Turkish / Icelandic
        Libya / Chile; Libyan / Chilean; Benghazi / Santiago; Venezuela / Scotland
        Venezuelan / Scottish; Japan / Ghana; Japanese / Ghanaian; Tokyo / Accra
        """)
    )
    | {
        name: name
        for name in ("New Mexico", "Russian roulette", "American Indian", "American Indians", "Gulf of Mexico")
    }
)  # fmt: skip
"""The last ones stay as they are."""

MEN = tuple(
    "John James Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel "
    "Matthew Anthony Steven Paul Andrew Joshua Kenneth Kevin Brian George Timothy Ronald Edward "
    "Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon "
    "Benjamin Samuel Gregory Alexander Patrick Raymond Dennis Jerry Tyler Aaron Adam Nathan "
    "Douglas Zachary Peter Kyle Walter Ethan Jeremy Harold Keith Roger Noah Gerald Carl Terry "
    "Sean Arthur Lawrence Jesse Dylan Bryan Joe Billy Bruce Albert Willie Gabriel Logan Alan Wayne "
    "Roy Ralph Randy Eugene Vincent Russell Bobby Philip Mike Jim Tom Dan Steve Chris Matt Jeff "
    "Greg Ben Tim Jimmy Tony Bob Dave Ron Ken Doug Brad Todd Craig Chad Derek Harry Henry Simon "
    "Nick Alex Sam Andy Pete Ted Fred Neil Stuart Graham Nigel Ian".split()
)
WOMEN = tuple(
    "Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty "
    "Margaret Sandra Ashley Kimberly Emily Donna Michelle Carol Amanda Dorothy Melissa Deborah "
    "Stephanie Rebecca Sharon Laura Cynthia Kathleen Amy Angela Shirley Anna Brenda Pamela Emma "
    "Nicole Helen Samantha Katherine Christine Debra Rachel Carolyn Janet Catherine Heather Diane "
    "Ruth Julie Olivia Joyce Victoria Kelly Lauren Christina Joan Evelyn Judith Megan Andrea "
    "Cheryl Hannah Jacqueline Martha Gloria Teresa Ann Sara Madison Frances Kathryn Janice Jean "
    "Alice Julia Judy Sophie Kate Anne Jane Claire Lucy Kim Katie Ellen Sue Beth Meghan".split()
)
SURNAMES = tuple(
    "Smith Johnson Williams Jones Davis Miller Wilson Anderson Thomas Taylor Moore Jackson Martin "
    "Thompson Harris Clark Lewis Robinson Walker Allen Wright Scott Hill Adams Nelson Campbell "
    "Mitchell Roberts Carter Phillips Evans Turner Parker Edwards Collins Stewart Morris Murphy "
    "Rogers Morgan Cooper Peterson Reed Bailey Kelly Howard Richardson Watson Brooks Wood James "
    "Bennett Hughes Foster Sanders Ross Powell Sullivan Russell Jenkins Perry Butler Barnes Fisher "
    "Henderson Coleman Simmons Patterson Jordan Reynolds Hamilton Wallace Woods Cole West Owens "
    "Ellis Harrison Gibson McDonald Marshall Murray Freeman Wells Webb Simpson Stevens Tucker "
    "Porter Hunter Crawford Henry Boyd Mason Kennedy Warren Dixon Burns Gordon Shaw Holmes Rice "
    "Robertson Black Daniels Palmer Mills Nichols Knight Ferguson Stone Dunn Perkins Hudson "
    "Spencer Gardner Stephens Payne Pierce Berry Matthews Wagner Willis Watkins Olson Carroll "
    "Duncan Snyder Hart Cunningham Bradley Lane Andrews Fox Harper Riley Armstrong Carpenter "
    "Weaver Greene Lawrence Elliott Sims Austin Peters Kelley Franklin Lawson Fields Ryan Schmidt "
    "Carr Wheeler Chapman Oliver Montgomery Richards Williamson Johnston Banks Meyer Bishop McCoy "
    "Howell Morrison Hansen Garza Harvey Little Burton Stanley George Jacobs Reid Fuller Lynch "
    "Dean Gilbert Garrett Welch Larson Frazier Burke Hanson Mendoza Moreno Bowman Fowler "
    "Brewer Hoffman Carlson Pearson Holland Douglas Fleming Jensen Vargas Byrd Davidson Hopkins "
    "Kavanagh Barrett Graham Griffin Hayes Bryant Alexander Hicks Cox Ward Gray Watts".split()
)
ORDINARY = frozenset(
    "West Wood Woods Fields Little Banks Fox Stone Black Hill Ward Lane Rice Hart Austin Montgomery "
    "Burns Wells Mills Bishop Knight Hunter Mason Porter Weaver Fisher Carpenter Gray Holland Dean "
    "Jordan Franklin Hamilton Freeman Marshall Butler Gardner Cole Berry Reed Garrett Houston "
    "Madison Cooper Walker Turner Parker Palmer Spencer Armstrong Wheeler Chapman Fuller Page "
    "Greene Brewer Foster Harper Lynch Fowler Tucker Webb Carter Wright Jackson Lawrence Hudson".split()
)
"""Surnames that are also words or places; left alone."""

TRADITIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "nigerian": (
        tuple("Chinedu Emeka Oluwaseun Babatunde Ifeanyi Tunde Musa Obinna Adewale Segun Kelechi Femi Uche Yakubu Ikenna".split()),
        tuple("Ngozi Amaka Folake Chioma Yewande Aisha Ifeoma Temitope Zainab Adaeze Bukola Nkechi Halima Funmi".split()),
        tuple("Okafor Adeyemi Eze Balogun Okonkwo Bello Nwosu Ogunleye Abubakar Chukwu Olawale Onyeka Danjuma Adebayo Uzor Igwe".split()),
    ),
    "indian": (
        tuple("Arjun Rajesh Vikram Sanjay Amit Suresh Rahul Anil Deepak Manoj Ashok Vijay Karthik Nikhil Ramesh".split()),
        tuple("Priya Lakshmi Anjali Sunita Kavita Deepa Meera Pooja Asha Nandini Rekha Divya Shalini Usha".split()),
        tuple("Sharma Patel Iyer Gupta Reddy Singh Nair Chatterjee Mehta Kumar Banerjee Desai Joshi Rao Kapoor Menon".split()),
    ),
    "arabic": (
        tuple("Ahmed Omar Khalid Youssef Hassan Tariq Ibrahim Mahmoud Karim Faisal Bilal Samir Nabil Rashid Walid".split()),
        tuple("Fatima Layla Amina Noor Salma Hanan Mariam Rania Khadija Dalia Samira Huda Yasmin Nadia".split()),
        tuple("Haddad Mansour Nasser Khalil Saleh Farouk Qasim Darwish Hamdan Sabbagh Aziz Najjar Shaheen Bakri Jaber Hakim".split()),
    ),
    "hispanic": (
        tuple("José Carlos Luis Javier Miguel Alejandro Diego Rafael Fernando Raúl Jorge Andrés Ricardo Hector Mateo".split()),
        tuple("María Guadalupe Carmen Lucía Sofía Rosa Ximena Isabel Pilar Mercedes Alejandra Elena Marisol Inés".split()),
        tuple("García Rodríguez Hernández Ramírez Vázquez Castillo Jiménez Ortega Delgado Fuentes Navarro Salazar Guerrero Mejía Rivas Ibarra".split()),
    ),
}  # fmt: skip
"""Men's first names, women's first names and surnames."""

_ANGLO = {
    **dict.fromkeys(set(SURNAMES) - ORDINARY, 2),
    **dict.fromkeys(WOMEN, 1),
    **dict.fromkeys(MEN, 0),
}
_NAMES = Table({name: name for name in _ANGLO})


def personal_names(tradition: str | None = None) -> Swap:
    """Make a swap of common Anglo names for another tradition's; by default the text draws which."""

    def swap(texts: Texts) -> list[str]:
        which = tradition or list(TRADITIONS)[crc32("".join(texts).encode()) % len(TRADITIONS)]
        kinds = TRADITIONS[which]
        counts = [0, 0, 0]
        others: dict[str, str | Other] = {}
        for found in _NAMES.found(texts):
            name = found if found in _ANGLO else _NAME_OF[found]
            if name not in others:
                kind = _ANGLO[name]
                others[name] = kinds[kind][counts[kind] % len(kinds[kind])]
                counts[kind] += 1
        return Table(others)(texts) if others else list(texts)

    return swap


_NAME_OF = {name.upper(): name for name in _ANGLO}

_GENDERED = _pairs("""
        he / she; himself / herself; man / woman; men / women; boy / girl; boys / girls
        father / mother; fathers / mothers; dad / mom; son / daughter; sons / daughters
        brother / sister; brothers / sisters; husband / wife; husbands / wives; uncle / aunt
        nephew / niece; actor / actress; actors / actresses; chairman / chairwoman
        spokesman / spokeswoman; congressman / congresswoman; businessman / businesswoman
        policeman / policewoman; gentleman / lady; gentlemen / ladies; male / female
        males / females; boyfriend / girlfriend; grandfather / grandmother; grandson / granddaughter
        king / queen; prince / princess; sir / madam; Mr. / Ms.; he's / she's; he'd / she'd
        he’s / she’s; he’d / she’d; he'll / she'll; he’ll / she’ll
        """)

GENDER = Table(
    both_ways(_GENDERED)
    | {
        "Mrs.": "Mr.", "him": "her", "hers": "his",
        "his": Other("her", "hers"), "her": Other("his", "him"),
        "First Lady": "First Lady", "first lady": "first lady",
    },
    first={"him", "his"} | {male for male, _ in _GENDERED},
)  # fmt: skip
"""Titles of office keep their words: "first lady" has no brother."""

DAYS = Table(
    dict(
        zip(
            "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
            "Wednesday Thursday Monday Tuesday Sunday Friday Saturday".split(),
            strict=True,
        )
    )
    | both_ways(_pairs("January / October; February / November; August / December"))
)
"""Weekdays and months: no viewpoint at all, so what this swap moves is what any swap moves."""

SWAPS: dict[str, Swap] = {
    "parties": PARTIES,
    "politicians": POLITICIANS,
    "places": PLACES,
    "names": personal_names(),
    "gender": GENDER,
    "days": DAYS,
}


def swapped(swap: Swap, title: str, blocks: Sequence[str]) -> tuple[str, list[str]]:
    """Swap in title and paragraphs of an article alike."""
    head, *rest = swap([title, *blocks])
    return head, rest
