#!/usr/bin/env python3
"""Check the archive of an appraisal period (kinerja-archive/1) on any machine: one file, Python 3.9, nothing else.

    python3 verify_archive.py ARCHIVE [--key KEY] [--checkpoint FILE] [--letter FILE|CODE] [--lang id|en] [--json]

It proves what is in the archive (hashes, Merkle trees, chain, signatures, changes of key), computes every attainment,
predicate, distribution and credit point again, and looks again who decided about whom. Exit code 0: everything holds;
1: something does not, and is named by step and person; 2: this is no archive that can be checked.

Units are checked one after the other, and what the ledger says about the others waits packed: memory does not grow
with what a person has, only a little with their number.

This file stands alone on purpose and shares no code with the system whose results it checks. It never writes, fetches
or runs anything. The format is described in FORMAT.md.
"""

import argparse
import base64
import binascii
import datetime
import hashlib
import json
import marshal
import os
import re
import sys
import zipfile
import zlib
from collections import defaultdict
from fractions import Fraction

FORMAT = "kinerja-archive/1"
# ---------------------------------------------------------------------------------------------------- what is refused
MOST_FILES, MOST_BYTES, MOST_LINE, MOST_RATIO = 200_000, 64 << 30, 8 << 20, 400
MOST_DIGITS, MOST_SHOWN, ALL_SIGNATURES, SOME_SIGNATURES = 18, 20, 300, 100
NAME = re.compile(
    r"(?:sealed/[1-9][0-9]{0,17}/[1-9]-[a-z_]{1,20}|ledger/[a-z]{1,20}|[a-z]{1,20})[.](?:jsonl|json|note)"
)


class Unusable(Exception):  # noqa: N818 - it is said as it is
    """The file cannot be checked at all: what is wrong with it, as a key of TEXTS with values."""

    def __init__(self, text, /, **values):
        super().__init__(text)
        self.text, self.values = text, values


