"""National holidays of Indonesia: fixed dates, those that follow Easter, and lunar ones for the years known here.

Belongs here: dates. Does not: working-day arithmetic (models/rules/calendar.py).
"""

from datetime import date, timedelta

_FIXED = ((1, 1), (5, 1), (6, 1), (8, 17), (12, 25))
_DAYS_FROM_EASTER = (-2, 0, 39)
#: Isra Mikraj, Imlek, Nyepi, Idul Fitri (2), Idul Adha, Waisak, Tahun Baru Islam, Maulid; ± a day until decreed.
_LUNAR = {
    2025: ((1, 27), (1, 29), (3, 29), (3, 31), (4, 1), (6, 6), (5, 12), (6, 27), (9, 5)),
    2026: ((1, 16), (2, 17), (3, 19), (3, 21), (3, 22), (5, 27), (5, 31), (6, 16), (8, 25)),
    2027: ((1, 5), (2, 6), (3, 8), (3, 10), (3, 11), (5, 17), (5, 20), (6, 6), (8, 15), (12, 25)),
}


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> tuple[list[date], bool]:
    """Holidays of a year in order, and whether the lunar ones are among them."""
    days = {date(year, month, day) for month, day in (*_FIXED, *_LUNAR.get(year, ()))}
    days |= {easter(year) + timedelta(days=offset) for offset in _DAYS_FROM_EASTER}
    return sorted(days), year in _LUNAR
