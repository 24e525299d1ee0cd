"""The people of the regency: a head for every unit and its staff, each with numbers, grade, post and rater.

Belongs here: who works where. Does not: the tree (tree.py) or their plans (plans.py).
"""

from datetime import date, timedelta
from random import Random

from deployments.sample.employee import Employee
from deployments.sample.names import make_name
from deployments.sample.node import Node
from deployments.sample.numbers import Numbers
from deployments.sample.places import MAIL_DOMAIN
from deployments.sample.posts import EXECUTOR_GRADES, HEAD_GRADES, STAFF_POSTS
from models.roster.grades import LEVEL_GRADES
from models.roster.posts import ECHELON_KIND, PostKind

#: Youngest and oldest age by what somebody does, in years; nobody is past retirement.
_AGES = {PostKind.JPT_PRATAMA: (47, 58), PostKind.ADMINISTRATOR: (40, 56), PostKind.SUPERVISOR: (35, 55)}
_STAFF_AGES = (24, 56)
_LEAST_AGE_AT_APPOINTMENT, _MOST_AGE_AT_APPOINTMENT = 21, 33
_CONTRACT_SINCE = 2021
_APPOINTMENT_MONTHS = (1, 3, 4, 12)
_FIELD_HEADS = {"Kepala SD": "Guru", "Kepala Puskesmas": "Dokter"}
_PREFIXES = ("0811", "0812", "0813", "0821", "0852", "0857")


class Recruiter:
    """Makes people one after another from one source of chance."""

    def __init__(self, random: Random, year: int) -> None:
        """`year` is the year of the period; everybody is in post before it."""
        self._random, self._year = random, year
        self._numbers = Numbers()
        self._count = 0

    def staff_unit(self, node: Node, rater: str | None, agency_name: str) -> list[Employee]:
        """The head and staff of a unit and of all units below it, each rated by the head above."""
        head = self._head(node, rater, agency_name)
        found = [head]
        found += [self._member(node, place, head.nip, agency_name) for place in range(node.staff)]
        for below in node.below:
            found += self.staff_unit(below, head.nip, agency_name)
        return found

    def _head(self, node: Node, rater: str | None, agency_name: str) -> Employee:
        random = self._random
        kind = ECHELON_KIND.get(node.echelon.partition(".")[0], PostKind.FUNCTIONAL)
        functional = kind is PostKind.FUNCTIONAL
        level = random.choice(("Ahli Muda", "Ahli Madya")) if functional else ""
        grade = random.choice(_civil_grades(level) if functional else HEAD_GRADES[node.echelon])
        front = "dr." if node.head_post.startswith("Kepala Puskesmas") else ""
        back = (
            "S.Pd., M.Pd." if node.head_post.startswith("Kepala SD") else random.choice(("M.Si.", "S.E., M.M.", "S.H."))
        )
        return self._person(
            node, agency_name, rater, kind=kind, level=level, grade=grade, post=node.head_post, titles=(front, back),
            employment="PNS", staff_post="",
        )  # fmt: skip

    def _member(self, node: Node, place: int, rater: str, agency_name: str) -> Employee:
        random = self._random
        key = node.staff_posts[place % len(node.staff_posts)]
        post = STAFF_POSTS[key]
        level = random.choice(post.levels) if post.levels else ""
        employment = random.choices(("PNS", "PPPK", "CPNS"), (70, 26, 4))[0]
        if employment == "CPNS" and level:
            level = post.levels[0]
        if level:
            grade = random.choice(_contract_grades(level) if employment == "PPPK" else _civil_grades(level))
        else:
            grade = random.choice(EXECUTOR_GRADES[employment])
        return self._person(
            node, agency_name, rater, kind=post.kind, level=level, grade=grade, post=f"{post.title} {level}".strip(),
            titles=(post.front_title, random.choice(post.back_titles)), employment=employment, staff_post=key,
        )  # fmt: skip

    def _person(
        self, node: Node, agency_name: str, rater: str | None, *, kind: PostKind, level: str, grade: str, post: str,
        titles: tuple[str, str], employment: str, staff_post: str,
    ) -> Employee:  # fmt: skip
        random = self._random
        sex = random.choice("LP")
        birth, appointed = self._dates(_AGES.get(kind, _STAFF_AGES), employment)
        self._count += 1
        nip = self._numbers.nip(birth, appointed, sex, contract=employment == "PPPK")
        earliest = max(appointed, date(self._year - 6, 1, 1)) if employment != "CPNS" else appointed
        return Employee(
            nip=nip, nik=self._numbers.nik(birth, sex, random.randrange(1, 15)), name=make_name(random, sex),
            front_title=titles[0], back_title=titles[1], sex=sex, birth_date=birth, employment=employment,
            grade=grade, post=post, post_kind=kind, echelon=node.echelon if not staff_post else "",
            functional_level=level, staff_post=staff_post, unit_code=node.code, unit_name=node.name,
            agency_code=node.agency_code, agency_name=agency_name, rater_nip=rater, is_head=not staff_post,
            starts=earliest + timedelta(days=random.randrange(max(1, (date(self._year, 1, 1) - earliest).days))),
            email=f"{nip}@{MAIL_DOMAIN}", phone=f"{random.choice(_PREFIXES)}0000{self._count % 10000:04d}",
        )  # fmt: skip

    def _dates(self, ages: tuple[int, int], employment: str) -> tuple[date, date]:
        """Birth date and month of appointment; contract staff and candidates were appointed in the last years."""
        random, year = self._random, self._year
        young, old = ages
        if employment == "CPNS":
            young, old = 22, 33
        birth = date(year - random.randint(young, old), 1, 1) + timedelta(days=random.randrange(365))
        first, last = birth.year + _LEAST_AGE_AT_APPOINTMENT, birth.year + _MOST_AGE_AT_APPOINTMENT
        if employment == "PPPK":
            first, last = max(first, _CONTRACT_SINCE), year - 1
        elif employment == "CPNS":
            first = last = year - 1
        last = min(last, year - 1)
        return birth, date(random.randint(min(first, last), last), random.choice(_APPOINTMENT_MONTHS), 1)


def _civil_grades(level: str) -> tuple[str, ...]:
    return tuple(sorted(grade for grade in LEVEL_GRADES[level] if "/" in grade))


def _contract_grades(level: str) -> tuple[str, ...]:
    return tuple(sorted(grade for grade in LEVEL_GRADES[level] if "/" not in grade))