# ---------------------------------------------------------------------------------- what is said: Indonesian, English
TEXTS = {
    "no_zip": (
        "{path} bukan arsip zip yang utuh ({why}). Mintalah berkasnya sekali lagi.",
        "{path} is no whole zip archive ({why}). Ask for the file again.",
    ),
    "too_much": (
        "arsip ini berisi terlalu banyak ({what}); berkas seperti ini tidak diperiksa",
        "this archive holds too much ({what}); such a file is not checked",
    ),
    "odd_name": (
        "arsip berisi berkas bernama {name}, yang tidak ada dalam format ini",
        "the archive has a file named {name}, which the format does not have",
    ),
    "no_part": ("arsip tidak berisi {name}", "the archive has no {name}"),
    "not_json": (
        "{name}, baris {line}: bukan JSON yang dapat dibaca ({why})",
        "{name}, line {line}: no JSON that can be read ({why})",
    ),
    "no_file": (
        "tidak ada berkas {path}; periksa nama dan foldernya",
        "there is no file {path}; check its name and folder",
    ),
    "folder": ("{path} adalah folder; sebutkan berkas di dalamnya", "{path} is a folder; name the file in it"),
    "no_letter": (
        "tidak ada berkas {path}, dan itu juga bukan kode surat: kode terdiri dari 16 huruf dan angka (2 sampai 7), "
        "per empat, seperti ABCD-EFGH-IJKL-MNOP",
        "there is no file {path}, and it is no letter's code either: a code has 16 letters and figures (2 to 7) in "
        "groups of four, such as ABCD-EFGH-IJKL-MNOP",
    ),
    "bad_form": ("{name}: isinya tidak menurut format ({why})", "{name}: what it says is not in the format ({why})"),
    "other_format": ("formatnya {given}, bukan {expected}", "its format is {given}, not {expected}"),
    "bad_key": ("{text} bukan kunci pemeriksa (nama+hash+kunci)", "{text} is no verifier key (name+hash+key)"),
    "unreadable": ("{path} tidak dapat dibaca ({why})", "{path} cannot be read ({why})"),
    # container
    "file_hash": ("{name} tidak sama dengan yang dicatat manifes", "{name} is not what the manifest says"),
    "file_missing": (
        "{name} ada dalam manifes, tetapi tidak ada dalam arsip",
        "{name} is in the manifest, but not here",
    ),
    "not_canonical": (
        "{name}, baris {line}: tidak dalam bentuk baku (RFC 8785), misalnya nama yang dobel; pembaca lain dapat "
        "membaca hal lain",
        "{name}, line {line}: not in canonical form (RFC 8785), say a name twice; another reader may read something "
        "else",
    ),
    "file_extra": ("{name} tidak ada dalam manifes", "{name} is not in the manifest"),
    "manifest_sign": (
        "tanda tangan manifes tidak sah: daftar berkas diubah setelah arsip dibuat",
        "the manifest's signature does not hold: the list of files was changed after the archive was made",
    ),
    # ledger
    "event_lost": (
        "buku catatan berisi {have} peristiwa, seharusnya {expected}: ada yang dipotong atau ditambahkan",
        "the ledger has {have} events where {expected} are signed: some were cut off or added",
    ),
    "root": (
        "akar atas {size} peristiwa pertama bukan akar yang ditandatangani: di antara peristiwa ke-{first} dan "
        "ke-{size} ada yang diubah, ditukar, dihapus atau disisipkan",
        "the root over the first {size} events is not the signed one: between event number {first} and number {size} "
        "one was changed, swapped, removed or put in",
    ),
    "chain": ("rantai putus pada akar atas {size} peristiwa", "the chain breaks at the root over {size} events"),
    "antedated": (
        "peristiwa {event} (ke-{place}) bertanggal {day}, padahal dicatat setelah peristiwa tanggal {before}: "
        "ditanggali mundur atau disisipkan",
        "event {event} (number {place}) is dated {day}, but was recorded after one of {before}: it was antedated or "
        "put in",
    ),
    "old_key": (
        "{what}: ditandatangani kunci yang saat itu sudah diganti",
        "{what}: signed by a key that had been replaced by then",
    ),
    "root_sign": (
        "akar atas {size} peristiwa tidak ditandatangani kunci yang dipercaya",
        "the root over {size} events is not signed by a key that is trusted",
    ),
    "note_differs": (
        "catatan akar atas {size} peristiwa menyebut akar lain",
        "the note over {size} events says another root",
    ),
    "key_change": (
        "penggantian kunci pada peristiwa {event} tidak ditandatangani kunci lama",
        "the change of key in event {event} is not signed by the old key",
    ),
    "checkpoint_differs": (
        "arsip tidak diawali oleh titik periksa {path} ({size} peristiwa): sejarah ditulis ulang, atau ada dua sejarah",
        "the archive does not begin as checkpoint {path} ({size} events) says: history was rewritten, or there are two",
    ),
    "checkpoint_ahead": (
        "titik periksa {path} mencakup {size} peristiwa, arsip hanya {have}: ekornya dipotong, atau arsip "
        "lebih tua (mintalah arsip baru)",
        "checkpoint {path} covers {size} events, the archive only {have}: its end was cut, or the "
        "archive is older (ask for a new one)",
    ),
    "checkpoint_bad": (
        "{path} bukan titik periksa yang ditandatangani kunci yang dipercaya: berkas itu rusak, atau arsip "
        "ini ditandatangani kunci lain",
        "{path} is no checkpoint signed by a key that is trusted: it is damaged, or this archive is signed by another "
        "key",
    ),
    # seals
    "seal_root": ("baris tahap {stage} bukan yang disegel", "the rows of stage {stage} are not those that were sealed"),
    "seal_part": (
        "tahap {stage} disegel, tetapi barisnya tidak ada dalam arsip",
        "stage {stage} is sealed, but its rows are not in the archive",
    ),
    "seal_event": (
        "baris tahap {stage} ada, tetapi tidak ada peristiwa yang menyegelnya",
        "there are rows of stage {stage}, but no event that seals them",
    ),
    "seal_twice": (
        "tahap {stage} disegel dua kali; penyegelan kedua adalah peristiwa {event}",
        "stage {stage} was sealed twice; the second time in event {event}",
    ),
    "seal_old": (
        "tahap {stage} disegel tanpa akar hasil; barisnya tidak terbukti",
        "stage {stage} was sealed without a root over its results; its rows are not proven",
    ),
    "seal_order": (
        "tahap {stage} disegel sebelum tahap yang mendahuluinya",
        "stage {stage} was sealed before the stage ahead of it",
    ),
    # recomputed
    "attainment": (
        "indikator {indicator}: capaian {given} %, dihitung ulang {found} %",
        "indicator {indicator}: attainment {given} %, computed again {found} %",
    ),
    "signal": (
        "indikator {indicator}: tertulis {given}, dihitung ulang {found}",
        "indicator {indicator}: it says {given}, computed again {found}",
    ),
    "realized": (
        "indikator {indicator}: nilai {given} bukan realisasi terakhir ({found})",
        "indicator {indicator}: value {given} is not the latest realization ({found})",
    ),
    "unmeasured": (
        "indikator {indicator} mempunyai realisasi, tetapi tidak ada di antara capaian yang dilihat penilai",
        "indicator {indicator} has realizations, but is not among the attainment that the rater saw",
    ),
    "ratings": (
        "penilaian {given} bukan yang ditetapkan penilai ({found})",
        "ratings {given} are not those that were set ({found})",
    ),
    "head_rating": (
        "hasil kerja kepala unit {given}, menurut predikat organisasi {found}",
        "the head's work rating is {given}, by the organization predicate {found}",
    ),
    "predicate": ("predikat {given}, menurut matriks {found}", "predicate {given}, by the matrix {found}"),
    "credit": ("angka kredit {given}, dihitung ulang {found}", "credit points {given}, computed again {found}"),
    "counts": ("sebaran {given}; dihitung ulang {found}", "distribution {given}; computed again {found}"),
    "pattern": (
        "pola sebaran: {given}; dihitung ulang {found}",
        "distribution pattern: {given}; computed again {found}",
    ),
    "organization": (
        "predikat organisasi {given}, yang ditetapkan {found}",
        "organization predicate {given}, set was {found}",
    ),
    "unjustified": (
        "sebaran tidak sesuai pola dan tidak ada pertanggungjawaban",
        "the distribution departs from the pattern and nobody justified it",
    ),
    "final": (
        "hasil akhir bukan hasil yang dinilai dan tidak mengikuti putusan keberatan",
        "the final result is not the scored one and follows from no decision on an objection",
    ),
    "justified": (
        "menurut barisnya sebaran itu dipertanggungjawabkan, menurut peristiwanya tidak (atau sebaliknya)",
        "by its row the distribution was justified, by the events it was not (or the other way round)",
    ),
    "no_result": ("segmen tanpa hasil pada tahap {stage}", "a segment without a result in stage {stage}"),
    "versions": (
        "tahap {stage} berisi hasil versi {given}, seharusnya {found} menurut putusan keberatan",
        "stage {stage} has results of version {given}, by the decisions on objections it should be {found}",
    ),
    "untold": ("hasilnya tidak pernah diberitahukan", "the result was never published to the person"),
    "twice": ("segmen mempunyai dua hasil dengan versi yang sama", "a segment has two results of one version"),
    "stranger": (
        "hasil untuk segmen yang tidak ada, atau milik orang lain",
        "a result of no segment, or of somebody else's",
    ),
    "pack": (
        "dinilai dengan paket aturan {given}, yang tidak dikenal pemeriksa ini",
        "scored by rule pack {given}, which this program does not know",
    ),
    # duties
    "self": ("{event}: memutuskan tentang diri sendiri", "{event}: decided about themselves"),
    "not_asked": (
        "{event}: diputuskan orang yang bukan {role} dan tidak diserahi permintaan itu",
        "{event}: decided by somebody who is not the {role} and was not handed the request",
    ),
    "rater_decides": (
        "keberatan diputus salah satu pihak: penilainya, atau yang menjawabnya",
        "an objection was decided by a party to it: whoever rated, or answered it",
    ),
    "not_filed": ("{event}: tidak ada yang mengajukan keberatan", "{event}: nobody had objected"),
    "unheard": (
        "keberatan diputus pada {day} tanpa mendengar penilai: ia belum menjawab dan masih punya waktu sampai {until}",
        "the objection was decided on {day} without hearing the rater, who had not answered and had until {until}",
    ),
    "plh": (
        "{event}: Plh memutuskan hal yang berlaku untuk satu tahun",
        "{event}: a Plh decided what counts for the year",
    ),
    "lost_segment": (
        "{event} menyangkut segmen {segment}, yang tidak ada di antara baris tersegel: orangnya dihilangkan",
        "{event} is about segment {segment}, which is not among the sealed rows: somebody was left out",
    ),
    "other_unit": ("{event} dicatat untuk unit lain", "{event} was recorded for another unit"),
    "rated_twice": (
        "dinilai dua kali; penilaian kedua adalah peristiwa {event}",
        "rated twice; the second time in event {event}",
    ),
    "decided_twice": ("permintaan {request} diputus dua kali", "request {request} was decided twice"),
    "no_delegation": (
        "{event}: bertindak untuk orang lain tanpa delegasi yang berlaku saat itu",
        "{event}: acted for somebody else without a delegation in force at that time",
    ),
    "no_plan": ("dinilai tanpa rencana (SKP) yang disetujui", "rated without an approved plan (SKP)"),
    "plan_hash": ("rencana yang disegel bukan yang disetujui", "the sealed plan is not the one that was approved"),
    "no_rating": ("hasil tanpa peristiwa penilaian", "a result without an event in which it was rated"),
    "late_step": ("{event} terjadi setelah tahapnya disegel", "{event} happened after its stage was sealed"),
    "early_rating": ("dinilai sebelum rencananya disetujui", "rated before the plan was approved"),
    "no_report": (
        "penilai menyetujui realisasi yang tidak dilaporkan",
        "the rater approved realizations that nobody reported",
    ),
    "report_hash": (
        "realisasi dalam arsip bukan yang disetujui penilai",
        "the realizations in the archive are not those that the rater approved",
    ),
    "open_finding": (
        "dinilai dengan temuan {code} yang masih menghalangi dan tidak dikesampingkan",
        "rated while finding {code} was blocking and not waived",
    ),
    "finding_lost": (
        "temuan {code} disegel, tetapi tidak ada dalam daftar temuan",
        "finding {code} is sealed, but not among the findings",
    ),
    "finding_other": (
        "temuan {code} bukan yang disegel",
        "finding {code} is not the one that was sealed",
    ),
    "request": (
        "putusan atas permintaan {request} tidak sama dengan peristiwanya",
        "the decision on request {request} is not what its event says",
    ),
    "own_waiver": (
        "temuan {code} atas data sendiri dikesampingkan sendiri",
        "waived finding {code} about their own data",
    ),
    "waiver_event": ("temuan {code} dikesampingkan tanpa peristiwa", "finding {code} is waived without an event"),
    "own_unit": ("{event}: memutuskan tentang unitnya sendiri", "{event}: decided about their own unit"),
    # people, letters
    "person_twice": ("orang ini tercantum dua kali", "this person is listed twice"),
    "frozen_twice": (
        "orang ini dibekukan dua kali untuk jabatan yang sama",
        "this person was frozen twice for the same post",
    ),
    "not_theirs": (
        "{event} dilakukan orang lain daripada yang dinilai, atau nomornya milik samaran lain",
        "{event} was done by somebody other than the person concerned, or the number is another pseudonym's",
    ),
    "elsewhere": (
        "baris tahap {stage} menyebut orang lain daripada pemilik segmen itu",
        "a row of stage {stage} names somebody other than the person whose segment it is",
    ),
    "disclosed": (
        "nama atau NIP yang dibuka bukan milik samaran ini",
        "the disclosed NIP is not that of this pseudonym",
    ),
    "letter_bad": (
        "{path}: bukti surat tidak membuktikan hasilnya",
        "{path}: the letter's proof does not prove its result",
    ),
    "letter_other": (
        "{path}: hasil surat tidak ada dalam arsip ini",
        "{path}: the letter's result is not in this archive",
    ),
    "letter_fork": (
        "{path}: surat ini dibuktikan oleh sejarah lain ({size} peristiwa) daripada arsip ini: ada dua sejarah",
        "{path}: the letter is proven by another history ({size} events) than this archive's: there are two",
    ),
    "letter_old": (
        "{path}: hasil surat sudah diganti versi {version}",
        "{path}: the letter's result was replaced by version {version}",
    ),
    "code_unknown": (
        "{path}: tidak ada surat dengan kode ini pada periode ini sampai arsip diambil",
        "{path}: no letter of this period has this code, up to when the archive was taken",
    ),
    "letter_ours": (
        "{path}: surat periode ini, bukan tentang satu hasil",
        "{path}: a letter of this period, not about one result",
    ),
    "letter_holds": (
        "{path}: hasil surat ini yang disegel dan berlaku: {result}",
        "{path}: this is the sealed result in force: {result}",
    ),
    "result": (
        "{who}: predikat {predicate} (hasil kerja {work}, perilaku {behavior}), angka kredit {credit_points}, versi "
        "{version}",
        "{who}: predicate {predicate} (work {work}, behavior {behavior}), credit points {credit_points}, version "
        "{version}",
    ),
    "result_open": ("{who}: belum ada hasil yang disegel", "{who}: no result is sealed yet"),
    # the end
    "header": ("Arsip periode {code}: {title}, {region}", "Archive of period {code}: {title}, {region}"),
    "ok_container": (
        "semua bagian sama dengan daftar bertanda tangan",
        "every part is what the signed list says",
    ),
    "ok_ledger": (
        "{events} peristiwa ({hidden} di luar periode ini, hanya hash) di bawah {roots} akar; {signatures} tanda "
        "tangan diperiksa",
        "events: {events} (not of this period, by hash only: {hidden}); roots over them: {roots}; signatures looked "
        "at: {signatures}",
    ),
    "ok_seal": (
        "baris dari {seals} tahap adalah yang disegel",
        "stages whose rows are those that were sealed: {seals}",
    ),
    "ok_attainment": ("{indicators} indikator dihitung ulang", "indicators computed again: {indicators}"),
    "ok_predicate": ("{results} hasil dihitung ulang", "results computed again: {results}"),
    "ok_credit": ("{credits} angka kredit dihitung ulang", "credit points computed again: {credits}"),
    "ok_distribution": ("{units} pola sebaran dihitung ulang", "distributions computed again: {units}"),
    "ok_duty": (
        "{acts} keputusan: oleh yang berwenang, pada waktunya, atas data yang disetujui",
        "decisions: {acts}, by whom they were due, in their time, on data that were approved",
    ),
    "ok_person": ("setiap orang satu samaran", "one pseudonym for every person"),
    "open_unit": (
        "Perhatian: {unit} baru tersegel sampai tahap {stage}; hasil di sana belum final.",
        "Note: {unit} is sealed up to stage {stage} only; results there are not final yet.",
    ),
    "open_none": (
        "Perhatian: {unit} belum mempunyai tahap yang disegel.",
        "Note: no stage of {unit} is sealed yet.",
    ),
    "next": (
        "Simpan arsip ini apa adanya. Mintalah arsip sekali lagi langsung dari BKPSDM dan periksa lagi; bila tetap "
        "demikian, cocokkan dengan titik periksa lama pada pemegang lain dan mintalah BKPSDM menjalankan “kinerja "
        "audit verify”. Yang disebut lebih dahulu dapat menyebabkan yang berikutnya.",
        "Keep this archive as it is. Ask BKPSDM itself for the archive once more and check again; if it stays so, "
        "compare with older checkpoints of other holders and have BKPSDM run “kinerja audit verify”. What is named "
        "first may be the cause of what follows.",
    ),
    "holds": ("✔ Semuanya cocok.", "✔ Everything holds."),
    "broken": ("✘ {count} hal tidak cocok.", "✘ What does not hold: {count}."),
    "prefix": (
        "✔ Arsip diawali oleh {count} titik periksa Anda.",
        "✔ The archive begins as your checkpoints say (given: {count}).",
    ),
    "pending": (
        "Perhatian: {pending} peristiwa terbaru belum bernomor dan belum terbukti; arsip berikutnya membuktikannya.",
        "Note: newest events without a number, not proven yet: {pending}; a later archive proves them.",
    ),
    "no_key": (
        "Perhatian: tanpa --key dipercaya kunci yang ada dalam arsip: {key}. Cocokkan dengan yang Anda catat dahulu.",
        "Note: without --key the key in the archive itself is believed: {key}. Compare it with what you wrote down.",
    ),
    "key_known": (
        "✔ Kunci dalam arsip juga menandatangani titik periksa Anda: {key}",
        "✔ The key in the archive signed your checkpoints, too: {key}",
    ),
    "no_checkpoint": (
        "Perhatian: hanya titik periksa dari luar (--checkpoint) yang menunjukkan apakah seluruh sejarah ditulis "
        "ulang.",
        "Note: only a checkpoint from elsewhere (--checkpoint) tells whether all of history was rewritten.",
    ),
    "more": ("  … dan {count} lagi (--all menampilkan semuanya)", "  … and {count} more (--all shows them)"),
    "unit": ("unit {unit}", "unit {unit}"),
    "named_unit": ("unit {unit} ({name})", "unit {unit} ({name})"),
    "segment": ("orang {person}, segmen {segment}", "person {person}, segment {segment}"),
}
STEPS = {
    "container": ("Berkas", "Files"),
    "ledger": ("Buku catatan", "Ledger"),
    "seal": ("Segel tahap", "Seals of stages"),
    "attainment": ("Capaian", "Attainment"),
    "predicate": ("Predikat", "Predicates"),
    "credit": ("Angka kredit", "Credit points"),
    "distribution": ("Sebaran", "Distribution"),
    "duty": ("Pemisahan tugas", "Separation of duties"),
    "person": ("Identitas", "Identity"),
    "letter": ("Surat", "Letters"),
}
#: Words of the format as the portal shows them: in Indonesian, in English.
NAMES = {
    "briefing": ("pengumuman", "briefing"),
    "target_setting": ("penyusunan SKP", "target setting"),
    "collection": ("pengumpulan data", "collection"),
    "quality": ("pemeriksaan data", "quality"),
    "approval": ("penilaian", "approval"),
    "scoring": ("penetapan predikat", "scoring"),
    "notification": ("penyampaian hasil", "notification"),
    "objection": ("keberatan", "objection"),
    "closing": ("penutupan", "closing"),
    "rater": ("pejabat penilai", "rater"),
    "superior": ("atasan pejabat penilai", "rater's superior"),
    "setter": ("yang menetapkan predikat organisasi", "one who sets the organization predicate"),
    "missing": ("tidak ada", "missing"),
    "no_target": ("tidak ada target pembanding", "no target to measure against"),
    "below": ("di bawah target", "below target"),
    "above": ("di atas target", "above target"),
    "at": ("sesuai target", "at target"),
    "plan": ("SKP", "plan"),
    "report": ("laporan realisasi", "report of realizations"),
    "evaluation": ("penilaian", "evaluation"),
    "organization": ("predikat organisasi", "organization predicate"),
    "distribution": ("sebaran predikat", "distribution"),
    "finding": ("temuan", "finding"),
    "submitted": ("diajukan", "submitted"),
    "approved": ("disetujui", "approved"),
    "fixed": ("ditetapkan tim pengelola kinerja", "fixed by the performance team"),
    "returned": ("dikembalikan", "returned"),
    "rated": ("dinilai", "rated"),
    "filed": ("diajukan", "filed"),
    "answered": ("ditanggapi", "answered"),
    "changed": ("hasil diubah", "changed"),
    "upheld": ("hasil dipertahankan", "upheld"),
    "set": ("ditetapkan", "set"),
    "justified": ("dijustifikasi", "justified"),
    "waived": ("dikecualikan", "waived"),
    "reassigned": ("dialihkan", "reassigned"),
    "SANGAT_BAIK_GT_70PCT": ("lebih dari 70% berpredikat Sangat Baik", "more than 70% are Sangat Baik"),
    "BAIK_GT_70PCT": ("lebih dari 70% berpredikat Baik", "more than 70% are Baik"),
    "NO_BUTUH_PERBAIKAN_OR_KURANG": (
        "tidak ada yang berpredikat Butuh Perbaikan atau Kurang",
        "nobody is Butuh Perbaikan or Kurang",
    ),
    "BUTUH_PERBAIKAN_LT_60PCT": (
        "kurang dari 60% berpredikat Butuh Perbaikan",
        "fewer than 60% are Butuh Perbaikan",
    ),
    "SANGAT_BAIK_GT_10PCT": ("lebih dari 10% berpredikat Sangat Baik", "more than 10% are Sangat Baik"),
    "KURANG_LT_60PCT": ("kurang dari 60% berpredikat Kurang", "fewer than 60% are Kurang"),
    "BUTUH_PERBAIKAN_LT_10PCT": (
        "kurang dari 10% berpredikat Butuh Perbaikan",
        "fewer than 10% are Butuh Perbaikan",
    ),
    "SANGAT_KURANG_LT_60PCT": ("kurang dari 60% berpredikat Sangat Kurang", "fewer than 60% are Sangat Kurang"),
    "KURANG_PLUS_BUTUH_PERBAIKAN_LT_10PCT": (
        "kurang dari 10% berpredikat Kurang atau Butuh Perbaikan",
        "fewer than 10% are Kurang or Butuh Perbaikan",
    ),
    "SANGAT_BAIK_NOT_ALLOWED": ("ada yang berpredikat Sangat Baik", "somebody is Sangat Baik"),
}
#: Words of the law, which have no English.
LAW = {
    "ISTIMEWA": "Istimewa",
    "SANGAT_BAIK": "Sangat Baik",
    "BAIK": "Baik",
    "BUTUH_PERBAIKAN": "Butuh Perbaikan",
    "KURANG": "Kurang",
    "SANGAT_KURANG": "Sangat Kurang",
    "DI_ATAS": "Di Atas Ekspektasi",
    "SESUAI": "Sesuai Ekspektasi",
    "DI_BAWAH": "Di Bawah Ekspektasi",
}
PATTERN = (("sesuai pola", "as the pattern", "tidak sesuai pola", "not as the pattern"),
           ("mengikat", "binding", "tidak mengikat", "not binding"))  # fmt: skip
