"""How a regular expression backtracks, told from its automaton.

An expression backtracks without bound where one word leads from a loop to itself in two ways
(exponentially), or from one loop into another and round both (by a power of the length), unless it
matches at once there. Searching counts as a loop over everything before it. After Weideman, van der
Merwe, Berglund and Watson (2016, Analyzing matching time behavior of backtracking regular expression
matchers by using ambiguity of NFA). Letters are a sample of Unicode; repeats with an upper bound over
FEW count as passed once, for what they cost is bounded.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from re import _constants as ops  # what sre_parse has been since Python 3.11
from re import _parser

FEW = 4

LETTERS = frozenset(
    [chr(code) for code in range(128)]
    + list(
        "éßŒœ\u0301\u0300\u200b\u00a0\u2028\x85“”‘’„–—…•·»«:©®½²①АаеΑα漢かב中٣हِﬁｆ𝐛\ud800\udc80\ufeff。★€"
    )
)

Edge = tuple[frozenset[str], int]
Node = tuple[int, frozenset[int]]
"""A state, and the guards that the letter before it opens."""
Steps = dict[Node, list[tuple[frozenset[str], Node]]]


class Automaton:
    """The states and edges of an expression; `end` is where it has matched."""

    def __init__(self) -> None:
        self.edges: dict[int, list[Edge]] = defaultdict(list)
        self.free: dict[int, list[int]] = defaultdict(list)
        self.guards: dict[int, frozenset[str]] = {}
        """States that are entered only behind one of these letters."""
        self.count = 0
        self.locked: set[int] = set()
        self.checked: set[int] = set()
        """States behind an assertion: what has come so far may yet not match."""

    def state(self) -> int:
        self.count += 1
        return self.count - 1

    def closure(self, node: Node) -> set[int]:
        """Give the states that are reached from a node without a letter."""
        found, pending = {node[0]}, [node[0]]
        while pending:
            for other in self.free[pending.pop()]:
                if other not in found and (other not in self.guards or other in node[1]):
                    found.add(other)
                    pending.append(other)
        return found

    def entered(self, letters: frozenset[str], state: int) -> Iterator[tuple[frozenset[str], Node]]:
        """Give the nodes that an edge enters, by which guards its letters open."""
        kinds: dict[frozenset[int], set[str]] = defaultdict(set)
        for letter in letters:
            opened = frozenset(guard for guard, among in self.guards.items() if letter in among)
            kinds[opened].add(letter)
        for opened, its in kinds.items():
            yield frozenset(its), (state, opened)


def letters_of(op: object, said: object, flags: int) -> frozenset[str] | None:
    """Give the sampled letters that a node of one letter stands for; None for another node."""
    if op is ops.LITERAL:
        found = {chr(said)}  # type: ignore[call-overload]
    elif op is ops.NOT_LITERAL:
        found = LETTERS - {chr(said)}  # type: ignore[call-overload]
    elif op is ops.ANY:
        found = set(LETTERS) if flags & re.DOTALL else LETTERS - {"\n"}
    elif op is ops.IN:
        parts = [(o, s) for o, s in said if o is not ops.NEGATE]  # type: ignore[attr-defined]
        found = set().union(*(_of_class(o, s) for o, s in parts))
        found = _cased(found, flags)
        if said[0][0] is ops.NEGATE:  # type: ignore[index]
            found = LETTERS - found
    else:
        return None
    return frozenset(_cased(set(found), flags) | (set(found) - LETTERS))


def _of_class(op: object, said: object) -> set[str]:
    if op is ops.LITERAL:
        return {chr(said)}  # type: ignore[call-overload]
    if op is ops.RANGE:
        low, high = said  # type: ignore[misc]
        return {letter for letter in LETTERS if low <= ord(letter) <= high} or {chr(low)}
    tests = {"DIGIT": str.isdigit, "SPACE": str.isspace, "WORD": lambda c: c.isalnum() or c == "_"}
    name = str(said).removeprefix("CATEGORY_").removeprefix("UNI_")
    test = tests[name.removeprefix("NOT_")]
    return {letter for letter in LETTERS if test(letter) != name.startswith("NOT_")}


def _cased(found: set[str], flags: int) -> set[str]:
    if not flags & re.IGNORECASE:
        return found
    return found | {
        other for letter in found for other in (letter.lower(), letter.upper()) if len(other) == 1
    }


class _Builder:
    def __init__(self, flags: int) -> None:
        self.made, self.flags = Automaton(), flags
        self.inner: list[object] = []

    def sequence(self, nodes: object, start: int) -> int:
        for op, said in nodes:  # type: ignore[attr-defined]
            start = self.node(op, said, start)
        return start

    def node(self, op: object, said: object, start: int) -> int:
        made = self.made
        letters = letters_of(op, said, self.flags)
        if letters is not None:
            end = made.state()
            made.edges[start].append((letters, end))
            return end
        if op is ops.SUBPATTERN:
            return self.sequence(said[3], start)  # type: ignore[index]
        if op is ops.BRANCH:
            end = made.state()
            for branch in said[1]:  # type: ignore[index]
                made.free[self.sequence(branch, start)].append(end)
            return end
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            return self.repeat(op, *said, start)  # type: ignore[misc]
        if op is ops.ATOMIC_GROUP:
            return self.sequence(said, start)
        if op not in (ops.ASSERT, ops.ASSERT_NOT, ops.AT):
            raise ValueError(f"{op} is not known here")
        end = made.state()
        made.free[start].append(end)
        self.assertion(op, said, end)
        return end

    def assertion(self, op: object, said: object, end: int) -> None:
        """Guard a state by the letter before it, where that is all that is asked."""
        if op is not ops.AT:
            direction, nodes = said  # type: ignore[misc]
            among = letters_of(*nodes[0], self.flags) if len(nodes) == 1 else None
            if direction < 0 and among is not None:
                self.made.guards[end] = among if op is ops.ASSERT else LETTERS - among
                return
            self.inner.append(nodes)
        self.made.checked.add(end)

    def repeat(self, op: object, least: int, most: int, body: object, start: int) -> int:
        made = self.made
        for _ in range(min(least, FEW)):
            start = self.sequence(body, start)
        if most is ops.MAXREPEAT:
            loop, before = made.state(), made.count
            made.free[start].append(loop)
            made.free[self.sequence(body, loop)].append(loop)
            if op is ops.POSSESSIVE_REPEAT:
                made.locked |= {loop, *range(before, made.count)}
            end = made.state()
            made.free[loop].append(end)
            return end
        end = made.state()
        for _ in range(min(most - least, FEW)):
            made.free[start].append(end)
            start = self.sequence(body, start)
        made.free[start].append(end)
        return end


def faults(
    pattern: str, flags: int = 0, *, searched: bool = True, whole: bool = False
) -> list[str]:
    """Say how an expression backtracks without bound; `searched` anywhere, or matching the `whole`."""
    tree = _parser.parse(pattern, flags)
    builder = _Builder(tree.state.flags)
    made = builder.made
    start = made.state()
    anchored = next(iter(tree), (None, None)) == (ops.AT, ops.AT_BEGINNING)
    begun = made.state()
    if searched and not (anchored and not flags & re.MULTILINE):
        made.edges[start].append((LETTERS, start))
    made.free[start].append(begun)
    end = builder.sequence(tree, begun)
    found = list(_ambiguous(made, start, end, whole=whole))
    for inner in builder.inner:
        part = _Builder(tree.state.flags)
        first = part.made.state()
        found += _ambiguous(part.made, first, part.sequence(inner, first), whole=False)
    return sorted(set(found))


def _ambiguous(made: Automaton, start: int, end: int, *, whole: bool) -> Iterator[str]:
    first: Node = (start, frozenset(made.guards))
    steps: Steps = {}
    pending = [first]
    while pending:
        node = pending.pop()
        if node not in steps:
            steps[node] = [
                entered
                for at in made.closure(node)
                for letters, to in made.edges[at]
                for entered in made.entered(letters, to)
            ]
            pending += [to for _, to in steps[node]]
    reach = {node: _reached(steps, node) for node in steps}
    loops = [node for node in steps if node in reach[node]]
    sure = {node for node in steps if not whole and _matches(made, node, end)}
    for node in loops:
        if node[0] not in made.locked and _two_ways(steps, reach, node, sure):
            yield "a loop can be gone round in two ways (exponential)"
    for one, other in product(loops, loops):
        if one == other or other not in reach[one] or one in reach[other] or other in sure:
            continue
        if one[0] in made.locked and one[0] != start:
            continue
        if _three(steps, reach, one, other, sure):
            said = (
                "searching meets a loop that can fail"
                if one[0] == start
                else "two loops share letters"
            )
            yield f"{said} (a power of the length)"


def _matches(made: Automaton, node: Node, end: int) -> bool:
    """Say whether the end is reached from a node without a letter and without an assertion."""
    found, pending = {node[0]}, [node[0]]
    while pending:
        at = pending.pop()
        if at == end:
            return True
        for other in made.free[at]:
            if other not in found and other not in made.checked and other not in made.guards:
                found.add(other)
                pending.append(other)
    return False


def _reached(steps: Steps, node: Node) -> set[Node]:
    found: set[Node] = set()
    pending = [node]
    while pending:
        for _, to in steps[pending.pop()]:
            if to not in found:
                found.add(to)
                pending.append(to)
    return found


def _two_ways(steps: Steps, reach: dict[Node, set[Node]], state: Node, sure: set[Node]) -> bool:
    """Say whether one word leads from a state to itself in two ways."""
    inside = {other for other in reach[state] if state in reach.get(other, ())}
    seen, pending = set(), [(state, state, False)]
    while pending:
        one, two, apart = pending.pop()
        for (letters, to), (others, there) in product(steps[one], steps[two]):
            if to not in inside or there not in inside or not letters & others:
                continue
            now = (to, there, apart or to != there)
            if now == (state, state, True):
                return state not in sure
            if now not in seen:
                seen.add(now)
                pending.append(now)
    return False


def _three(steps: Steps, reach: dict[Node, set[Node]], p: Node, q: Node, sure: set[Node]) -> bool:
    """Say whether one word leads from p to p, from p to q, and from q to q, never matching on the way."""
    first = {s for s in reach[p] if p in reach.get(s, ())}
    last = {s for s in reach[q] if q in reach.get(s, ())} - sure
    middle = {s for s in reach[p] if q in reach.get(s, ()) or s == q} - sure | {p}
    seen, pending = set(), [(p, p, q)]
    while pending:
        at = pending.pop()
        for (a, one), (b, two), (c, three) in product(*(steps[state] for state in at)):
            now = (one, two, three)
            if one not in first or two not in middle or three not in last or not a & b & c:
                continue
            if now == (p, q, q):
                return True
            if now not in seen:
                seen.add(now)
                pending.append(now)
    return False
