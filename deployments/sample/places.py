"""The fictitious regency: its name, districts and villages, and the postal facts that go with them.

Belongs here: place names. Does not: the units that work there (blueprint.py).
"""

REGION_NAME = "Kabupaten Tirta Kencana"
REGIONAL_HEAD = {"name": "H. Wiratama Kencana, S.I.P., M.Si.", "post": "Bupati Tirta Kencana"}
GOVERNMENT = f"Pemerintah {REGION_NAME}"
#: Mail addresses under a domain that is reserved and can never be delivered (RFC 2606).
MAIL_DOMAIN = "tirtakencana.example"
#: Province and regency digits of the NIK; 99 belongs to no province, so no living person has such a number.
NIK_REGENCY = "9901"

DISTRICTS = (
    "Sumber Asri", "Tirta Mulya", "Kencana Utara", "Kencana Selatan", "Wana Sari", "Bukit Harapan", "Muara Jaya",
    "Lembah Damai", "Rawa Indah", "Padang Cahaya", "Karang Anyar", "Teluk Permai", "Gunung Sari", "Tanjung Makmur",
)  # fmt: skip
VILLAGES = (
    "Mekar Sari", "Suka Maju", "Sido Rukun", "Tegal Rejo", "Banjar Agung", "Pasir Putih", "Sumber Rejo", "Karya Bakti",
    "Suka Damai", "Marga Mulya", "Bumi Ayu", "Rejo Sari", "Cempaka Putih", "Tanjung Sari", "Muara Batu", "Air Hitam",
    "Kampung Baru", "Pulau Indah", "Sungai Jernih", "Batu Raja", "Purwodadi", "Kota Tengah", "Ulu Danau", "Jati Mulya",
)  # fmt: skip