#: Values of TEXTS that may be words of the format; what people named (titles, units, files) stays as it is.
WORDED = frozenset("stage role event given found predicate work behavior".split())
OPTIONS = {
    "what": (
        "Periksa arsip satu periode: semua bukti, hitung ulang semua hasil, siapa memutuskan apa. Kode keluar "
        "0: semuanya cocok; 1: ada yang tidak cocok; 2: tidak dapat diperiksa.",
        "Check the archive of an appraisal period: every proof, every result computed again, who decided what. Exit "
        "code 0: everything holds; 1: something does not; 2: it cannot be checked.",
    ),
    "archive": ("berkas arsip (.zip)", "the archive (.zip)"),
    "key": (
        "kunci pemeriksa (nama+hash+kunci) yang Anda catat sendiri",
        "verifier key (name+hash+key) that you wrote down",
    ),
    "checkpoint": ("titik periksa (checkpoint) yang Anda simpan di luar", "checkpoint that you kept elsewhere"),
    "letter": (
        "surat (.pdf), buktinya (.json) atau kode yang tercetak padanya",
        "letter (.pdf), its proof (.json) or the code printed on it",
    ),
    "lang": ("bahasa: Indonesia atau Inggris", "language: Indonesian or English"),
    "json": ("semuanya sebagai JSON", "everything as JSON"),
    "all": ("tampilkan setiap ketidakcocokan", "show every difference"),
}
STAGES = (
    "briefing",
    "target_setting",
    "collection",
    "quality",
    "approval",
    "scoring",
    "notification",
    "objection",
    "closing",
)


class Report:
    """Everything that does not hold, by step and person, and what was looked at."""

    def __init__(self):
        self.faults, self.counts, self.notes, self.told = [], defaultdict(int), [], set()
        #: Names of units, what the period is called, units that are not sealed to the end, results that were asked for.
        self.units, self.period, self.open, self.results = {}, {}, [], []

    def fault(self, step, text, /, *, unit=None, segment=None, person=None, **values):
        """Keep what does not hold: once, also where several rows show it."""
        found = {"step": step, "code": text, "unit": unit, "segment": segment, "person": person, "values": values}
        key = hashlib.sha256(repr(found).encode("utf-8", "surrogatepass")).digest()
        if key not in self.told:
            self.told.add(key)
            self.faults.append(found)


def said(text, language, values):
    """A text of TEXTS with its values; words of the format as the portal shows them."""
    shown = values.copy()
    shown.update((name, worded(values[name], language)) for name in WORDED & values.keys())
    if text == "counts":
        shown.update((name, _counted(values[name])) for name in ("given", "found"))
    return TEXTS[text][language].format_map(shown)


def worded(value, language):
    """A word of the format, two ratings, an event or a pattern as it is read; anything else as it is."""
    if isinstance(value, tuple) and len(value) == 4:
        return _pattern(*value, language)
    if not isinstance(value, str):
        return value
    if value in LAW:
        return LAW[value]
    if value in NAMES:
        return NAMES[value][language]
    for mark, between in (("/", " / "), (".", ": ")):
        parts = value.split(mark)
        if len(parts) == 2 and all(each in LAW or each in NAMES or each == "-" for each in parts):
            return between.join(worded(each, language) for each in parts)
    return value


def _pattern(organization, broken, conforms, binding, language):
    """What a row says of a pattern: for which predicate, where it departs, whether that binds."""
    parts = [worded(organization, language)]
    for each, words in zip((conforms, binding), PATTERN):
        parts.append(words[language if each is True else 2 + language])
    parts += [worded(each, language) for each in str(broken or "").split(",") if each]
    return ", ".join(map(str, parts))


def _counted(numbers):
    """Five numbers of a distribution, each with its predicate."""
    given = numbers.split(" ")
    return ", ".join(f"{LAW[word]} {each}" for word, each in zip(EARNED, given)) if len(given) == 5 else numbers


# ------------------------------------------------------------------------------------------------- Ed25519 (RFC 8032)
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def _add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point):
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point = _add(point, point)
        number >>= 1
    return found


def _packed(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _point(packed):
    number = int.from_bytes(packed, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = _recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE = (_recover_x(4 * pow(5, P - 2, P) % P, 0), 4 * pow(5, P - 2, P) % P)
BASE = (BASE[0], BASE[1], 1, BASE[0] * BASE[1] % P)


def ed25519_holds(public, signature, message):
    """Whether an Ed25519 signature is that of the key over the message (RFC 8032, 5.1.7)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    point, s = _point(public), int.from_bytes(signature[32:], "little")
    if point is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    minus = (P - point[0], point[1], 1, (P - point[3]) % P)
    return _packed(_add(_times(s, BASE), _times(k, minus))) == signature[:32]


# ----------------------------------------------------------------------------------------------- trees, notes and keys
def leaf_hash(content):
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A Merkle tree (RFC 6962) that grows leaf by leaf; only its right edge is kept."""

    def __init__(self):
        self.size, self.edge = 0, []

    def add(self, leaf):
        size, edge = self.size, self.edge
        edge.append(leaf)
        while size & 1:
            right = edge.pop()
            edge[-1] = node_hash(edge[-1], right)
            size >>= 1
        self.size += 1

    def root(self):
        if not self.edge:
            return hashlib.sha256(b"").digest()
        found = self.edge[-1]
        for each in reversed(self.edge[:-1]):
            found = node_hash(each, found)
        return found


def root_by_path(leaf, place, size, path):
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2), or None."""
    if not 0 <= place < size:
        return None
    node, last, found = place, size - 1, leaf
    for each in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            found = node_hash(each, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, each)
        node, last = node >> 1, last >> 1
    return found if last == 0 else None


class Key:
    """A verifier key "name+hash+key" of C2SP signed notes."""

    def __init__(self, text):
        name, _number, encoded = (text.strip().split("+", 2) + ["", ""])[:3]
        try:
            raw = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        self.name, self.public = name, raw[1:]
        self.id = hashlib.sha256(name.encode() + b"\n\x01" + self.public).digest()[:4]
        self.text = f"{name}+{self.id.hex()}+{encoded}"
        if raw[:1] != b"\x01" or len(self.public) != 32 or self.text != text.strip():
            raise Unusable("bad_key", text=text.strip()[:80])


def opened(note, keys):
    """The lines of a signed note, or None when none of the keys signed it."""
    return signed_by(note, keys)[0]


def signed_by(note, keys):
    """The lines of a signed note and the key that signed it, or twice None."""
    text, blank, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines() if blank else ():
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014":
            continue
        try:
            raw = base64.b64decode(parts[2], validate=True)
        except (binascii.Error, ValueError):
            continue
        for key in keys:
            if key.name == parts[1] and key.id == raw[:4] and ed25519_holds(key.public, raw[4:], text.encode()):
                return text.rstrip("\n").split("\n"), key
    return None, None


def checkpoint_of(lines):
    """(size, root, chain or None) of a checkpoint's lines, or None."""
    try:
        if not re.fullmatch("[1-9][0-9]{0,17}", lines[1]):
            return None
        size, root = int(lines[1]), base64.b64decode(lines[2], validate=True)
    except (IndexError, ValueError, binascii.Error):
        return None
    chain = next((line[6:] for line in lines[3:] if line.startswith("chain ")), None)
    return (size, root, chain) if size > 0 and len(root) == 32 else None


# ------------------------------------------------------------------------------------------------- reading the archive
def _whole(digits):
    if len(digits) > MOST_DIGITS + 1:
        raise ValueError("a number with too many digits")
    return int(digits)


def _refuse(text):
    raise ValueError("a number that is not whole: " + text[:20])


READ = json.JSONDecoder(parse_int=_whole, parse_float=_refuse, parse_constant=_refuse).decode
#: A short line has no number that takes long, and is read by the faster way.
SHORT, SCAN = 4_000, json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse).scan_once


def _writer():
    """What writes an object as RFC 8785 has it (names are ASCII here, and numbers whole): millions of times."""
    try:
        write = json.encoder.c_make_encoder(
            None, _refuse, json.encoder.encode_basestring, None, ":", ",", True, False, False
        )
        write({}, 0)
    except (AttributeError, TypeError):  # a Python without that part in C
        return json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
    return lambda row: "".join(write(row, 0))


WRITE = _writer()


def not_there(path, problem, missing="no_file"):
    """The refusal of a file that cannot be opened; None when it was, and something in it is wrong."""
    if os.path.isdir(path):
        return Unusable("folder", path=path)
    if isinstance(problem, (FileNotFoundError, NotADirectoryError)):
        return Unusable(missing, path=path)
    strerror = getattr(problem, "strerror", None)
    return Unusable("unreadable", path=path, why=strerror) if strerror else None


