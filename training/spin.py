"""A crude synonym spinner, to simulate pages whose words a machine swapped."""

from __future__ import annotations

import re

import numpy as np

_SWAPS = """
year:12 months;years:12 months;old:outdated;big:huge-scale;house:abode;money:dough;car:motor;
people:folks;said:stated;say:utter;says:articulates;told:knowledgeable;children:youngsters;
child:kid;help:assist;started:commenced;start:graduation;ended:concluded;end:cease;show:exhibit;
shows:reveals;showed:confirmed;find:discover;found:discovered;get:acquire;got:obtained;
make:manufacture;made:manufactured;use:utilise;used:utilized;needs:desires;need:want;
large:enormous;small:tiny;new:brand-new;good:precise;great:first rate;bad:terrible;best:nice;
important:vital;first:first actual;last:closing;long:lengthy;high:excessive;low:coffee;
right:proper;left:departed;state:country;states:nations;country:united states;government:authorities;
president:chief;law:regulation;court:courtroom;police:law enforcement;officer:legit;
officials:officers;company:organization;companies:groups;business:commercial enterprise;
job:process;jobs:employments;work:paintings;working:operating;worked:labored;school:faculty;
students:college students;city:metropolis;town:city;home:domestic;world:global;life:existence;
man:guy;woman:female;women:ladies;men:males;family:circle of relatives;friend:buddy;friends:buddies;
film:movie;movie:film;show's:display's;star:celebrity;music:track;song:tune;game:recreation;
team:group;player:participant;season:time of year;win:triumph;won:gained;lost:misplaced;
war:battle;attack:assault;killed:slain;death:demise;died:perished;health:fitness;
hospital:sanatorium;doctor:health practitioner;plan:scheme;plans:schemes;report:document;
reported:said;story:tale;news:information;issue:trouble;issues:troubles;problem:hassle;
question:query;answer:solution;change:alternate;changes:modifications;power:strength;
support:assist;campaign:marketing campaign;vote:poll;voters:electorate;election:balloting;
leader:chief;party:birthday celebration;public:general public;national:country wide;
local:neighborhood;early:premature;late:overdue;week:seven days;month:30 days;day:24 hours;
today:nowadays;night:nighttime;morning:dawn;several:a number of;many:a lot of;often:regularly;
also:additionally;however:but;because:due to the fact;although:even though;while:at the same time as;
after:subsequent to;before:earlier than;during:throughout;about:approximately;around:round;
very:very plenty;just:simply;still:nonetheless;already:already now;never:in no way;
always:continually;again:once more;together:collectively;including:which includes;
according:in step with;announced:introduced;called:known as;decided:determined;believe:trust;
think:suppose;know:recognise;want:want to;like:love;look:appearance;given:supplied;held:held on;
kept:stored;brought:added;took:took over;came:got here;went:went off;left:left out;put:positioned;
set:set off;run:jog;ran:jogged;moved:relocated;led:brought about;met:encountered;paid:compensated;
spent:expended;built:constructed;bought:purchased;sold:bought;opened:unfolded;closed:shut;
third:0.33;second:2nd;one:one single;two:two separate;half:1/2;million:mn;percent:in line with cent
"""
_TABLE = dict(
    pair.strip().split(":", 1) for pair in _SWAPS.replace("\n", "").split(";") if ":" in pair
)


def spun(text: str, rng: np.random.Generator, share: float) -> str:
    """Swap a share of the words that have a stand-in."""

    def swap(match: re.Match[str]) -> str:
        word = match.group()
        other = _TABLE.get(word.lower())
        if other is None or rng.random() > share:
            return word
        return other.capitalize() if word[0].isupper() else other

    return re.sub(r"[A-Za-z']+", swap, text)
