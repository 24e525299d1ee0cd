"""The README.txt that goes with the sample, in Indonesian and English.

Belongs here: its text. Does not: the files it speaks of (files.py).
"""

from deployments.sample.region import Region

_TEXT = """\
{region} ({employees} pegawai / employees, seed {seed}, {year})

Semua orang, nomor dan alamat di sini rekaan. / All people, numbers and addresses here are invented.

BERKAS
  roster.xlsx                  daftar pegawai (lembar `data utama`) dan pohon unit (lembar `unor`), kolom seperti SIASN
  period.yaml                  periode penilaian: tanggal, tenggat, peran, hari libur, sasaran strategis
  plans.csv                    rencana SKP: satu baris untuk setiap indikator
  realizations.csv             realisasi tiap indikator per bulan (jumlah bersifat kumulatif)
  ratings.csv                  usulan rating hasil kerja dan perilaku kerja
  organization_predicates.csv  predikat kinerja organisasi setiap perangkat daerah
  mistakes.json                kunci jawaban: {mistakes} masalah yang sengaja dibuat di roster.xlsx

LANGKAH BERIKUTNYA
  1. kinerja roster check roster.xlsx --on {year}-01-05
  2. kinerja period launch period.yaml --roster roster.xlsx --dry-run
  3. kinerja period launch period.yaml --roster roster.xlsx

FILES
  roster.xlsx                  people (sheet `data utama`) and the unit tree (sheet `unor`), columns as in SIASN
  period.yaml                  the appraisal period: dates, deadlines, roles, holidays, strategic targets
  plans.csv                    plans (SKP): one row for each indicator
  realizations.csv             what was reached for each indicator by month (quantities are cumulative)
  ratings.csv                  suggested ratings of work results and of behavior
  organization_predicates.csv  predicate of each agency
  mistakes.json                answer sheet: {mistakes} problems made on purpose in roster.xlsx

NEXT
  1. kinerja roster check roster.xlsx --on {year}-01-05
  2. kinerja period launch period.yaml --roster roster.xlsx --dry-run
  3. kinerja period launch period.yaml --roster roster.xlsx
"""


def guide(region: Region) -> str:
    """The text of README.txt."""
    return _TEXT.format(
        region=region.name,
        employees=len(region.employees),
        seed=region.seed,
        year=region.year,
        mistakes=len(region.mistakes),
    )