class Archive:
    """The zip file, read part by part with limits; what differs from the manifest is reported."""

    def __init__(self, path, report):
        self.report, self.seen = report, {}
        try:
            self.zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
            raise (not_there(path, problem) or Unusable("no_zip", path=path, why=problem)) from problem
        self.infos = {}
        if len(self.zip.infolist()) > MOST_FILES:
            raise Unusable("too_much", what=f"{len(self.zip.infolist())} files")
        for info in self.zip.infolist():
            if not NAME.fullmatch(info.filename) or info.filename in self.infos or info.flag_bits & 1:
                raise Unusable("odd_name", name=ascii(info.filename)[:80])
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Unusable("odd_name", name=info.filename)
            if info.file_size > (1 << 20) and info.file_size > MOST_RATIO * max(1, info.compress_size):
                raise Unusable("too_much", what=f"{info.filename}: {info.file_size} bytes")
            self.infos[info.filename] = info
        if sum(info.file_size for info in self.infos.values()) > MOST_BYTES:
            raise Unusable("too_much", what="bytes")

    def lines(self, name):
        """The lines of a part as bytes; afterwards its hash is known."""
        if name not in self.infos:
            raise Unusable("no_part", name=name)
        digest, length, count, rest = hashlib.sha256(), 0, 0, b""
        try:
            with self.zip.open(self.infos[name]) as part:
                while True:
                    block = part.read(1 << 20)
                    if not block:
                        break
                    digest.update(block)
                    length += len(block)
                    lines = (rest + block).split(b"\n")
                    rest = lines.pop()
                    if len(rest) > MOST_LINE:
                        raise Unusable("too_much", what=f"{name}: a line of more than {MOST_LINE} bytes")
                    count += len(lines)
                    yield from lines
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as problem:
            raise Unusable("unreadable", path=name, why=problem) from problem
        if rest:
            count += 1
            yield rest
        self.seen[name] = {"sha256": digest.hexdigest(), "bytes": length, "lines": count}

    def rows(self, name):
        """The lines of a part as objects."""
        for number, line in enumerate(self.lines(name), 1):
            found = self.parsed(name, number, line)
            if not isinstance(found, dict):
                raise Unusable("not_json", name=name, line=number, why="no object")
            yield found

    def parsed(self, name, number, line):
        try:
            return READ(line.decode("utf-8"))
        except (ValueError, RecursionError) as problem:
            raise Unusable("not_json", name=name, line=number, why=str(problem)[:80]) from problem

    def canonical(self, name, number, line):
        """A line under a proof: an object in its one form, or it could say different things to two readers."""
        try:
            text = line.decode("utf-8")
            if len(line) > SHORT or line[:1] != b"{":
                found, end = READ(text), len(text)
            else:
                found, end = SCAN(text, 0)
            if not isinstance(found, dict):
                raise ValueError("no object")  # noqa: TRY004 - as every other line that cannot be read
            if end != len(text) or WRITE(found) != text:
                self.report.fault("container", "not_canonical", name=name, line=number)
        except (ValueError, RecursionError, StopIteration) as problem:
            raise Unusable("not_json", name=name, line=number, why=str(problem)[:80]) from problem
        return found

    def document(self, name):
        text = b"\n".join(self.lines(name))
        found = self.parsed(name, 1, text)
        if not isinstance(found, dict):
            raise Unusable("not_json", name=name, line=1, why="no object")
        return found

    def compare(self, manifest):
        """Every part is as the manifest says, and there is no other."""
        files = manifest.get("files")
        if not isinstance(files, dict):
            raise Unusable("bad_form", name="manifest.json", why="files")
        for name, expected in files.items():
            if name not in self.infos:
                self.report.fault("container", "file_missing", name=str(name)[:80])
                continue
            if name not in self.seen:
                for _line in self.lines(name):
                    pass
            if self.seen[name] != expected:
                self.report.fault("container", "file_hash", name=name)
        for name in sorted(self.infos.keys() - files.keys() - {"manifest.json", "manifest.note"}):
            self.report.fault("container", "file_extra", name=name)


# ------------------------------------------------------------------------------------------------------- the law again
MATRIX = {
    "DI_ATAS": {"DI_BAWAH": "KURANG", "SESUAI": "BAIK", "DI_ATAS": "SANGAT_BAIK"},
    "SESUAI": {"DI_BAWAH": "KURANG", "SESUAI": "BAIK", "DI_ATAS": "BAIK"},
    "DI_BAWAH": {"DI_BAWAH": "SANGAT_KURANG", "SESUAI": "BUTUH_PERBAIKAN", "DI_ATAS": "BUTUH_PERBAIKAN"},
}
COEFFICIENT = {
    "Pemula": "3.75",
    "Terampil": "5",
    "Mahir": "12.5",
    "Penyelia": "25",
    "Ahli Pertama": "12.5",
    "Ahli Muda": "25",
    "Ahli Madya": "37.5",
    "Ahli Utama": "50",
}
EARNED = {"SANGAT_BAIK": 150, "BAIK": 100, "BUTUH_PERBAIKAN": 75, "KURANG": 50, "SANGAT_KURANG": 25}
PACKS = ("PERMENPANRB6_2022",)
ORDER_OF_WORDS = ("very_good", "good", "needs_improvement", "poor", "very_poor")
WORDS = dict(zip(EARNED, ORDER_OF_WORDS))


def predicate(work, behavior):
    """PermenPANRB 6/2022: two ratings give the predicate; None for what is no rating."""
    return MATRIX.get(work, {}).get(behavior)


def months_begun(starts, ends):
    """Months whose first day lies in these days."""
    first, last = datetime.date.fromisoformat(starts), datetime.date.fromisoformat(ends)
    before = first - datetime.timedelta(days=1)
    return max(0, last.year * 12 + last.month - before.year * 12 - before.month)


def credit_points(level, word, starts, ends):
    """PermenPANRB 1/2023: months/12 x percent x coefficient, exact; None where there are none."""
    if level not in COEFFICIENT or word not in EARNED:
        return None
    return Fraction(COEFFICIENT[level]) * EARNED[word] * months_begun(starts, ends) / 1200


#: How the format writes a number. Nothing else is one: "1e999999999" would never be computed to its end.
DECIMAL = re.compile(r"-?[0-9]{1,24}(?:[.][0-9]{1,40})?", re.ASCII)


def same_number(text, exact):
    """Whether a written number is the exact one, or its decimals do not end and it is rounded far behind."""
    if text is None or exact is None:
        return text is None and exact is None
    if not DECIMAL.fullmatch(text):
        return False
    given = Fraction(text)
    decimals = len(text.partition(".")[2])
    return given == exact or (decimals >= 14 and abs(given - exact) <= Fraction(1, 10**decimals))


def half_up(numerator, denominator):
    """A quotient as a whole number, ties away from zero."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    numerator, denominator = abs(numerator), abs(denominator)
    return sign * ((2 * numerator + denominator) // (2 * denominator))


def attainment(direction, lower, upper, realized, inside):
    """PermenPANRB 8/2021: whole percent of the nearest bound; None without a value or with a target not above zero."""
    if realized is None or lower <= 0 or upper < lower:
        return None
    if realized > upper:
        bound = upper
    elif realized < lower or lower == upper:
        bound = lower
    else:
        return int(half_up(inside, 1))
    if direction == "normal":
        return int(half_up(100 * realized, bound))
    return int(half_up(200 * bound - 100 * realized, bound))


def signal(realized, percent, below, above):
    if realized is None:
        return "missing"
    if percent is None:
        return "no_target"
    return "below" if percent < below else "above" if percent > above else "at"


def violations(organization, counts):
    """SE MenPANRB 3/2023: where the counts leave the pattern of the organization's predicate; whole numbers only."""
    very_good, good, needs, poor, very_poor = (counts[word] for word in ORDER_OF_WORDS)
    total = very_good + good + needs + poor + very_poor
    if total == 0:
        return []
    share = {"SB": 100 * very_good, "B": 100 * good, "BP": 100 * needs, "K": 100 * poor, "SK": 100 * very_poor}
    broken = []

    def limit(code, kept):
        if not kept:
            broken.append(code)

    if organization == "ISTIMEWA":
        limit("SANGAT_BAIK_GT_70PCT", share["SB"] <= 70 * total)
    elif organization == "BAIK":
        limit("BAIK_GT_70PCT", share["B"] <= 70 * total)
        limit("NO_BUTUH_PERBAIKAN_OR_KURANG", needs + poor >= 1)
    elif organization == "BUTUH_PERBAIKAN":
        limit("BUTUH_PERBAIKAN_LT_60PCT", share["BP"] >= 60 * total)
        limit("SANGAT_BAIK_GT_10PCT", share["SB"] <= 10 * total)
    elif organization == "KURANG":
        limit("KURANG_LT_60PCT", share["K"] >= 60 * total)
        limit("BUTUH_PERBAIKAN_LT_10PCT", share["BP"] >= 10 * total)
        limit("SANGAT_BAIK_GT_10PCT", share["SB"] <= 10 * total)
    elif organization == "SANGAT_KURANG":
        limit("SANGAT_KURANG_LT_60PCT", share["SK"] >= 60 * total)
        limit("KURANG_PLUS_BUTUH_PERBAIKAN_LT_10PCT", share["K"] + share["BP"] >= 10 * total)
        limit("SANGAT_BAIK_NOT_ALLOWED", very_good == 0)
    return broken


def number(text):
    """A number as it is written: a whole one, or a fraction."""
    if not DECIMAL.fullmatch(text):
        raise ValueError("no number: " + text[:40])
    return int(text) if text.isdigit() else Fraction(text)


# -------------------------------------------------------------------------------------------------------- the ledger
class Packed:
    """Rows put aside by unit, packed until it is the unit's turn: as they are, all of them would fill the memory."""

    AT_ONCE = 20_000

    def __init__(self):
        self.packs, self.open, self.waiting = defaultdict(list), defaultdict(list), 0

    def add(self, unit, row):
        self.open[unit].append(row)
        self.waiting += 1
        if self.waiting >= self.AT_ONCE:
            for each, rows in self.open.items():
                self.packs[each].append(zlib.compress(marshal.dumps(rows), 1))
            self.open.clear()
            self.waiting = 0

    def units(self):
        return self.packs.keys() | self.open.keys()

    def take(self, unit):
        """The rows of a unit in their order; afterwards they are gone."""
        for pack in self.packs.pop(unit, ()):
            yield from marshal.loads(zlib.decompress(pack))  # noqa: S302 - what was packed here, a moment ago
        yield from self.open.pop(unit, ())


def packed(archive, name):
    """The rows of a part, by unit."""
    found = Packed()
    for row in archive.rows(name):
        found.add(row["unit"], row)
    return found


#: Events about people and units that results and duties rest on; every `….reassigned` is one, too.
USED = frozenset(
    "plan.submitted plan.approved plan.fixed plan.returned report.submitted evaluation.rated evaluation.returned "
    "objection.filed objection.answered objection.changed objection.upheld organization.set distribution.justified "
    "finding.waived".split()
)


class Ledger:
    """What the proven events of the period say: seals, delegations and keys at hand, the others packed by unit."""

    def __init__(self, homes, report):
        self.homes, self.report = homes, report
        self.seals, self.delegations, self.ended, self.key_changes = {}, [], {}, []
        self.events = Packed()
        #: Requests and findings whose event has no number yet: named by the archive, proven by the next one.
        self.pending_requests, self.pending_findings = set(), set()

    def take(self, event, place):
        """Take in the event with this number."""
        name, content = event["event"], event["content"]
        event["place"] = place
        if name in USED or name.endswith(".reassigned"):
            home = self.homes.get(event.get("segment_id"), event.get("unit_id"))
            self.events.add(home, event)
        elif name == "stage.sealed":
            unit, position = event["unit_id"], event["subject_id"]
            if (unit, position) in self.seals:
                self.report.fault("seal", "seal_twice", unit=unit, stage=STAGES[position - 1], event=event["id"])
            else:
                self.seals[unit, position] = (content.get("results_root"), event["occurred_at"], place)
        elif name == "ledger.key_changed":
            self.key_changes.append(event)
        elif name == "delegation.made":
            self.delegations.append((event["subject_id"], content, place))
        elif name == "delegation.ended" and event["actor_kind"] != "system":
            self.ended.setdefault(event["subject_id"], place)


