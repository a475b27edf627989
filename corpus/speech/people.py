"""Finds the people whom an article mentions without a name: "the nurse", "his sister", "its economist".

A pronoun may be theirs, so whoever else has a name cannot be taken for it.
"""

from collections.abc import Iterator, Sequence

from corpus.speech.cues import BE
from corpus.speech.phrases import PREPOSITIONS
from corpus.speech.tokens import Token, TokenKind

MALE = frozenset(
    """mr. mr sir lord king prince congressman spokesman chairman councilman pope man boy father brother
    husband son uncle grandfather nephew grandson widower priest imam monk gentleman businessman policeman
    fireman fisherman salesman cameraman craftsman statesman emperor duke actor waiter""".split()
)
FEMALE = frozenset(
    """mrs. ms. mrs ms miss lady queen princess congresswoman spokeswoman chairwoman woman girl mother sister
    wife daughter aunt grandmother niece granddaughter widow nun businesswoman policewoman housewife empress
    duchess actress waitress midwife""".split()
)
_ROLES = frozenset(
    """accountant activist adviser advisor aide ally ambassador analyst apprentice archaeologist architect
    artist assistant astronomer astronaut athlete attorney author baker banker barber beekeeper biologist
    bishop boss botanist broker builder bureaucrat butcher buyer candidate captain caretaker carpenter
    cardinal chair chairperson chancellor chef chemist chief child clerk cleric coach collaborator colleague
    colonel columnist commander commentator commissioner companion competitor composer conductor consul
    consultant contractor cook correspondent councillor counsel counsellor counterpart cousin critic curator
    customer dancer dealer dean defendant delegate demonstrator deputy designer detective developer diplomat
    director dissident doctor donor driver economist editor electrician employee employer engineer envoy
    executive expert farmer fighter filmmaker financier fisher footballer forecaster foreman founder friend
    gardener general geologist goalkeeper governor grocer guard guardian guest guide head headmaster
    headteacher heir herder hero historian hostage hunter hydrologist immigrant informant inspector insider
    insurgent interpreter investigator investor jeweller journalist judge juror keeper labourer landlord
    lawmaker lawyer leader lecturer legislator librarian lieutenant lobbyist magistrate major manager
    mathematician mayor mechanic mediator member merchant meteorologist migrant miner minister miller
    mourner musician negotiator neighbour neighbor newcomer novelist nurse observer officer official
    onlooker operator opponent organiser organizer owner painter parent partner passenger pastor patient
    peasant pensioner person philosopher photographer physician physicist pianist pilot pioneer plaintiff
    player playwright poet politician postman premier president principal prisoner producer professor
    prosecutor protester psychiatrist psychologist publisher pupil rabbi rebel recruit refugee reporter
    representative researcher resident restorer retiree rider rival sailor scholar scientist sculptor
    secretary senator sergeant settler sheikh sheriff shepherd shopkeeper singer skipper smuggler
    sociologist soldier solicitor source specialist spectator spokesperson sponsor staffer stationmaster
    strategist striker student successor superintendent supervisor supporter surgeon surveyor survivor
    suspect sympathiser tailor teacher teenager tenant theologian toddler tourist trader trainer translator
    traveller treasurer trustee tutor veteran vet vicar victim villager violinist visitor voter warden
    welder winemaker witness worker writer youngster zoologist""".split()
)
HUMAN = _ROLES | MALE | FEMALE
_DETERMINERS = frozenset("a an the this that another one his her their its our my your".split())
_FURTHEST = 5  # words between the determiner and the head: "the bank's newly elected chief economist"


def read_people(sentence: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Find the stretches, first and last (exclusive) token, that are of one person without a name.

    Left out are asides to a name and what somebody is said to be: "Ada Quist, the mayor, is a nurse".
    """
    for place, token in enumerate(sentence):
        if token.word not in HUMAN or token.is_capitalised or token.kind is not TokenKind.WORD:
            continue
        following = sentence[place + 1] if place + 1 < len(sentence) else None
        if following is not None and _goes_on(following):
            continue
        if token.word == "head" and (following is None or following.word != "of"):
            continue
        first = _determiner(sentence, place)
        if first is not None and not _is_said_of_another(sentence, first):
            yield first, place + 1


def _goes_on(token: Token) -> bool:
    """Tell whether a name or the head follows: "mayor Ada Quist", "nurse manager"."""
    return token.is_name_like or (token.kind is TokenKind.WORD and token.word in HUMAN)


def _determiner(sentence: Sequence[Token], head: int) -> int | None:
    """Return where a phrase begins that ends with the head; None if nothing says that it is one person."""
    for place in range(head - 1, max(-1, head - 2 - _FURTHEST), -1):
        token = sentence[place]
        if token.kind is not TokenKind.WORD or token.word in PREPOSITIONS:
            return None
        if token.word in _DETERMINERS:
            return place
    return None


def _is_said_of_another(sentence: Sequence[Token], first: int) -> bool:
    if first == 0:
        return False
    before = sentence[first - 1]
    if before.word == ",":
        described = sentence[first - 2] if first > 1 else before
        return described.is_name_like or described.word in HUMAN
    return before.word in BE | {"as", "become", "became", "becomes", "named", "called"}
