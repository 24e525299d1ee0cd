"""The YAML that describes a file of a template, with comments in Indonesian and English that explain every key.

Belongs here: its text; a unit starts from it for files of its own. Does not: the keys' rules (definition).
"""

from models.datasets.dataset import Dataset

_HEAD = """\
# {column_count} kolom / columns. Daftarkan / put in force:  kinerja source add {dataset}.yaml --period KODE
# Lalu / then:  kinerja import file BERKAS --period KODE --source {code}

# Nama sumber, pilih sendiri: huruf, angka, . _ - / name of the source, of your own choice
code: {code}
title: ''
# Jenis data (kinerja source datasets) / kind of data
dataset: {dataset}
# Kode perangkat daerah pemilik semua baris; kosong: tiap baris menyebut unit atau NIP.
# Code of the agency all rows belong to; empty: each row names its unit or person.
unit: ''
# Cara menulis angka / how numbers are written: plain = 1234.50, indonesian = 1.234,50
numbers: plain
# Cara menulis tanggal / how days are written:
# yyyy-mm-dd, dd-mm-yyyy, dd/mm/yyyy, dd.mm.yyyy, mm/dd/yyyy, yyyymmdd
dates: yyyy-mm-dd
# Isi sel yang berarti kosong / cells that say nothing
blank: ['-']
# Berkas teks (.csv): pengodean dan pemisah / text files: encoding (utf-8, windows-1252, utf-16) and separator
encoding: utf-8
separator: ''
# Buku kerja (.xlsx): nama lembar; kosong: lembar pertama yang judul kolomnya cocok.
# Workbooks: name of the sheet; empty: the first whose headings fit.
sheet: ''
# Berkas .json: letak daftar isinya, misalnya data.items / where the list is in a .json file
items: ''
# Isian: judul kolom di berkas Anda; yang tidak wajib boleh tidak ada di berkas dan dianggap kosong.
# Field: heading in your file; an optional one may be missing there and counts as empty.
columns:
{columns}
# Isian yang sama untuk semua baris / the same text for every row, for example  service: KTP-el baru
constants: {{}}
# Kolom lain yang dikenal tetapi tidak dipakai; '*' untuk semuanya / other columns that are known and not needed
ignore: []
# Kata pertama baris jumlah di akhir tabel / first word of the row with the sums at the end
total_row: ''
# Isian yang selnya digabung ke bawah / fields whose cells are merged downward
fill_down: []
# Sel tempat ekspor menyebut waktunya, misalnya A6 / the cell in which an export says when it was drawn
stamp: ''
# Asal data, bila diambil sendiri setiap `every_minutes` menit; hapus tanda # pada salah satu.
# Where the data are fetched from by itself; remove the # of one of them. Secrets are named, never written here.
# origin: {{way: folder, path: /srv/data/{dataset}, pattern: '*.xlsx'}}
# origin: {{way: http, url: 'https://data.example.go.id/{dataset}', kind: json, secret: 'env:NAMA_RAHASIA'}}
# origin: {{way: sql, url: 'env:NAMA_RAHASIA', query: 'SELECT * FROM {dataset}'}}
every_minutes: 60
"""


def source_yaml(dataset: Dataset) -> str:
    """The declaration of files made from the template of `dataset`, ready to be changed for files of one's own."""
    lines = (
        f"  {field.name}: {field.column}  # {'wajib / required' if field.required else 'boleh tidak ada / optional'}"
        for field in dataset.fields
    )
    return _HEAD.format(
        dataset=dataset.name, code=f"{dataset.name}-opd", columns="\n".join(lines), column_count=len(dataset.fields)
    )