class Events:
    """What the proven events of one unit say, as far as results and duties need it."""

    def __init__(self, ledger, unit):
        self.ledger, self.unit, self.seals = ledger, unit, ledger.seals
        self.acts, self.plans, self.reports, self.rated = [], defaultdict(list), defaultdict(dict), {}
        self.objections, self.filed, self.answered = defaultdict(list), defaultdict(list), defaultdict(list)
        self.organization, self.justified, self.handed = None, None, set()
        self.waived, self.own = defaultdict(list), []
        for event in ledger.events.take(unit):
            self._take(event)

    def _take(self, event):
        name, content, segment = event["event"], event["content"], event.get("segment_id")
        kind, _dot, outcome = name.partition(".")
        if name in ("plan.submitted", "report.submitted", "objection.filed"):
            self.own.append(event)
            if name == "report.submitted":
                self.reports[segment].setdefault(content.get("content_hash"), event["place"])
            elif name == "objection.filed":
                self.filed[segment].append(event)
        elif name == "objection.answered":
            self.answered[segment].append(event)
        elif outcome == "reassigned":
            self.handed.add((kind, segment))
        else:
            self.acts.append(event)
            if name in ("plan.approved", "plan.fixed"):
                self.plans[segment].append((content.get("content_hash"), event["place"], event["occurred_at"]))
            elif name == "evaluation.rated":
                if segment in self.rated:
                    self.ledger.report.fault("duty", "rated_twice", unit=self.unit, segment=segment, event=event["id"])
                self.rated.setdefault(segment, event)
            elif kind == "objection":
                self.objections[segment].append(event)
            elif name == "finding.waived":
                self.waived[event["subject_id"]].append(event)
            elif name == "organization.set":
                self.organization = event
            elif name == "distribution.justified":
                self.justified = event

    def changed(self, segment):
        """The decisions that set new ratings for a segment."""
        return [event["content"] for event in self.objections.get(segment, ()) if event["event"] == "objection.changed"]


def trusted_keys(given, own, changes, report):
    """The keys that follow from the given ones by changes that the old key signed; without any, our own is believed.

    Also says for each which change brought it, 0 for none.
    """
    steps, since = [], {}
    for event in changes:
        content = event["content"]
        try:
            old, new = Key(str(content.get("old"))), Key(str(content.get("new")))
            signature = base64.b64decode(str(content.get("signature")), validate=True)
        except (Unusable, ValueError, binascii.Error):
            report.fault("ledger", "key_change", event=event["id"])
            continue
        if not ed25519_holds(old.public, signature, new.text.encode()):
            report.fault("ledger", "key_change", event=event["id"])
            continue
        steps.append((old, new))
        since[new.text] = len(steps)
    keys = {key.text: key for key in given or [own]}
    if not given:
        for old, new in reversed(steps):
            if new.text in keys:
                keys.setdefault(old.text, old)
    for old, new in steps:
        if old.text in keys:
            keys.setdefault(new.text, new)
    return list(keys.values()), since


