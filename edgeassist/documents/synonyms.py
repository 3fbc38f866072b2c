"""Words for the same thing: what is asked for need not be called so in a manual."""

from __future__ import annotations

from edgeassist.stems import Stems

_ALIKE = tuple(
    words.split()
    for words in (
        "password passphrase passcode",
        "code pin",
        "wifi wireless wlan",
        "bin bins rubbish trash garbage dustbin bag",
        "collect collection collected pickup picked emptied empty fetched",
        "collect collection collected emptied bin bins",
        "fridge refrigerator",
        "tv television telly",
        "tap faucet",
        "hoover vacuum",
        "warranty guarantee",
        "stopcock shutoff valve",
        "capacity holds hold",
        "quick fast fastest quickest",
        "fed feed feeds food",
        "fuse breaker",
        "cupboard cabinet closet",
        "cost costs price expensive fee euros pounds dollars",
        "pay paid payment",
        "heavy weigh weight weighs kg",
        "hot warm temperature degrees",
        "cold temperature degrees",
        "old age born",
        "tall high height",
        "wide width",
        "powerful power watts watt kw",
        "loud noise db decibel",
        "error fault code errors faults",
        "restart reset reboot",
        "broken defective faulty",
        "wrong fault faulty defective problem",
        "doctor physician gp",
        "phone telephone call ring",
        "drill drilling",
        "fix repair repairs",
        "lift elevator",
        "car vehicle",
        "tyre tyres tire tires",
        "inspection mot service serviced",
        "garden yard",
        "lawn grass",
        "rent lease",
        "landlord owner",
        "tenant renter",
        "kids children child",
        "couch sofa",
        "laundry washing clothes",
        "towels linen",
        "detergent powder",
        "descale descaling limescale",
        "clean cleaning cleaned wash",
        "manual instructions handbook",
        "holiday holidays vacation",
        "christmas december",
        "unlock lock",
        "shut close off",
        "visitor visitors guest guests",
        "company firm",
        "rid dispose bulky waste fetched",
        "allowed permitted may",
        "smell smells odour",
        "plant planted grow",
        "water waters watered irrigation",
    )
)
"""Each line stands for itself: a word may be in several."""


class Thesaurus:
    """Knows other words for a word."""

    def __init__(self, stems: Stems) -> None:
        self._groups = [frozenset(stem for word in words for stem in stems.of(word)) for words in _ALIKE]

    def alike(self, stem: str) -> frozenset[str]:
        """Return the stems of other words for the same.

        >>> sorted(Thesaurus(Stems()).alike("fridg"))
        ['refriger']
        """
        return frozenset[str]().union(*(group for group in self._groups if stem in group)) - {stem}
