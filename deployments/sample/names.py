"""Names of people from many parts of Indonesia, with single names, long names and academic titles.

Belongs here: word lists and putting a name together. Does not: who works where (people.py).
"""

from random import Random

#: (given names of men, given names of women, family or second names; "" leaves the name single).
PEOPLES: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("Bambang", "Slamet", "Joko", "Agus", "Wahyu", "Eko", "Sigit", "Teguh", "Purnomo", "Gunawan"),
        ("Sri", "Endang", "Wahyuni", "Retno", "Dwi", "Tri", "Ratna", "Ngatiyem", "Lestari", "Sulastri"),
        ("Santoso", "Widodo", "Prasetyo", "Nugroho", "Hartono", "Rahayu", "Wibowo", "Setyawan", "", "Kusumaningtyas"),
    ),
    (
        ("Asep", "Dadang", "Ujang", "Cecep", "Deden", "Yayan", "Iwan", "Tatang"),
        ("Euis", "Neneng", "Ai", "Iis", "Imas", "Yani", "Teti", "Elis"),
        ("Hidayat", "Suryana", "Kurniawan", "Permana", "Sutisna", "Nurhayati", "Komariah", "Mulyana"),
    ),
    (
        ("Parlindungan", "Togar", "Binsar", "Hotman", "Sahat", "Mangasi"),
        ("Rosmawati", "Tiurma", "Lamria", "Duma", "Risma", "Hotmaida"),
        ("Simanjuntak", "Siregar", "Nasution", "Hutapea", "Sitompul", "Panjaitan", "Lubis", "Sinaga"),
    ),
    (
        ("Zulkifli", "Syafrizal", "Rizal", "Yusrizal", "Fadli", "Hendri"),
        ("Yusneli", "Elfitri", "Desmawati", "Rahmi", "Gusnita", "Fitria"),
        ("Chaniago", "Piliang", "Koto", "Tanjung", "Sikumbang", "Jambak"),
    ),
    (
        ("Andi Baso", "Syamsuddin", "Ambo", "Muhammad Arsyad", "Daeng Mappa", "La Ode Harun"),
        ("Andi Tenri", "Hasnah", "Nurhidayah", "Sitti Aminah", "Indo Upe", "Wa Ode Sarina"),
        ("Patiroi", "Paturusi", "Mappasessu", "Rahman", "Tahir", "Alimuddin"),
    ),
    (
        ("I Wayan", "I Made", "I Nyoman", "I Ketut", "I Gede", "I Gusti Ngurah"),
        ("Ni Wayan", "Ni Made", "Ni Nyoman", "Ni Ketut", "Ni Luh", "I Gusti Ayu"),
        ("Sudarsana", "Suardana", "Artawan", "Widiani", "Puspita", "Wirawan", "Sukerti"),
    ),
    (
        ("Yohanes", "Markus", "Yulianus", "Demianus", "Elias", "Frans"),
        ("Maria", "Yosefina", "Debora", "Marlina", "Selfina", "Agustina"),
        ("Wenda", "Rumbiak", "Kogoya", "Leleury", "Seran", "Tuhumena", "Pattiasina", "Lake"),
    ),
    (
        ("Muhammad", "Ahmad", "Abdul Rahman", "Fauzan", "Iskandar", "Teuku Mirza", "Hasan", "Ridwan"),
        ("Siti", "Nur", "Cut Meutia", "Fatimah", "Khadijah", "Aisyah", "Zainab", "Halimah"),
        ("Hasanuddin", "Hidayatullah", "Ramadhani", "Maulana", "Fitriani", "Azzahra", "Syahputra", "Rizki", ""),
    ),
    (
        ("Hendra", "Budi", "Andreas", "Kevin"),
        ("Lina", "Meiling", "Yenny", "Jessica"),
        ("Wijaya", "Halim", "Gunadi", "Tanuwijaya", "Kosasih"),
    ),
)
SINGLE = {
    "L": ("Suparno", "Paimin", "Sukardi", "Ngadiran", "Mulyono"),
    "P": ("Sumarni", "Painem", "Sutinah", "Juminten"),
}
LONG = {
    "L": ("Kanjeng Raden Mas Haryo Wiryawan Kusumobroto Adiningrat", "Anak Agung Gede Ngurah Oka Wirabhuana Putra"),
    "P": ("Raden Roro Dyah Ayu Kusumaningtyas Pramudhawardhani", "Dewa Ayu Komang Trisnayanti Kusumadewi Puspasari"),
}
_MIDDLE = ("Adi", "Putra", "Nur", "Dewi", "Surya", "Budi", "Indah", "Kartika", "Bagus", "Puspa", "Cahya", "Jaya")


def make_name(random: Random, sex: str) -> str:
    """A name for a man (L) or a woman (P): some single, a few very long, most of two or three words."""
    luck = random.random()
    if luck < 0.02:  # noqa: PLR2004 - shares of single and long names
        return random.choice(SINGLE[sex])
    if luck < 0.025:  # noqa: PLR2004
        return random.choice(LONG[sex])
    men, women, families = random.choice(PEOPLES)
    words = [random.choice(men if sex == "L" else women)]
    if luck > 0.6:  # noqa: PLR2004
        words.append(random.choice(_MIDDLE))
    words.append(random.choice(families))
    return " ".join(word for word in words if word)