class Roots:
    """The signed roots, in step with the ledger: each is compared as soon as that many events are read.

    Where there are very many, signatures are looked at of some and the last; the chain carries the ones between.
    """

    PART = "ledger/roots.jsonl"

    def __init__(self, archive, report):
        self.report, self.count, last = report, 0, b""
        for line in archive.lines(self.PART):
            self.count, last = self.count + 1, line
        self.last = archive.parsed(self.PART, self.count, last)["size"] if self.count else 0
        self.step = 1 if self.count <= ALL_SIGNATURES else max(1, self.count // SOME_SIGNATURES)
        self.rows, self.place, self.chain, self.good = archive.rows(self.PART), -1, bytes(32), 0
        self.signed, self.wanted, self.row = [], 0, None
        self._next()

    def _next(self):
        self.row = next(self.rows, None)
        self.place += 1
        size = self.row["size"] if self.row else None
        if size is not None and size <= self.good:
            self._broken("root", size)
        else:
            self.wanted = size

    def _broken(self, text, size):
        self.report.fault("ledger", text, size=size, first=self.good + 1)
        self.wanted = None

    def compare(self, root):
        """Compare the root over as many events as are `wanted`, then go on to the next."""
        row, size = self.row, self.wanted
        self.chain = hashlib.sha256(self.chain + size.to_bytes(8, "big") + root).digest()
        if bytes.fromhex(row["root"]) != root:
            self._broken("root", size)
        elif self.chain.hex() != row["chain"]:
            self._broken("chain", size)
        elif checkpoint_of(row["note"].rpartition("\n\n")[0].split("\n")) != (size, root, row["chain"]):
            self._broken("note_differs", size)
        else:
            self.good = size
            if self.place % self.step == 0 or self.place == self.count - 1:
                self.signed.append((size, row["note"]))
            self._next()

    def ended(self):
        """The ledger has no more events: whatever root is still wanted is over more than there are."""
        if self.wanted is not None:
            self._broken("root", self.wanted)

    def check_signatures(self, keys, since):
        """Each is by a trusted key, and never by one that had been replaced; returns [(size, which change of key)]."""
        held = []
        for size, note in self.signed:
            _lines, key = signed_by(note, keys)
            if key is None:
                self.report.fault("ledger", "root_sign", size=size)
                return held
            rank = since.get(key.text, 0)
            if held and rank < held[-1][1]:
                self.report.fault("ledger", "old_key", what=size)
                return held
            held.append((size, rank))
        return held


def read_ledger(archive, period, sizes, homes, report):
    """Every event into the tree: the ledger, its roots, the roots over these sizes, and how many are hashes only."""
    name = "ledger/events.jsonl"
    tree, ledger, roots, found, hidden = Tree(), Ledger(homes, report), Roots(archive, report), {}, 0
    today = before = ""
    for count, line in enumerate(archive.lines(name), 1):
        if line[:1] == b'"':
            hidden += 1
            try:
                leaf = bytes.fromhex(line.strip(b'"').decode("ascii"))
            except ValueError as problem:
                raise Unusable("not_json", name=name, line=count, why=problem) from problem
        else:
            leaf = leaf_hash(line)
            event = archive.canonical(name, count, line)
            day = event["occurred_at"][:10]
            if day != today:
                if day < before:
                    report.fault("ledger", "antedated", event=event["id"], place=count, day=day, before=today)
                today = day
                before = (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()
            if event.get("period_id") in (period, None):
                ledger.take(event, count)
        tree.add(leaf)
        if count == roots.wanted:
            roots.compare(tree.root())
        if count in sizes:
            found[count] = tree.root()
    roots.ended()
    return tree, ledger, roots, found, hidden


# --------------------------------------------------------------------------------------- sealed rows, stage by stage
#: Rows that are proven, but from which nothing is computed: collection.
UNUSED = (3,)


def sealed_parts(archive):
    """The sealed stages of each unit: {unit: {number of the stage: name of the part}}."""
    found = defaultdict(dict)
    for name in archive.infos:
        if name.startswith("sealed/"):
            _sealed, unit, rest = name.split("/")
            position, stage = int(rest[0]), rest[2:].partition(".")[0]
            if position > 9 or STAGES[position - 1] != stage:
                raise Unusable("odd_name", name=name)
            found[int(unit)][position] = name
    return found


def homes_of(archive, parts, report):
    """The unit of every segment, and whether anybody was frozen twice."""
    homes, posts = {}, set()
    for unit, names in parts.items():
        if 1 not in names:
            continue
        for row in archive.rows(names[1]):
            segment, post = row["segment"], (row["person"], row["starts"], row["acting"])
            if segment in homes or (post in posts and not row["acting"]):
                report.fault("person", "frozen_twice", unit=unit, segment=segment, person=row["person"])
            homes[segment] = unit
            posts.add(post)
    return homes


def sealed_rows(archive, unit, names, seals, report):
    """The rows of a unit by stage, each part held against the root that its event has."""
    found = {}
    for position, name in sorted(names.items()):
        tree, rows = Tree(), []
        for count, line in enumerate(archive.lines(name), 1):
            tree.add(leaf_hash(line))
            if position not in UNUSED:
                rows.append(archive.canonical(name, count, line))
        found[position] = rows
        sealed, about = seals.get((unit, position)), {"unit": unit, "stage": STAGES[position - 1]}
        if sealed is None:
            report.fault("seal", "seal_event", **about)
        elif sealed[0] is None:
            report.fault("seal", "seal_old", **about)
        elif sealed[0] != tree.root().hex():
            report.fault("seal", "seal_root", **about)
        else:
            report.counts["seals"] += 1
    return found


def check_seals(parts, seals, report):
    """Every sealed stage has its rows here, and came after the one ahead of it."""
    for (unit, position), (_root, at, place) in sorted(seals.items()):
        about = {"unit": unit, "stage": STAGES[position - 1]}
        if position not in parts.get(unit, {}):
            report.fault("seal", "seal_part", **about)
        before = seals.get((unit, position - 1))
        if position > 1 and (before is None or before[2] > place or later(before[1], at)):
            report.fault("seal", "seal_order", **about)


class Unit:
    """One unit: its sealed rows by stage, and the segments that were frozen for it at briefing."""

    def __init__(self, number_, stages, people):
        self.number, self.stages, self.of_id = number_, stages, people.of_id
        self.setter = people.setters.get(number_)
        self.segments = {row["segment"]: row for row in stages.get(1, ())}
        self.people = {row["person"] for row in self.segments.values()}

    def about(self, segment):
        known = self.segments.get(segment)
        return {"segment": segment, "person": known["person"] if known else None, "unit": self.number}

    def results(self, position):
        return [row for row in self.stages.get(position, ()) if "segment" in row]

    def main_segments(self, *, longest):
        """The segment that gives each person's year here."""
        chosen = {}
        for segment, row in self.segments.items():
            if row["acting"]:
                continue
            days = (datetime.date.fromisoformat(row["ends"]) - datetime.date.fromisoformat(row["starts"])).days
            rank = (days if longest else 0, row["ends"])
            if row["person"] not in chosen or rank > chosen[row["person"]][0]:
                chosen[row["person"]] = (rank, segment)
        return [segment for _rank, segment in chosen.values()]


class People:
    """Persons by number and pseudonym, who was disclosed, and who sets the predicate of each unit."""

    def __init__(self, archive, report):
        self.of_id, self.disclosed, self.setters, numbers = {}, {}, {}, set()
        for row in archive.rows("persons.jsonl"):
            if row["id"] in self.of_id or row["person"] in numbers:
                report.fault("person", "person_twice", person=row["person"])
            self.of_id[row["id"]] = row["person"]
            numbers.add(row["person"])
            if row.get("key") is not None:
                told = hashlib.sha256(bytes.fromhex(row["key"]) + str(row["number"]).encode()).hexdigest()[:32]
                if told != row["person"]:
                    report.fault("person", "disclosed", person=row["person"])
                else:
                    self.disclosed[row["person"]] = f"{row['number']} {row['name']}"
        for row in archive.rows("units.jsonl"):
            self.setters[row["unit"]] = row["setter"]
            report.units[row["unit"]] = row["name"]

    def shown(self, row):
        """Whose row this is: with NIP and name where they were disclosed."""
        known = self.disclosed.get(row["person"])
        return f"{row['person']} = {known}" if known else str(row["person"])


# ------------------------------------------------------------------------------------------------- everything once more
def check_places(unit, report):
    """Every row about a person is about the person whose segment it is."""
    for position in (2, 4, 5, 7):
        for row in unit.stages.get(position, ()):
            known = unit.segments.get(row.get("segment"))
            if row.get("segment") is not None and (known is None or known["person"] != row["person"]):
                report.fault("person", "elsewhere", stage=STAGES[position - 1], **unit.about(row["segment"]))


def check_attainment(unit, realizations, events, settings, report):
    """What the rater saw: latest realization, whole percent, what it indicates; and the hash the rater approved."""
    measured = {row["segment"]: row["measured"] for row in unit.results(5)}
    limits = number(settings["inside_range_percent"]), settings["signal_below"], settings["signal_above"]
    recorded = set()
    for segment, digest, latest in realizations:
        recorded.add(segment)
        rated = events.rated.get(segment)
        approved = rated["content"].get("content_hash") if rated else None
        if approved and digest != approved:
            report.fault("duty", "report_hash", **unit.about(segment))
        if segment in measured:
            _indicators(segment, measured.pop(segment), latest, limits, unit, report)
    for segment, text in measured.items():
        _indicators(segment, text, {}, limits, unit, report)
    for segment, rated in events.rated.items():
        approved = rated["content"].get("content_hash")
        if segment not in recorded and approved and approved != NOTHING:
            report.fault("duty", "report_hash", **unit.about(segment))


NOTHING = hashlib.sha256(b"").hexdigest()


def recorded_values(archive):
    """Of each segment the hash of its realizations and the latest value of each indicator, by unit."""
    found = Packed()
    for row in archive.rows("realizations.jsonl"):
        latest, text = {}, row["values"]
        for line in text.split("\n"):
            head, _bar, value = line.rpartition("|")
            latest[head[:-11]] = value  # without the month
        latest = {head.replace("|", "."): value for head, value in latest.items()}
        found.add(row["unit"], (row["segment"], hashlib.sha256(text.encode()).hexdigest(), latest))
    return found


def _indicators(segment, text, latest, limits, unit, report):
    inside, below, above = limits
    for each in text.split(";") if text else ():
        place, direction, lower, upper, realized, percent, indicates = each.split(" ")
        report.counts["indicators"] += 1
        given = None if realized == "-" else number(realized)
        last = latest.pop(place, None)
        if realized != (last if last is not None else "-") and (last is None or given is None or number(last) != given):
            report.fault(
                "attainment", "realized", indicator=place, given=realized, found=last or "-", **unit.about(segment)
            )
        found = attainment(direction, number(lower), number(upper), given, inside)
        if percent != ("-" if found is None else str(found)):
            report.fault(
                "attainment",
                "attainment",
                indicator=place,
                given=percent,
                found="-" if found is None else found,
                **unit.about(segment),
            )
        told = signal(given, found, below, above)
        if told != indicates:
            report.fault("attainment", "signal", indicator=place, given=indicates, found=told, **unit.about(segment))
    for place in latest:
        report.fault("attainment", "unmeasured", indicator=place, **unit.about(segment))


def check_results(unit, events, settings, report):
    """Every predicate and credit point from the ratings that were set, of scoring, objections and the end."""
    organization = next((row["organization"] for row in unit.stages.get(5, ()) if "segment" not in row), None)
    ratings = {row["segment"]: (row["work"], row["behavior"]) for row in unit.results(5)}
    _organization(unit, organization, events, report)
    _rated(ratings, unit, events, report)
    scored = {}
    for position in (6, 8, 9):
        seen = defaultdict(set)
        for row in unit.results(position):
            _result(row, ratings, organization, unit, events, settings, report)
            if row["version"] in seen[row["segment"]]:
                report.fault("predicate", "twice", **unit.about(row["segment"]))
            seen[row["segment"]].add(row["version"])
            told = (row["predicate"], row["credit_points"], row["work"], row["behavior"])
            if position == 6:
                scored[row["segment"]] = told
            elif row["version"] == 1 and scored.get(row["segment"]) != told:
                report.fault("predicate", "final", **unit.about(row["segment"]))
        if position in unit.stages:
            _versions(unit, position, seen, events, report)
    if 7 in unit.stages:
        told = {row["segment"] for row in unit.results(7)}
        for segment in unit.segments.keys() - told:
            report.fault("predicate", "untold", **unit.about(segment))
    if 6 in unit.stages:
        _distribution(unit, organization, events, settings, report)


def _versions(unit, position, seen, events, report):
    """Nobody is left out, and what stands at the end is the last word: each decision that changed ratings counts."""
    for segment in unit.segments:
        newest = 1 + len(events.changed(segment))
        wanted = {6: {1}, 8: set(range(1, newest + 1)), 9: {newest}}[position]
        found = seen.get(segment)
        if not found:
            report.fault("predicate", "no_result", stage=STAGES[position - 1], **unit.about(segment))
        elif found != wanted:
            shown = [" ".join(map(str, sorted(each, key=str))) for each in (found, wanted)]
            report.fault(
                "predicate", "versions", stage=STAGES[position - 1], given=shown[0], found=shown[1],
                **unit.about(segment),
            )  # fmt: skip


def _organization(unit, organization, events, report):
    found = events.organization["content"].get("predicate") if events.organization else None
    if organization is not None and found != organization:
        report.fault("distribution", "organization", unit=unit.number, given=organization, found=found or "-")


def _rated(ratings, unit, events, report):
    for segment, given in ratings.items():
        event = events.rated.get(segment)
        if event is None:
            report.fault("duty", "no_rating", **unit.about(segment))
            continue
        found = event["content"].get("work_rating"), event["content"].get("behavior_rating")
        if given != found:
            report.fault("predicate", "ratings", given=_pair(given), found=_pair(found), **unit.about(segment))


def _pair(ratings):
    return "/".join(each or "-" for each in ratings)


def _result(row, ratings, organization, unit, events, settings, report):
    segment, about = row["segment"], unit.about(row["segment"])
    known = unit.segments.get(segment)
    report.counts["results"] += 1
    if known is None or known["person"] != row["person"]:
        report.fault("predicate", "stranger", **about)
        return
    if row["pack"] not in PACKS:
        report.fault("predicate", "pack", given=row["pack"], **about)
        return
    decided = events.changed(segment)
    if row["version"] == 1:
        based = ratings.get(segment)
    elif isinstance(row["version"], int) and 2 <= row["version"] <= len(decided) + 1:
        content = decided[row["version"] - 2]
        based = content.get("work_rating"), content.get("behavior_rating")
    else:
        based = None
    if based is None:
        report.fault("predicate", "final", **about)
        return
    work, behavior = based
    if work is None and known["head"]:
        work = settings["leader_mapping"].get(organization)
        if row["work"] != work:
            report.fault("predicate", "head_rating", given=row["work"], found=work or "-", **about)
    if (row["work"], row["behavior"]) != (work, behavior):
        report.fault(
            "predicate", "ratings", given=_pair((row["work"], row["behavior"])), found=_pair((work, behavior)), **about
        )
    found = predicate(work, behavior)
    if row["predicate"] != found:
        report.fault("predicate", "predicate", given=row["predicate"], found=found or "-", **about)
    points = credit_points(known["functional_level"], found, known["starts"], known["ends"])
    report.counts["credits"] += points is not None
    if not same_number(row["credit_points"], points):
        shown = "-" if points is None else f"{points.numerator}/{points.denominator}"
        report.fault("credit", "credit", given=row["credit_points"] or "-", found=shown, **about)


def _distribution(unit, organization, events, settings, report):
    row = next((row for row in unit.stages[6] if "segment" not in row), None)
    if row is None:
        report.fault("distribution", "counts", unit=unit.number, given="-", found="?")
        return
    report.counts["units"] += 1
    predicates = {each["segment"]: each["predicate"] for each in unit.results(6)}
    counts = dict.fromkeys(ORDER_OF_WORDS, 0)
    for segment in unit.main_segments(longest=settings["main_segment"] == "longest"):
        word = WORDS.get(predicates.get(segment))
        if word and not unit.segments[segment]["head"]:
            counts[word] += 1
    given = {word: row[word] for word in ORDER_OF_WORDS}
    if given != counts:
        shown = [" ".join(str(each[word]) for word in ORDER_OF_WORDS) for each in (given, counts)]
        report.fault("distribution", "counts", unit=unit.number, given=shown[0], found=shown[1])
    broken = violations(organization, counts)
    binding = sum(counts.values()) >= settings["minimum_group"] and settings["distribution_mode"] != "off"
    told = row["organization"], row["violations"], row["conforms"], row["binding"]
    again = organization, ",".join(broken), not broken, binding
    if told != again:
        report.fault("distribution", "pattern", unit=unit.number, given=told, found=again)
    justified = events.justified is not None
    if broken and binding and not justified:
        report.fault("distribution", "unjustified", unit=unit.number)
    elif row["justified"] != justified:
        report.fault("distribution", "justified", unit=unit.number)


# ------------------------------------------------------------------------------------------------- separation of duties
ZONES = {"Asia/Jakarta": 7, "Asia/Pontianak": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9, "UTC": 0}
#: What a transaction may take between its time and its number.
GRACE = datetime.timedelta(minutes=2)


TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.]([0-9]{1,6}))?(?:Z|[+]00:00)")


def moment(text):
    """A time of the archive (UTC, as "Z" or "+00:00") in a form that can be compared."""
    found = TIME.fullmatch(text)
    if found is None:
        raise ValueError("no time in UTC: " + text[:40])
    return f"{found[1]}.{found[2] or '':0<6}"


def clock(text):
    return datetime.datetime.fromisoformat(moment(text))


def later(one, other):
    """Whether a time is after another, by more than acts may overlap."""
    return clock(one) - GRACE > clock(other)


def local_day(at, zone):
    """The day on which a time (`clock`) falls in a zone of Indonesia."""
    at = at.replace(tzinfo=datetime.timezone.utc)
    if zone in ZONES:
        return (at + datetime.timedelta(hours=ZONES[zone])).date()
    try:
        from zoneinfo import ZoneInfo

        return at.astimezone(ZoneInfo(zone)).date()
    except Exception as problem:
        raise Unusable("bad_form", name="delegations.jsonl", why=f"time zone {zone[:40]}") from problem


class Period:
    """What duties need to know of the period as a whole: its kind, its clock, whom delegations name."""

    def __init__(self, archive, document):
        self.settings = document["settings"]
        self.annual, self.zone = document.get("kind") == "annual", str(document.get("timezone", "Asia/Jakarta"))
        self.answer_days = int(self.settings.get("objection_answer_days", 5))
        self.zones = {row["delegation"]: row["timezone"] for row in archive.rows("delegations.jsonl")}


def check_duties(unit, period, events, beside, report):
    """Nobody decided for themselves or twice, deputies by a delegation in force, in order, on clean or waived data."""
    for event in events.acts:
        report.counts["acts"] += 1
        if event.get("segment_id") is not None and event["segment_id"] not in unit.segments:
            report.fault("duty", "lost_segment", event=event["event"], **unit.about(event["segment_id"]))
        else:
            _act(event, unit, period, events, report)
    _own(unit, events, report)
    for told in events.answered.values():
        for event in told:
            _answer(event, unit, period, events, report)
    _requests(beside["requests.jsonl"], unit, events, report)
    _order(unit, events, report)
    _clean(beside["findings.jsonl"], unit, events, report)


