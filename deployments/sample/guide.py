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
  sources/                     data tiap sumber, masing-masing dengan .yaml yang menjelaskannya
    layanan-dukcapil.csv       berkas loket: pemisah titik koma, Windows-1252, tanggal 31/03/{year}
    layanan-lain.xlsx          kasus layanan perangkat daerah lain, diisi pada templat
    standar-pelayanan.xlsx     batas waktu tiap layanan
    gangguan.xlsx              saat sistem atau jaringan mati
    survei-skm.xlsx            jawaban survei kepuasan, sembilan unsur
    pengaduan-lapor.json       pengaduan dari SP4N-LAPOR
    realisasi-anggaran.xlsx    laporan BPKAD: judul kolom digabung dua baris, angka 1.234,50, baris JUMLAH
    presensi.csv               rekap mesin presensi
    cuti.xlsx                  daftar cuti
    realisasi-sistem.xlsx      realisasi yang dilaporkan sistem (setelah rencana disetujui)
    catatan-harian.xlsx        catatan aktivitas harian beberapa minggu
    bukti-dukung.xlsx          tautan bukti dukung
    umpan-balik.xlsx           umpan balik berkelanjutan
    bkn-laporan-skp.xlsx, bkn-penilaian-skp.xlsx   ekspor e-Kinerja BKN
    mistakes.json              kesalahan yang sengaja dibuat: berkas, baris, dan nasibnya (held = ditahan)

LANGKAH BERIKUTNYA
  1. kinerja roster check roster.xlsx --on {year}-01-05
  2. kinerja period launch period.yaml --roster roster.xlsx --dry-run
  3. kinerja period launch period.yaml --roster roster.xlsx
  4. kinerja source add sources/presensi.yaml --period {year}
  5. kinerja import file sources/presensi.csv --period {year} --source presensi
  6. kinerja import held --period {year}

FILES
  roster.xlsx                  people (sheet `data utama`) and the unit tree (sheet `unor`), columns as in SIASN
  period.yaml                  the appraisal period: dates, deadlines, roles, holidays, strategic targets
  plans.csv                    plans (SKP): one row for each indicator
  realizations.csv             what was reached for each indicator by month (quantities are cumulative)
  ratings.csv                  suggested ratings of work results and of behavior
  organization_predicates.csv  predicate of each agency
  mistakes.json                answer sheet: {mistakes} problems made on purpose in roster.xlsx
  sources/                     data of every source, each with the .yaml that describes it
    layanan-dukcapil.csv       cases of a counter program: semicolons, Windows-1252, days as 31/03/{year}
    layanan-lain.xlsx          service cases of other agencies, in a filled-in template
    standar-pelayanan.xlsx     the time limit of each service
    gangguan.xlsx              when a system or network was down
    survei-skm.xlsx            answers to the satisfaction survey, nine elements
    pengaduan-lapor.json       complaints from SP4N-LAPOR
    realisasi-anggaran.xlsx    the finance office's report: header merged over two rows, 1.234,50, a row of sums
    presensi.csv               summary of the attendance machine
    cuti.xlsx                  leave
    realisasi-sistem.xlsx      realizations that systems report (once plans are approved)
    catatan-harian.xlsx        daily activity logs of some weeks
    bukti-dukung.xlsx          links to evidence
    umpan-balik.xlsx           ongoing feedback
    bkn-laporan-skp.xlsx, bkn-penilaian-skp.xlsx   exports of e-Kinerja BKN
    mistakes.json              mistakes on purpose: file, row, and what becomes of it (held = held back)

NEXT
  1. kinerja roster check roster.xlsx --on {year}-01-05
  2. kinerja period launch period.yaml --roster roster.xlsx --dry-run
  3. kinerja period launch period.yaml --roster roster.xlsx
  4. kinerja source add sources/presensi.yaml --period {year}
  5. kinerja import file sources/presensi.csv --period {year} --source presensi
  6. kinerja import held --period {year}
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
