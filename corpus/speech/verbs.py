"""Lists the verbs by which English news attributes words to a speaker.

Written by hand from general knowledge; nothing here is learned from a corpus.
"""

from enum import StrEnum


class VerbForm(StrEnum):
    """The form in which a verb is printed; ``PAST`` is the participle of regular verbs as well."""

    BASE = "base"
    THIRD = "third person"
    PAST = "past"
    GERUND = "gerund"


_IRREGULAR_PASTS = {
    "say": "said",
    "tell": "told",
    "write": "wrote",
    "put": "put",
    "read": "read",
    "hit": "hit",
    "go": "went",
    "shoot": "shot",
    "swear": "swore",
    "speak": "spoke",
    "foresee": "foresaw",
}
_DOUBLED = frozenset("""admit quip blog slam dub put rip brag refer begin concur""".split())

# Verbs that take a bare clause: "Israel has said it will not tolerate".
BARE_CLAUSE_VERBS = frozenset(
    """say claim argue contend allege insist admit acknowledge concede add note caution warn predict
    maintain assert joke reiterate tweet""".split()
)
# Verbs that take a listener: "told The Media Line that".
LISTENER_VERBS = frozenset(
    """tell remind inform assure warn ask advise urge reassure notify order promise question""".split()
)
# Verbs whose infinitive reports words: "claims to have reached".
INFINITIVE_VERBS = frozenset(["claim", "promise", "vow", "pledge", "threaten", "swear"])
# Verbs that quote somebody's word for a thing: "called the deal “a disaster”".
NAMING_VERBS = frozenset(
    """call describe dub label brand slam denounce blast praise criticize criticise dismiss characterize
    characterise refer accuse decry deride mock attack hail tout condemn lambaste rip reject defend
    ridicule portray cite bemoan lament complain applaud speak""".split()
)
_OTHER_VERBS = frozenset(
    """announce reply respond answer explain declare state remark observe comment exclaim shout yell
    whisper mutter murmur scream cry counter retort recall remember conclude emphasize emphasise stress
    underline underscore highlight suggest propose recommend report reveal disclose confirm deny demand
    request continue proclaim pronounce quip crack snap scoff write blog testify repeat echo interject
    concur agree opine posit muse wonder estimate elaborate boast brag gush rail thunder bellow chant
    read signal indicate charge swear clarify volunteer offer advise fume vent quote hint imply
    intone object confess recount relate rejoin protest plead post relay forecast foresee chime argue
    vow pledge promise threaten urge think believe""".split()
)
# Base forms and third persons that are as often nouns: "two reports", "his claims".
NOUN_LIKE = frozenset(
    """report reports claim claims comment comments remark remarks note notes tweet tweets demand demands
    request requests cry cries shout shouts crack cracks joke jokes boast boasts charge charges post
    posts order orders promise promises question questions answer answers reply replies state states
    urge urges promise pledge pledges vow vows estimate estimates forecast forecasts signal signals
    attack attacks highlight highlights label labels brand brands quote quotes retort retorts chant
    chants slam slams rail rails echo echoes snap offer offers protest protests object objects
    mock wonder wonders put puts counter counters hint hints praise""".split()
)


def _third_person(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeo":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s")


def _with_ending(verb: str, ending: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeo" and ending == "ed":
        return verb[:-1] + "ied"
    if verb.endswith("ee"):
        return verb + ending.removeprefix("e")
    if verb.endswith("e"):
        return verb[:-1] + ending
    if verb in _DOUBLED:
        return verb + verb[-1] + ending
    return verb + ending


def _inflect(verbs: frozenset[str]) -> dict[str, tuple[str, VerbForm]]:
    """Return every printed form with its verb."""
    forms: dict[str, tuple[str, VerbForm]] = {}
    for verb in sorted(verbs):
        past = _IRREGULAR_PASTS.get(verb) or _with_ending(verb, "ed")
        forms[verb] = (verb, VerbForm.BASE)
        forms[_third_person(verb)] = (verb, VerbForm.THIRD)
        forms[_with_ending(verb, "ing")] = (verb, VerbForm.GERUND)
        forms[past] = (verb, VerbForm.PAST)
    return forms


VERB_FORMS = _inflect(BARE_CLAUSE_VERBS | LISTENER_VERBS | INFINITIVE_VERBS | NAMING_VERBS | _OTHER_VERBS)