def _act(event, unit, period, events, report):
    name, segment = event["event"], event.get("segment_id")
    actor = unit.of_id.get(event.get("actor_id"))
    seat = unit.of_id.get(event.get("acting_for_id"), actor)
    kind, _dot, outcome = name.partition(".")
    about, known = unit.about(segment), unit.segments.get(segment)
    if event.get("unit_id") != unit.number:
        report.fault("duty", "other_unit", event=name, **about)
    if event.get("acting_for_id") is not None:
        delegation = _in_force(event, events.ledger, period.zones)
        if delegation is None:
            report.fault("duty", "no_delegation", event=name, **about)
        elif period.annual and delegation.get("kind") == "plh" and outcome in FOR_THE_YEAR:
            report.fault("duty", "plh", event=name, **about)
    if name == "finding.waived":
        if known and actor == known["person"]:
            report.fault("duty", "own_waiver", code=event["content"].get("code"), **about)
        return
    stage = {"plan": 2, "organization": 5, "evaluation": 5, "distribution": 6, "objection": 8}[kind]
    sealed = events.seals.get((unit.number, stage))
    if sealed and (event["place"] > sealed[2] or later(event["occurred_at"], sealed[1])):
        report.fault("duty", "late_step", event=name, **about)
    if known is None:
        if actor is not None and actor in unit.people:
            report.fault("duty", "own_unit", event=name, **dict(about, person=actor))
        if seat != unit.setter and (kind, None) not in events.handed:
            report.fault("duty", "not_asked", event=name, role="setter", **dict(about, person=actor))
        return
    if actor is not None and known["person"] in (actor, seat):
        report.fault("duty", "self", event=name, **about)
    role = {"plan": "rater", "evaluation": "rater", "objection": "superior"}[kind]
    if name != "plan.fixed" and seat != known[role] and (kind, segment) not in events.handed:
        report.fault("duty", "not_asked", event=name, role=role, **about)
    if kind == "objection":
        _heard(event, actor, known, unit, period, events, report)


#: SPEC §2.7: who stands in from day to day (Plh) decides nothing that counts for the year.
FOR_THE_YEAR = ("rated", "set", "justified", "upheld", "changed")


def _heard(event, actor, known, unit, period, events, report):
    """PP 30/2019 Pasal 59: decided by no party, after both sides were heard: asked, and answered or out of time."""
    segment, about = event["segment_id"], unit.about(event["segment_id"])
    asked = [each for each in events.filed.get(segment, ()) if each["place"] < event["place"]]
    answers = [each for each in events.answered.get(segment, ()) if each["place"] < event["place"]]
    parties = {unit.of_id.get(each.get("actor_id"), "") for each in (events.rated.get(segment, {}), *answers)}
    if actor is None or actor == known["rater"] or actor in parties:
        report.fault("duty", "rater_decides", **about)
    if not asked:
        report.fault("duty", "not_filed", event=event["event"], **about)
    elif not answers:
        ends = local_day(clock(asked[-1]["occurred_at"]), period.zone) + datetime.timedelta(days=period.answer_days)
        decided = local_day(clock(event["occurred_at"]) + GRACE, period.zone)
        if decided <= ends:
            report.fault("duty", "unheard", until=ends, day=decided, **about)


def _answer(event, unit, period, events, report):
    segment, known = event.get("segment_id"), unit.segments.get(event.get("segment_id"))
    seat = unit.of_id.get(event.get("acting_for_id"), unit.of_id.get(event.get("actor_id")))
    if known is None:
        report.fault("duty", "lost_segment", event=event["event"], **unit.about(segment))
    elif seat != known["rater"]:
        report.fault("duty", "not_asked", event=event["event"], role="rater", **unit.about(segment))
    elif event.get("acting_for_id") is not None and _in_force(event, events.ledger, period.zones) is None:
        report.fault("duty", "no_delegation", event=event["event"], **unit.about(segment))


def _own(unit, events, report):
    """What people do for themselves they did: so the ledger, too, ties each number to its pseudonym."""
    for event in events.own:
        segment = event.get("segment_id")
        known = unit.segments.get(segment)
        if known is None:
            report.fault("duty", "lost_segment", event=event["event"], **unit.about(segment))
        elif event["actor_kind"] == "person" and unit.of_id.get(event.get("actor_id")) != known["person"]:
            report.fault("person", "not_theirs", event=event["event"], **unit.about(segment))


def _in_force(event, ledger, zones):
    """The delegation by which a deputy acted, or None."""
    at = clock(event["occurred_at"])
    named = event["content"].get("delegation")
    for delegation, content, made in ledger.delegations:
        if (content.get("principal"), content.get("deputy")) != (event["acting_for_id"], event.get("actor_id")):
            continue
        if made > event["place"] or (named is not None and named != delegation):
            continue
        zone = str(zones.get(delegation, "Asia/Jakarta"))
        first, last = local_day(at, zone).isoformat(), local_day(at - GRACE, zone).isoformat()
        ended = ledger.ended.get(delegation)
        if content["starts"] <= first and last <= content["ends"] and (ended is None or ended > event["place"]):
            return content
    return None


def _requests(rows, unit, events, report):
    """Every decided request has its event, by the same person for the same, and the other way round."""
    told = {}
    for event in events.acts:
        number_ = event["content"].get("approval")
        if number_ in told:
            report.fault("duty", "decided_twice", request=number_, **unit.about(event.get("segment_id")))
        if number_ is not None:
            told.setdefault(number_, event)
    for row in rows:
        event = told.pop(row["request"], None)
        if event is None and (row["outcome"] is None or row["request"] in events.ledger.pending_requests):
            continue
        here = (f"{row['kind']}.{row['outcome']}", row["decided_by"], row["acting_for"], row["segment"])
        there = None
        if event is not None:
            actors = [unit.of_id.get(event.get(name)) for name in ("actor_id", "acting_for_id")]
            there = (event["event"], *actors, event.get("segment_id"))
        if here != there:
            report.fault("duty", "request", request=row["request"], **unit.about(row["segment"]))
    for number_, event in told.items():
        report.fault("duty", "request", request=number_, **unit.about(event.get("segment_id")))


def _order(unit, events, report):
    plans = {row["segment"]: row["hash"] for row in unit.stages.get(2, ())}
    for row in unit.results(6):
        segment, about = row["segment"], unit.about(row["segment"])
        approved, rated = events.plans.get(segment, []), events.rated.get(segment)
        if not approved or segment not in plans:
            report.fault("duty", "no_plan", **about)
        elif plans[segment] not in {digest for digest, _place, _at in approved}:
            report.fault("duty", "plan_hash", **about)
        if rated is None:
            continue  # said before
        if approved and all(
            place > rated["place"] or later(at, rated["occurred_at"]) for _digest, place, at in approved
        ):
            report.fault("duty", "early_rating", **about)
        told = rated["content"].get("content_hash")
        if told and events.reports.get(segment, {}).get(told, rated["place"]) >= rated["place"]:
            report.fault("duty", "no_report", **about)


def _clean(rows, unit, events, report):
    proven, waivers = {}, dict(events.waived)
    for row in unit.stages.get(4, ()):
        if "severity" in row:
            proven[row["finding"]] = (row["code"], row["severity"], row["segment"])
        elif row["waived_by"] not in {unit.of_id.get(each.get("actor_id")) for each in events.waived[row["finding"]]}:
            report.fault("duty", "waiver_event", code=row["code"], **unit.about(None))
    for row in rows:
        segment, about = row["segment"], unit.about(row["segment"])
        told = waivers.pop(row["finding"], [])
        if proven.pop(row["finding"], None) not in (None, (row["code"], row["severity"], segment)):
            report.fault("duty", "finding_other", code=row["code"], **about)
        if row["waived_by"] is not None and not told and row["finding"] not in events.ledger.pending_findings:
            report.fault("duty", "waiver_event", code=row["code"], **about)
        rated = events.rated.get(segment)
        if row["severity"] != "block" or rated is None:
            continue
        at = clock(rated["occurred_at"])
        held = clock(row["opened_at"]) <= at - GRACE and (row["fixed_at"] is None or clock(row["fixed_at"]) > at)
        if held and not any(each["place"] < rated["place"] and _until(each, row) >= at for each in told):
            report.fault("duty", "open_finding", code=row["code"], **about)
    for code, _severity, segment in proven.values():
        report.fault("duty", "finding_lost", code=code, **unit.about(segment))
    for told in waivers.values():
        for event in told:
            report.fault(
                "duty", "finding_lost", code=event["content"].get("code"), **unit.about(event.get("segment_id"))
            )


def _until(event, row):
    """Until when a finding was let stand, by the event; by the row where its clock is another."""
    said_ = str(event["content"].get("until"))
    until = said_ if TIME.fullmatch(said_) else row["waived_until"]
    return clock(until or "9999-12-31T00:00:00Z")


# -------------------------------------------------------------------------------------------------------------- letters
PROOF = "kinerja-proof/1"
MOST_STREAMS = 2_000


def proof_in(content):
    """The proof in a file: the file itself, or what is attached to a letter (PDF)."""
    if not content.startswith(b"%PDF-"):
        return content
    for at, begin in enumerate(re.finditer(rb"stream\r?\n", content)):
        if at == MOST_STREAMS:
            break
        try:
            found = zlib.decompressobj().decompress(content[begin.end() :], MOST_LINE)
        except zlib.error:
            found = content[begin.end() :].partition(b"endstream")[0].strip()
        if PROOF.encode() in found[:MOST_LINE] and found[:1] == b"{":
            return found
    raise ValueError("no proof is attached")


CODE = re.compile(r"[A-Z2-7]{16}")


class Letters:
    """Letters by code or file, and what each is about; their results are kept when their unit is read."""

    def __init__(self, archive, given, report):
        self.report, self.proofs, self.codes, self.wanted = report, [], [], set()
        codes = {}
        for path in given:
            code = path.replace("-", "").replace(" ", "").upper()
            if CODE.fullmatch(code):
                codes[code] = None
            else:
                self._read(path)
        if codes:
            for row in archive.rows("letters.jsonl"):
                if row["code"] in codes:
                    codes[row["code"]] = row
                    self.wanted.add(row["segment"])
        self.codes = list(codes.items())
        #: Every sealed result of the segments that letters are about.
        self.results = defaultdict(list)

    def _read(self, path):
        try:
            with open(path, "rb") as file:
                proof = READ(proof_in(file.read(4 * MOST_LINE)).decode("utf-8"))
            if proof["format"] != PROOF:
                raise ValueError("another form")
            result, event = proof["result"], proof["event"]
            content, row = READ(event["leaf"])["content"], READ(result["leaf"])
            if WRITE(row) != result["leaf"] or WRITE(READ(event["leaf"])) != event["leaf"]:
                raise ValueError("not canonical")
            paths = [[bytes.fromhex(each) for each in part["path"]] for part in (result, event)]
            root = root_by_path(leaf_hash(result["leaf"].encode()), result["index"], result["leaves"], paths[0])
            top = root_by_path(leaf_hash(event["leaf"].encode()), event["place"], event["size"], paths[1])
            said_ = checkpoint_of(proof["checkpoint"].rpartition("\n\n")[0].split("\n"))
            if (
                root is None
                or root.hex() != content["results_root"]
                or said_ is None
                or said_[:2] != (event["size"], top)
            ):
                raise ValueError("its hashes do not fit")
            self.wanted.add(row["segment"])
            self.proofs.append((path, row, proof["checkpoint"], said_))
        except OSError as problem:
            raise (not_there(path, problem, "no_letter") or Unusable("unreadable", path=path, why=problem)) from problem
        except (ValueError, KeyError, TypeError, RecursionError, AttributeError):
            self.report.fault("letter", "letter_bad", path=path)

    def check(self, keys, people, computed):
        for code, row in self.codes:
            self._code(code, row, people)
        for path, row, checkpoint, said_ in self.proofs:
            if opened(checkpoint, keys) is None:
                self.report.fault("letter", "letter_bad", path=path)
            elif computed.get(said_[0], said_[1]) != said_[1]:
                self.report.fault("letter", "letter_fork", path=path, size=said_[0])
            else:
                self._result(path, row, people)

    def _code(self, code, row, people):
        shown = "-".join(code[at : at + 4] for at in range(0, 16, 4))
        if row is None:
            self.report.fault("letter", "code_unknown", path=shown)
        elif row["kind"] not in ("evaluation", "decision"):
            self.report.notes.append(("letter_ours", {"path": shown}))
        else:
            same = [each for each in self.results[row["segment"]] if each["version"] == row["version"]]
            self._in_force(shown, same, row["segment"], row["version"], people)

    def _result(self, path, row, people):
        same = [
            each
            for each in self.results[row["segment"]]
            if all(
                each[name] == row.get(name)
                for name in ("version", "predicate", "person", "credit_points", "work", "behavior")
            )
        ]
        self._in_force(path, same, row["segment"], row.get("version"), people)

    def _in_force(self, path, same, segment, version, people):
        if not same:
            self.report.fault("letter", "letter_other", path=path, segment=segment)
            return
        newest = max(each["version"] for each in self.results[segment])
        if newest > version:
            self.report.fault(
                "letter", "letter_old", path=path, version=newest, segment=segment, person=same[0]["person"]
            )
        else:
            self.report.notes.append(("letter_holds", {"path": path, "result": (same[0], people.shown(same[0]))}))


# ------------------------------------------------------------------------------------------------------------------ all
def verify(path, keys=(), checkpoints=(), letters=()):
    """Check an archive; returns the report. Raises Unusable for what cannot be checked at all."""
    report = Report()
    archive = Archive(path, report)
    try:
        return _verify(archive, report, [Key(each) for each in keys], checkpoints, letters)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, ZeroDivisionError) as problem:
        raise Unusable("bad_form", name=path, why=f"{type(problem).__name__} {str(problem)[:80]}") from problem
    finally:
        archive.zip.close()


def _verify(archive, report, given, checkpoints, letters):
    manifest = archive.document("manifest.json")
    if manifest.get("format") != FORMAT:
        raise Unusable("other_format", given=str(manifest.get("format"))[:40], expected=FORMAT)
    document = archive.document("period.json")
    report.period = {name: document.get(name) or "-" for name in ("code", "title", "region")}
    own = Key(manifest["key"])
    report.own_key = own.text
    outside, letters = _outside(checkpoints), Letters(archive, letters, report)
    sizes = {said_[0] for _path, _note, said_ in outside if said_}
    sizes |= {said_[0] for _path, _row, _note, said_ in letters.proofs}
    parts = sealed_parts(archive)
    homes = homes_of(archive, parts, report)
    tree, ledger, roots, computed, hidden = read_ledger(archive, document["id"], sizes, homes, report)
    for row in archive.rows("pending.jsonl"):
        report.counts["pending"] += 1
        ledger.pending_requests.add(row["request"])
        if row["event"] == "finding.waived":
            ledger.pending_findings.add(row["subject"])
    keys, since = trusted_keys(given, own, ledger.key_changes, report)
    _manifest_signature(archive, keys, report)
    if tree.size != roots.last or roots.last != manifest["ledger"]["size"]:
        report.fault("ledger", "event_lost", have=tree.size, expected=manifest["ledger"]["size"])
    held = roots.check_signatures(keys, since)
    report.counts.update(events=tree.size, hidden=hidden, roots=roots.count, signatures=len(held))
    _checkpoints(outside, keys, since, held, tree.size, computed, report)
    people = People(archive, report)
    check_seals(parts, ledger.seals, report)
    _units(archive, parts, ledger, people, Period(archive, document), letters, report)
    letters.check(keys, people, computed)
    archive.compare(manifest)
    return report


def _outside(checkpoints):
    found = []
    for path in checkpoints:
        try:
            with open(path, "rb") as file:
                note = file.read(1 << 16).decode("utf-8").replace("\r\n", "\n")
        except (OSError, ValueError) as problem:
            raise (not_there(path, problem) or Unusable("unreadable", path=path, why=problem)) from problem
        found.append((path, note, checkpoint_of(note.rpartition("\n\n")[0].split("\n"))))
    return found


def _checkpoints(outside, keys, since, held, size, computed, report):
    for path, note, said_ in outside:
        _lines, key = signed_by(note, keys)
        if said_ is None or key is None:
            report.fault("ledger", "checkpoint_bad", path=path)
        elif said_[0] > size:
            report.fault("ledger", "checkpoint_ahead", path=path, size=said_[0], have=size)
        elif computed[said_[0]] != said_[1]:
            report.fault("ledger", "checkpoint_differs", path=path, size=said_[0])
        elif any(rank > since.get(key.text, 0) for root, rank in held if root <= said_[0]):
            report.fault("ledger", "old_key", what=path)
        else:
            report.counts["checkpoints"] += 1


def _units(archive, parts, ledger, people, period, letters, report):
    """Every unit by itself: its rows, what the ledger says of it, and what lies beside."""
    beside = {name: packed(archive, name) for name in ("requests.jsonl", "findings.jsonl")}
    beside["realizations.jsonl"] = recorded_values(archive)
    units = parts.keys() | ledger.events.units() | report.units.keys()
    for each in beside.values():
        units |= each.units()
    for number_ in sorted(units, key=lambda each: (each is None, each or 0)):
        stages = sealed_rows(archive, number_, parts.get(number_, {}), ledger.seals, report)
        unit = Unit(number_, stages, people)
        events = Events(ledger, number_)
        rows = {name: each.take(number_) for name, each in beside.items()}
        check_places(unit, report)
        check_attainment(unit, rows["realizations.jsonl"], events, period.settings, report)
        check_results(unit, events, period.settings, report)
        check_duties(unit, period, events, rows, report)
        if number_ in report.units and 9 not in stages:
            report.open.append((number_, max(stages, default=0)))
        _asked_for(unit, people, letters, report)


def _asked_for(unit, people, letters, report):
    """Keep the results that somebody asked for: of disclosed people, and those of letters."""
    newest = {}
    for position in (6, 8, 9):
        for row in unit.results(position):
            if row["segment"] in letters.wanted:
                letters.results[row["segment"]].append(row)
            if row["person"] in people.disclosed:
                newest[row["segment"]] = row
    for segment, known in unit.segments.items():
        if known["person"] in people.disclosed:
            report.results.append((newest.get(segment), people.shown(known)))


def _manifest_signature(archive, keys, report):
    digest = archive.seen["manifest.json"]["sha256"]
    note = b"\n".join(archive.lines("manifest.note")).decode("utf-8", "replace") + "\n"
    if opened(note, keys) != [FORMAT, digest]:
        report.fault("container", "manifest_sign")


# ---------------------------------------------------------------------------------------------------------- for people
def show(report, language, *, everything, keys, checkpoints):
    """Print what holds, then what does not, what was asked for, what to know, and the verdict."""
    out, by_step = sys.stdout, defaultdict(list)

    def line(text, values, mark=""):
        out.write(mark + harmless(said(text, language, values)) + "\n")

    for fault in report.faults:
        by_step[fault["step"]].append(fault)
    line("header", report.period)
    for step, names in STEPS.items():
        if step not in by_step and "ok_" + step in TEXTS:
            out.write(f"✔ {names[language]}: {harmless(said('ok_' + step, language, report.counts))}\n")
    if checkpoints and report.counts["checkpoints"] == len(checkpoints):
        line("prefix", {"count": len(checkpoints)})
    for step, names in STEPS.items():
        if step not in by_step:
            continue
        out.write(f"✘ {names[language]}:\n")
        shown = by_step[step] if everything else by_step[step][:MOST_SHOWN]
        for fault in shown:
            out.write(f"  ✘ {harmless(_told(fault, report, language))}\n")
        if len(by_step[step]) > len(shown):
            line("more", {"count": len(by_step[step]) - len(shown)})
    for row, who in report.results:
        out.write("• " + harmless(_result_text(row, who, language)) + "\n")
    for text, values in report.notes:
        told = dict(values, result=_result_text(*values["result"], language)) if "result" in values else values
        line(text, told, "✔ ")
    _remarks(report, line, language, keys, checkpoints)
    line("broken" if report.faults else "holds", {"count": len(report.faults)})
    if report.faults:
        line("next", {})


def _remarks(report, line, language, keys, checkpoints):
    for unit, position in report.open:
        named = _unit_text(unit, report, language)
        line("open_unit" if position else "open_none", {"unit": named, "stage": STAGES[position - 1]})
    if report.counts["pending"]:
        line("pending", report.counts)
    if not keys and report.counts["checkpoints"]:
        line("key_known", {"key": report.own_key})
    elif not keys:
        line("no_key", {"key": report.own_key})
    if not checkpoints:
        line("no_checkpoint", {})


def _told(fault, report, language):
    where = ""
    if fault["segment"] is not None or fault["person"] is not None:
        where = said("segment", language, {name: fault[name] or "-" for name in ("person", "segment")})
    if fault["unit"] is not None:
        where += (", " if where else "") + _unit_text(fault["unit"], report, language)
    return (where + ": " if where else "") + message(fault, language)


def message(fault, language):
    """What is wrong, in words."""
    return said(fault["code"], language, dict(fault["values"], segment=fault["segment"]))


def _unit_text(unit, report, language):
    name = report.units.get(unit)
    return said("unit" if name is None else "named_unit", language, {"unit": unit, "name": name})


def _result_text(row, who, language):
    if row is None:
        return said("result_open", language, {"who": who})
    return said("result", language, dict({name: row[name] or "-" for name in row}, who=who))


def harmless(text):
    """A text from the archive without characters that steer a terminal."""
    return "".join(each if each.isprintable() else "?" for each in str(text))


def main(argv=None):
    """Run the program; returns its exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    first = int("--lang=en" in arguments or ("--lang" in arguments and "en" in arguments))
    told = {name: texts[first] for name, texts in OPTIONS.items()}
    parser = argparse.ArgumentParser(prog="verify_archive.py", description=told["what"])
    parser.add_argument("archive", help=told["archive"])
    parser.add_argument("--key", action="append", default=[], help=told["key"])
    parser.add_argument("--checkpoint", nargs="+", action="extend", default=[], help=told["checkpoint"])
    parser.add_argument("--letter", nargs="+", action="extend", default=[], help=told["letter"])
    parser.add_argument("--lang", choices=("id", "en"), default="id", help=told["lang"])
    parser.add_argument("--json", action="store_true", help=told["json"])
    parser.add_argument("--all", action="store_true", help=told["all"])
    given = parser.parse_args(argv)
    language = ("id", "en").index(given.lang)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
        sys.stderr.reconfigure(encoding="utf-8", errors="replace")
    try:
        report = verify(given.archive, given.key, given.checkpoint, given.letter)
    except Unusable as refused:
        if given.json:
            json.dump(
                {"holds": None, "refused": refused.text, "message": said(refused.text, language, refused.values)},
                sys.stdout,
            )
            sys.stdout.write("\n")
        else:
            sys.stderr.write("✘ " + harmless(said(refused.text, language, refused.values)) + "\n")
        return 2
    except (MemoryError, RecursionError):
        sys.stderr.write("✘ " + said("too_much", language, {"what": "memory"}) + "\n")
        return 2
    if given.json:
        faults = [dict(fault, message=message(fault, language)) for fault in report.faults]
        results = [dict(row or {}, who=who) for row, who in report.results]
        unfinished = [{"unit": unit, "sealed": position} for unit, position in report.open]
        json.dump(
            {
                "holds": not faults,
                "counts": report.counts,
                "faults": faults,
                "results": results,
                "unfinished": unfinished,
                "key": report.own_key,
            },
            sys.stdout,
            default=str,
            ensure_ascii=False,
        )
        sys.stdout.write("\n")
    else:
        show(report, language, everything=given.all, keys=given.key, checkpoints=given.checkpoint)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
