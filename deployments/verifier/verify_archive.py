#!/usr/bin/env python3
"""Check the archive of an appraisal period (kinerja-archive/1) on any machine: one file, Python 3.9, nothing else.

    python3 verify_archive.py ARCHIVE [--key KEY] [--checkpoint FILE] [--letter FILE|CODE] [--lang id|en] [--json]

It proves what is in the archive (hashes, Merkle trees, chain, signatures, changes of key), computes every attainment,
predicate, distribution and credit point again, and looks again who decided about whom. Exit code 0: everything holds;
1: something does not, and is named by step and person; 2: this is no archive that can be checked.

This file stands alone on purpose and shares no code with the system whose results it checks. It never writes, fetches
or runs anything. The format is described in FORMAT.md.
"""

import argparse
import base64
import binascii
import datetime
import hashlib
import json
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
NAME = re.compile(r"(?:sealed/[0-9]{1,18}/[1-9]-[a-z_]{1,20}|ledger/[a-z]{1,20}|[a-z]{1,20})[.](?:jsonl|json|note)")


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
    "file_extra": ("{name} tidak ada dalam manifes", "{name} is not in the manifest"),
    "manifest_sign": (
        "tanda tangan manifes tidak sah: daftar berkas diubah setelah arsip dibuat",
        "the manifest's signature does not hold: the list of files was changed after the archive was made",
    ),
    # ledger
    "event_lost": (
        "buku besar berisi {have} peristiwa, seharusnya {expected}: ada yang dipotong atau ditambahkan",
        "the ledger has {have} events where {expected} are signed: some were cut off or added",
    ),
    "root": (
        "akar atas {size} peristiwa pertama bukan akar yang ditandatangani: peristiwa sebelumnya diubah, ditukar, "
        "dihapus atau disisipkan",
        "the root over the first {size} events is not the signed one: an event before was changed, swapped, removed "
        "or put in",
    ),
    "chain": ("rantai putus pada akar atas {size} peristiwa", "the chain breaks at the root over {size} events"),
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
        "arsip tidak diawali oleh checkpoint {path} ({size} peristiwa): sejarah ditulis ulang",
        "the archive does not begin as checkpoint {path} ({size} events) says: history was rewritten",
    ),
    "checkpoint_ahead": (
        "checkpoint {path} mencakup {size} peristiwa, arsip hanya {have}: ekornya dipotong, atau arsip "
        "lebih tua (mintalah arsip baru)",
        "checkpoint {path} covers {size} events, the archive only {have}: its end was cut, or the "
        "archive is older (ask for a new one)",
    ),
    "checkpoint_bad": (
        "{path} bukan checkpoint yang ditandatangani kunci yang dipercaya",
        "{path} is no checkpoint signed by a key that is trusted",
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
    "counts": ("sebaran {given}, dihitung ulang {found}", "distribution {given}, computed again {found}"),
    "pattern": (
        "pola sebaran: {given}, dihitung ulang {found}",
        "distribution pattern: {given}, computed again {found}",
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
    "no_result": ("segmen tanpa hasil", "a segment without a result"),
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
        "{event}: decided by somebody who is not {role} and was not handed the request",
    ),
    "rater_decides": (
        "penilai memutus keberatan atas penilaiannya sendiri",
        "a rater decided the objection to their own ratings",
    ),
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
    "letter_holds": ("{path}: hasil surat ini yang disegel dan berlaku", "{path}: this is the sealed result in force"),
    # the end
    "holds": ("✔ Semuanya cocok.", "✔ Everything holds."),
    "broken": ("✘ {count} hal tidak cocok.", "✘ {count} things do not hold."),
    "done": (
        "Diperiksa: {events} peristiwa ({hidden} di luar periode ini, hanya hash), {roots} akar ({signatures} tanda "
        "tangan), {seals} tahap tersegel, {results} hasil, {indicators} indikator, {credits} angka kredit, "
        "{units} pola sebaran, {acts} keputusan.",
        "Checked: {events} events ({hidden} not of this period, by hash only), {roots} roots ({signatures} "
        "signatures), {seals} sealed stages, {results} results, {indicators} indicators, {credits} credit points, "
        "{units} distributions, {acts} decisions.",
    ),
    "prefix": (
        "✔ Arsip diawali oleh {count} checkpoint Anda.",
        "✔ The archive begins as your {count} checkpoints say.",
    ),
    "pending": (
        "Perhatian: {pending} peristiwa terbaru belum bernomor dan belum terbukti; arsip berikutnya membuktikannya.",
        "Note: the newest {pending} events have no number and are not proven yet; a later archive proves them.",
    ),
    "no_key": (
        "Perhatian: tanpa --key dipercaya kunci yang ada dalam arsip: {key}",
        "Note: without --key the key in the archive itself is believed: {key}",
    ),
    "no_checkpoint": (
        "Perhatian: hanya checkpoint dari luar (--checkpoint) yang menunjukkan apakah seluruh sejarah ditulis ulang.",
        "Note: only a checkpoint from elsewhere (--checkpoint) tells whether all of history was rewritten.",
    ),
    "more": ("  … dan {count} lagi (--all menampilkan semuanya)", "  … and {count} more (--all shows them)"),
    "unit": ("unit {unit}", "unit {unit}"),
    "segment": ("orang {person}, segmen {segment}", "person {person}, segment {segment}"),
}
STEPS = {
    "container": ("Berkas", "Files"),
    "ledger": ("Buku besar", "Ledger"),
    "seal": ("Segel tahap", "Seals of stages"),
    "attainment": ("Capaian", "Attainment"),
    "predicate": ("Predikat", "Predicates"),
    "credit": ("Angka kredit", "Credit points"),
    "distribution": ("Sebaran", "Distribution"),
    "duty": ("Pemisahan tugas", "Separation of duties"),
    "person": ("Identitas", "Identity"),
    "letter": ("Surat", "Letters"),
}
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
    "checkpoint": ("checkpoint yang Anda simpan di luar", "checkpoint that you kept elsewhere"),
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
        self.faults, self.counts, self.notes = [], defaultdict(int), []

    def fault(self, step, text, /, *, unit=None, segment=None, person=None, **values):
        self.faults.append(
            {"step": step, "code": text, "unit": unit, "segment": segment, "person": person, "values": values}
        )


def said(text, language, values):
    return TEXTS[text][language].format_map(values)


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
                return text.rstrip("\n").split("\n")
    return None


def checkpoint_of(lines):
    """(size, root, chain or None) of a checkpoint's lines, or None."""
    try:
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


class Archive:
    """The zip file, read part by part with limits; what differs from the manifest is reported."""

    def __init__(self, path, report):
        self.report, self.seen = report, {}
        try:
            self.zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
            raise Unusable("no_zip", path=path, why=problem) from problem
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


def same_number(text, exact):
    """Whether a written number is the exact one, or its decimals do not end and it is rounded far behind."""
    if text is None or exact is None:
        return text is None and exact is None
    try:
        given = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return False
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
    return int(text) if text.isdigit() and len(text) <= MOST_DIGITS else Fraction(text)


# -------------------------------------------------------------------------------------------------------- the ledger
class Events:
    """What the proven events of the period say, as far as results and duties need it."""

    def __init__(self):
        self.seals, self.acts, self.plans, self.reports, self.rated = {}, [], defaultdict(list), defaultdict(set), {}
        self.objections, self.organizations, self.justified, self.handed = defaultdict(list), {}, set(), set()
        #: Requests and findings whose event has no number yet: named by the archive, proven by the next one.
        self.pending_requests, self.pending_findings = set(), set()
        self.waived, self.delegations, self.ended, self.key_changes = set(), [], {}, []

    def take(self, event):
        name, content, segment = event["event"], event["content"], event.get("segment_id")
        kind, _dot, outcome = name.partition(".")
        if name == "stage.sealed":
            place = event["unit_id"], event["subject_id"]
            self.seals[place] = (content.get("results_root"), event["occurred_at"])
        elif name == "report.submitted":
            self.reports[segment].add(content.get("content_hash"))
        elif name == "ledger.key_changed":
            self.key_changes.append(event)
        elif name == "delegation.made":
            self.delegations.append((event["subject_id"], content))
        elif name == "delegation.ended":
            if event["actor_kind"] != "system":
                self.ended[event["subject_id"]] = event["occurred_at"]
        elif name == "finding.waived":
            self.waived.add(event["subject_id"])
            self.acts.append(event)
        elif outcome == "reassigned":
            self.handed.add((kind, segment if segment is not None else ("unit", event.get("unit_id"))))
        elif name in ("plan.approved", "plan.fixed"):
            self.plans[segment].append((content.get("content_hash"), event["occurred_at"]))
            self.acts.append(event)
        elif name == "evaluation.rated":
            self.rated.setdefault(segment, event)
            self.acts.append(event)
        elif name in ("objection.changed", "objection.upheld"):
            self.objections[segment].append(event)
            self.acts.append(event)
        elif name == "organization.set":
            self.organizations[event["unit_id"]] = event
            self.acts.append(event)
        elif name == "distribution.justified":
            self.justified.add(event["unit_id"])
            self.acts.append(event)
        elif name in ("plan.returned", "evaluation.returned"):
            self.acts.append(event)


def trusted_keys(given, own, changes, report):
    """The keys that follow from the given ones by changes that the old key signed; without any, our own is believed."""
    steps = []
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
    keys = {key.text: key for key in given or [own]}
    if not given:
        for old, new in reversed(steps):
            if new.text in keys:
                keys.setdefault(old.text, old)
    for old, new in steps:
        if old.text in keys:
            keys.setdefault(new.text, new)
    return list(keys.values())


def read_ledger(archive, period, sizes):
    """Every event into the tree; the roots at these sizes, and what the events of the period say."""
    tree, events, roots, hidden = Tree(), Events(), {}, 0
    for count, line in enumerate(archive.lines("ledger/events.jsonl"), 1):
        if line[:1] == b'"':
            hidden += 1
            try:
                leaf = bytes.fromhex(line.strip(b'"').decode("ascii"))
            except ValueError as problem:
                raise Unusable("not_json", name="ledger/events.jsonl", line=count, why=problem) from problem
        else:
            leaf = leaf_hash(line)
            event = archive.parsed("ledger/events.jsonl", count, line)
            if event.get("period_id") in (period, None):
                events.take(event)
        tree.add(leaf)
        if count in sizes:
            roots[count] = tree.root()
    return tree, events, roots, hidden


def check_roots(roots, computed, keys, report):
    """Chain, tree and signature of every root; where there are very many, the chain carries the ones between."""
    chain, held = bytes(32), 0
    step = 1 if len(roots) <= ALL_SIGNATURES else max(1, len(roots) // SOME_SIGNATURES)
    for place, row in enumerate(roots):
        size, root = row["size"], bytes.fromhex(row["root"])
        chain = hashlib.sha256(chain + size.to_bytes(8, "big") + root).digest()
        if computed.get(size) != root:
            report.fault("ledger", "root", size=size)
            return held
        if chain.hex() != row["chain"]:
            report.fault("ledger", "chain", size=size)
            return held
        if checkpoint_of(row["note"].rpartition("\n\n")[0].split("\n")) != (size, root, row["chain"]):
            report.fault("ledger", "note_differs", size=size)
            return held
        if place % step == 0 or place == len(roots) - 1:
            if opened(row["note"], keys) is None:
                report.fault("ledger", "root_sign", size=size)
                return held
            held += 1
    return held


# --------------------------------------------------------------------------------------- sealed rows, stage by stage
#: Stages whose rows are proven, but nothing is computed from: collection and notification.
UNUSED = (3, 7)


class Sealed:
    """The rows under the seals, by unit and stage, each part held against the root that its event has."""

    def __init__(self, archive, events, report):
        self.rows, self.report = defaultdict(dict), report
        found = set()
        for name in archive.infos:
            if not name.startswith("sealed/"):
                continue
            _sealed, unit, rest = name.split("/")
            position, stage = int(rest[0]), rest[2:].partition(".")[0]
            if position > 9 or STAGES[position - 1] != stage:
                raise Unusable("odd_name", name=name)
            self._take(archive, events, name, (int(unit), position))
            found.add((int(unit), position))
        for unit, position in sorted(events.seals.keys() - found):
            report.fault("seal", "seal_part", unit=unit, stage=STAGES[position - 1])
        for (unit, position), (_root, at) in events.seals.items():
            before = events.seals.get((unit, position - 1))
            if position > 1 and (before is None or moment(before[1]) > moment(at)):
                report.fault("seal", "seal_order", unit=unit, stage=STAGES[position - 1])

    def _take(self, archive, events, name, place):
        tree, rows = Tree(), []
        for count, line in enumerate(archive.lines(name), 1):
            tree.add(leaf_hash(line))
            if place[1] not in UNUSED:
                rows.append(archive.parsed(name, count, line))
        self.rows[place[0]][place[1]] = rows
        sealed = events.seals.get(place)
        about = {"unit": place[0], "stage": STAGES[place[1] - 1]}
        if sealed is None:
            self.report.fault("seal", "seal_event", **about)
        elif sealed[0] is None:
            self.report.fault("seal", "seal_old", **about)
        elif sealed[0] != tree.root().hex():
            self.report.fault("seal", "seal_root", **about)
        else:
            self.report.counts["seals"] += 1


class People:
    """Persons by number and pseudonym, and the segments that were frozen at briefing."""

    def __init__(self, archive, sealed, report):
        self.of_id, self.segments = {}, {}
        for row in archive.rows("persons.jsonl"):
            self.of_id[row["id"]] = row["person"]
            if row.get("key") is not None:
                told = hashlib.sha256(bytes.fromhex(row["key"]) + str(row["number"]).encode()).hexdigest()[:32]
                if told != row["person"]:
                    report.fault("person", "disclosed", person=row["person"])
                else:
                    report.notes.append((row["person"], row["number"], row["name"]))
        self.setters = {row["unit"]: row["setter"] for row in archive.rows("units.jsonl")}
        for unit, stages in sealed.rows.items():
            for row in stages.get(1, ()):
                row["unit"] = unit
                self.segments[row["segment"]] = row

    def about(self, segment):
        known = self.segments.get(segment)
        return {
            "segment": segment,
            "person": known["person"] if known else None,
            "unit": known["unit"] if known else None,
        }

    def main_segments(self, unit, longest):
        """The segment that gives each person's year in a unit."""
        chosen = {}
        for number_, row in self.segments.items():
            if row["unit"] != unit or row["acting"]:
                continue
            days = (datetime.date.fromisoformat(row["ends"]) - datetime.date.fromisoformat(row["starts"])).days
            rank = (days if longest else 0, row["ends"])
            if row["person"] not in chosen or rank > chosen[row["person"]][0]:
                chosen[row["person"]] = (rank, number_)
        return [number_ for _rank, number_ in chosen.values()]


# ------------------------------------------------------------------------------------------------- everything once more
def check_attainment(archive, people, sealed, events, settings, report):
    """What the rater saw: latest realization, whole percent, what it indicates; and the hash the rater approved."""
    measured = {}
    for stages in sealed.rows.values():
        for row in stages.get(5, ()):
            if "segment" in row:
                measured[row["segment"]] = row["measured"]
    inside, below, above = (
        Fraction(settings["inside_range_percent"]),
        settings["signal_below"],
        settings["signal_above"],
    )
    for row in archive.rows("realizations.jsonl"):
        segment, text = row["segment"], row["values"]
        rated = events.rated.get(segment)
        approved = rated["content"].get("content_hash") if rated else None
        if approved and hashlib.sha256(text.encode()).hexdigest() != approved:
            report.fault("duty", "report_hash", **people.about(segment))
        if segment in measured:
            latest = {}
            for line in text.split("\n"):
                head, _bar, value = line.rpartition("|")
                latest[head[:-11]] = value
            _indicators(segment, measured.pop(segment), latest, (inside, below, above), people, report)
    for segment, text in measured.items():
        _indicators(segment, text, {}, (inside, below, above), people, report)


def _indicators(segment, text, latest, settings, people, report):
    inside, below, above = settings
    for each in text.split(";") if text else ():
        place, direction, lower, upper, realized, percent, indicates = each.split(" ")
        report.counts["indicators"] += 1
        given = None if realized == "-" else number(realized)
        last = latest.get(place.replace(".", "|"))
        if realized != (last if last is not None else "-") and (last is None or given is None or number(last) != given):
            report.fault(
                "attainment", "realized", indicator=place, given=realized, found=last or "-", **people.about(segment)
            )
        found = attainment(direction, number(lower), number(upper), given, inside)
        if percent != ("-" if found is None else str(found)):
            report.fault(
                "attainment",
                "attainment",
                indicator=place,
                given=percent,
                found="-" if found is None else found,
                **people.about(segment),
            )
        told = signal(given, found, below, above)
        if told != indicates:
            report.fault("attainment", "signal", indicator=place, given=indicates, found=told, **people.about(segment))


def check_results(people, sealed, events, settings, report):
    """Every predicate and credit point from the ratings that were set, of scoring, objections and the end."""
    for unit, stages in sealed.rows.items():
        organization = next((row["organization"] for row in stages.get(5, ()) if "segment" not in row), None)
        ratings = {row["segment"]: (row["work"], row["behavior"]) for row in stages.get(5, ()) if "segment" in row}
        _organization(unit, organization, events, report)
        _rated(ratings, people, events, report)
        scored = {}
        for position in (6, 8, 9):
            seen = set()
            for row in stages.get(position, ()):
                if "segment" not in row:
                    continue
                _result(row, ratings, organization, people, events, settings, report)
                if (row["segment"], row["version"]) in seen:
                    report.fault("predicate", "twice", **people.about(row["segment"]))
                seen.add((row["segment"], row["version"]))
                told = (row["predicate"], row["credit_points"], row["work"], row["behavior"])
                if position == 6:
                    scored[row["segment"]] = told
                elif row["version"] == 1 and scored.get(row["segment"]) != told:
                    report.fault("predicate", "final", **people.about(row["segment"]))
            if position in stages and position != 8:
                _nobody_left_out(unit, seen, people, report)
        if 6 in stages:
            _distribution(unit, stages, organization, people, events, settings, report)


def _nobody_left_out(unit, seen, people, report):
    segments = {segment for segment, _version in seen}
    for segment, row in people.segments.items():
        if row["unit"] == unit and segment not in segments:
            report.fault("predicate", "no_result", **people.about(segment))


def _organization(unit, organization, events, report):
    event = events.organizations.get(unit)
    if organization is not None and (event is None or event["content"].get("predicate") != organization):
        found = event["content"].get("predicate") if event else "-"
        report.fault("distribution", "organization", unit=unit, given=organization, found=found)


def _rated(ratings, people, events, report):
    for segment, given in ratings.items():
        event = events.rated.get(segment)
        if event is None:
            report.fault("duty", "no_rating", **people.about(segment))
            continue
        found = event["content"].get("work_rating"), event["content"].get("behavior_rating")
        if given != found:
            report.fault("predicate", "ratings", given=_pair(given), found=_pair(found), **people.about(segment))


def _pair(ratings):
    return "/".join(each or "-" for each in ratings)


def _result(row, ratings, organization, people, events, settings, report):
    segment, about = row["segment"], people.about(row["segment"])
    known = people.segments.get(segment)
    report.counts["results"] += 1
    if known is None or known["person"] != row["person"]:
        report.fault("predicate", "stranger", **about)
        return
    if row["pack"] not in PACKS:
        report.fault("predicate", "pack", given=row["pack"], **about)
        return
    if row["version"] == 1:
        based = ratings.get(segment)
    else:
        decided = [
            event["content"] for event in events.objections.get(segment, ()) if event["event"] == "objection.changed"
        ]
        based = (decided[-1].get("work_rating"), decided[-1].get("behavior_rating")) if decided else None
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


def _distribution(unit, stages, organization, people, events, settings, report):
    row = next((row for row in stages[6] if "segment" not in row), None)
    if row is None:
        report.fault("distribution", "counts", unit=unit, given="-", found="?")
        return
    report.counts["units"] += 1
    predicates = {each["segment"]: each["predicate"] for each in stages[6] if "segment" in each}
    counts = dict.fromkeys(ORDER_OF_WORDS, 0)
    for segment in people.main_segments(unit, settings["main_segment"] == "longest"):
        word = WORDS.get(predicates.get(segment))
        if word and not people.segments[segment]["head"]:
            counts[word] += 1
    given = {word: row[word] for word in ORDER_OF_WORDS}
    if given != counts:
        shown = [" ".join(str(each[word]) for word in ORDER_OF_WORDS) for each in (given, counts)]
        report.fault("distribution", "counts", unit=unit, given=shown[0], found=shown[1])
    broken = violations(organization, counts)
    binding = sum(counts.values()) >= settings["minimum_group"] and settings["distribution_mode"] != "off"
    told = row["organization"], row["violations"], row["conforms"], row["binding"]
    again = organization, ",".join(broken), not broken, binding
    if told != again:
        report.fault("distribution", "pattern", unit=unit, given=told, found=again)
    if broken and binding and unit not in events.justified:
        report.fault("distribution", "unjustified", unit=unit)


# ------------------------------------------------------------------------------------------------- separation of duties
ZONES = {"Asia/Jakarta": 7, "Asia/Pontianak": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9, "UTC": 0}


TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.]([0-9]{1,6}))?(?:Z|[+]00:00)")


def moment(text):
    """A time of the archive (UTC, as "Z" or "+00:00") in a form that can be compared."""
    found = TIME.fullmatch(text)
    if found is None:
        raise ValueError("no time in UTC: " + text[:40])
    return f"{found[1]}.{found[2] or '':0<6}"


def local_day(at, zone):
    """The day on which a time (`moment`) falls in a zone of Indonesia."""
    at = datetime.datetime.fromisoformat(at).replace(tzinfo=datetime.timezone.utc)
    if zone in ZONES:
        return (at + datetime.timedelta(hours=ZONES[zone])).date()
    try:
        from zoneinfo import ZoneInfo

        return at.astimezone(ZoneInfo(zone)).date()
    except Exception as problem:
        raise Unusable("bad_form", name="delegations.jsonl", why=f"time zone {zone[:40]}") from problem


def check_duties(archive, people, sealed, events, report):
    """Nobody decided for themselves or twice, deputies by a delegation in force, in order, on clean or waived data."""
    zones = {row["delegation"]: row["timezone"] for row in archive.rows("delegations.jsonl")}
    members = defaultdict(set)
    for row in people.segments.values():
        members[row["unit"]].add(row["person"])
    for event in events.acts:
        report.counts["acts"] += 1
        _act(event, people, members, events, zones, report)
    _requests(archive, people, events, report)
    _order(people, sealed, events, report)
    _clean(archive, people, sealed, events, report)


def _act(event, people, members, events, zones, report):
    name, segment, unit = event["event"], event.get("segment_id"), event.get("unit_id")
    actor = people.of_id.get(event.get("actor_id"))
    seat = people.of_id.get(event.get("acting_for_id"), actor)
    kind = name.partition(".")[0]
    about, known = people.about(segment), people.segments.get(segment)
    if event.get("acting_for_id") is not None and not _in_force(event, events, zones):
        report.fault("duty", "no_delegation", event=name, **dict(about, unit=unit))
    if name == "finding.waived":
        if known and actor == known["person"]:
            report.fault("duty", "own_waiver", code=event["content"].get("code"), **about)
        return
    if known is None:
        if kind in ("organization", "distribution"):
            if actor is not None and actor in members[unit]:
                report.fault("duty", "own_unit", event=name, unit=unit, person=actor)
            if seat != people.setters.get(unit) and (kind, ("unit", unit)) not in events.handed:
                report.fault("duty", "not_asked", event=name, role="setter", unit=unit, person=actor)
            _in_time(event, unit, 5 if kind == "organization" else 6, events, {"unit": unit}, report)
        return
    if actor is not None and known["person"] in (actor, seat):
        report.fault("duty", "self", event=name, **about)
    role = {"plan": "rater", "evaluation": "rater", "objection": "superior"}[kind]
    if name != "plan.fixed" and seat != known[role] and (kind, segment) not in events.handed:
        report.fault("duty", "not_asked", event=name, role=role, **about)
    if kind == "objection":
        rated = events.rated.get(segment, {})
        if actor in (known["rater"], people.of_id.get(rated.get("actor_id"), "")):
            report.fault("duty", "rater_decides", **about)
    stage = {"plan": 2, "evaluation": 5, "objection": 8}[kind]
    _in_time(event, unit, stage, events, about, report)


def _in_time(event, unit, stage, events, about, report):
    sealed = events.seals.get((unit, stage))
    if sealed and moment(event["occurred_at"]) > moment(sealed[1]):
        report.fault("duty", "late_step", event=event["event"], **about)


def _in_force(event, events, zones):
    at = moment(event["occurred_at"])
    for delegation, content in events.delegations:
        if (content.get("principal"), content.get("deputy")) != (event["acting_for_id"], event.get("actor_id")):
            continue
        day = local_day(at, str(zones.get(delegation, "Asia/Jakarta"))).isoformat()
        ended = events.ended.get(delegation)
        if content["starts"] <= day <= content["ends"] and (ended is None or moment(ended) > at):
            return True
    return False


def _requests(archive, people, events, report):
    """Every decided request has its event, by the same person for the same, and the other way round."""
    told = {event["content"]["approval"]: event for event in events.acts if "approval" in event["content"]}
    for row in archive.rows("requests.jsonl"):
        event = told.pop(row["request"], None)
        if event is None and (row["outcome"] is None or row["request"] in events.pending_requests):
            continue
        here = (f"{row['kind']}.{row['outcome']}", row["decided_by"], row["acting_for"], row["segment"])
        there = None
        if event is not None:
            actors = [people.of_id.get(event.get(name)) for name in ("actor_id", "acting_for_id")]
            there = (event["event"], *actors, event.get("segment_id"))
        if here != there:
            report.fault(
                "duty", "request", request=row["request"], **dict(people.about(row["segment"]), unit=row["unit"])
            )
    for number_, event in told.items():
        report.fault("duty", "request", request=number_, **people.about(event.get("segment_id")))


def _order(people, sealed, events, report):
    plans = {row["segment"]: row["hash"] for stages in sealed.rows.values() for row in stages.get(2, ())}
    for stages in sealed.rows.values():
        for row in stages.get(6, ()):
            if "segment" not in row:
                continue
            segment, about = row["segment"], people.about(row["segment"])
            approved, rated = events.plans.get(segment, []), events.rated.get(segment)
            if not approved or segment not in plans:
                report.fault("duty", "no_plan", **about)
            elif plans[segment] not in {digest for digest, _at in approved}:
                report.fault("duty", "plan_hash", **about)
            if rated is None:
                continue  # said before
            if approved and min(moment(at) for _digest, at in approved) > moment(rated["occurred_at"]):
                report.fault("duty", "early_rating", **about)
            told = rated["content"].get("content_hash")
            if told and told not in events.reports.get(segment, ()):
                report.fault("duty", "no_report", **about)


def _clean(archive, people, sealed, events, report):
    proven = {
        row["finding"]: (row["code"], row["severity"], row["segment"])
        for stages in sealed.rows.values()
        for row in stages.get(4, ())
        if "severity" in row
    }
    for row in archive.rows("findings.jsonl"):
        segment = row["segment"]
        if proven.pop(row["finding"], None) not in (None, (row["code"], row["severity"], segment)):
            report.fault("duty", "finding_other", code=row["code"], **dict(people.about(segment), unit=row["unit"]))
        if row["waived_by"] is not None and row["finding"] not in events.waived | events.pending_findings:
            report.fault("duty", "waiver_event", code=row["code"], **dict(people.about(segment), unit=row["unit"]))
        rated = events.rated.get(segment)
        if row["severity"] != "block" or rated is None:
            continue
        at = moment(rated["occurred_at"])
        held = moment(row["opened_at"]) <= at and (row["fixed_at"] is None or moment(row["fixed_at"]) > at)
        if held and not (row["waived_until"] and moment(row["waived_until"]) >= at and row["finding"] in events.waived):
            report.fault("duty", "open_finding", code=row["code"], **people.about(segment))
    for code, _severity, segment in proven.values():
        report.fault("duty", "finding_lost", code=code, **people.about(segment))


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


def check_code(code, archive, sealed, report):
    """A letter's printed code: whether it is of this period, and whether its result is in force here."""
    shown = "-".join(code[at : at + 4] for at in range(0, 16, 4))
    found = next((row for row in archive.rows("letters.jsonl") if row["code"] == code), None)
    if found is None:
        report.fault("letter", "code_unknown", path=shown)
        return
    about = {"segment": found["segment"], "unit": found["unit"]}
    versions = [row["version"] for row in results_of(sealed, found["segment"])]
    if found["kind"] not in ("evaluation", "decision"):
        report.notes.append(("letter_ours", shown))
    elif found["version"] not in versions:
        report.fault("letter", "letter_other", path=shown, **about)
    elif max(versions) > found["version"]:
        report.fault("letter", "letter_old", path=shown, version=max(versions), **about)
    else:
        report.notes.append(("letter_holds", shown))


def results_of(sealed, segment):
    """Every sealed result of a segment."""
    return [
        row
        for stages in sealed.rows.values()
        for position in (6, 8, 9)
        for row in stages.get(position, ())
        if row.get("segment") == segment
    ]


def check_letter(path, keys, sealed, report):
    """A letter's proof (kinerja-proof/1): from the result to the checkpoint, and whether it is the newest here."""
    try:
        with open(path, "rb") as file:
            proof = READ(proof_in(file.read(4 * MOST_LINE)).decode("utf-8"))
        if proof["format"] != PROOF:
            raise ValueError("another form")
        result, event = proof["result"], proof["event"]
        content = READ(event["leaf"])["content"]
        row = READ(result["leaf"])
        paths = [[bytes.fromhex(each) for each in part["path"]] for part in (result, event)]
        root = root_by_path(leaf_hash(result["leaf"].encode()), result["index"], result["leaves"], paths[0])
        top = root_by_path(leaf_hash(event["leaf"].encode()), event["place"], event["size"], paths[1])
        lines = opened(proof["checkpoint"], keys)
        signed = checkpoint_of(lines) if lines else None
        segment, version = row["segment"], row["version"]
    except OSError as problem:
        raise Unusable("unreadable", path=path, why=problem.strerror) from problem
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError):
        report.fault("letter", "letter_bad", path=path)
        return
    if (
        root is None
        or root.hex() != content.get("results_root")
        or signed is None
        or signed[:2] != (event["size"], top)
    ):
        report.fault("letter", "letter_bad", path=path)
        return
    versions = results_of(sealed, segment)
    same = [
        each
        for each in versions
        if each["version"] == version
        and each["predicate"] == row.get("predicate")
        and each["person"] == row.get("person")
        and each["credit_points"] == row.get("credit_points")
    ]
    if not same:
        report.fault("letter", "letter_other", path=path)
    elif max(each["version"] for each in versions) > version:
        report.fault("letter", "letter_old", path=path, version=max(each["version"] for each in versions))
    else:
        report.notes.append(("letter_holds", path))


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
    period = archive.document("period.json")
    own = Key(manifest["key"])
    report.own_key = own.text
    roots = list(archive.rows("ledger/roots.jsonl"))
    outside = []
    for path in checkpoints:
        try:
            with open(path, "rb") as file:
                note = file.read(1 << 16).decode("utf-8")
        except (OSError, ValueError) as problem:
            raise Unusable("unreadable", path=path, why=problem) from problem
        said_ = checkpoint_of(note.rpartition("\n\n")[0].split("\n"))
        outside.append((path, note, said_))
    sizes = {row["size"] for row in roots} | {said_[0] for _path, _note, said_ in outside if said_}
    tree, events, computed, hidden = read_ledger(archive, period["id"], sizes)
    for row in archive.rows("pending.jsonl"):
        report.counts["pending"] += 1
        events.pending_requests.add(row["request"])
        if row["event"] == "finding.waived":
            events.pending_findings.add(row["subject"])
    keys = trusted_keys(given, own, events.key_changes, report)
    _manifest_signature(archive, keys, report)
    last = roots[-1]["size"] if roots else 0
    if tree.size != last or last != manifest["ledger"]["size"]:
        report.fault("ledger", "event_lost", have=tree.size, expected=manifest["ledger"]["size"])
    report.counts["signatures"] = check_roots(roots, computed, keys, report)
    report.counts.update(events=tree.size, hidden=hidden, roots=len(roots))
    for path, note, said_ in outside:
        if said_ is None or opened(note, keys) is None:
            report.fault("ledger", "checkpoint_bad", path=path)
        elif said_[0] > tree.size:
            report.fault("ledger", "checkpoint_ahead", path=path, size=said_[0], have=tree.size)
        elif computed[said_[0]] != said_[1]:
            report.fault("ledger", "checkpoint_differs", path=path, size=said_[0])
        else:
            report.counts["checkpoints"] += 1
    sealed = Sealed(archive, events, report)
    people = People(archive, sealed, report)
    settings = period["settings"]
    check_attainment(archive, people, sealed, events, settings, report)
    check_results(people, sealed, events, settings, report)
    check_duties(archive, people, sealed, events, report)
    for path in letters:
        code = path.replace("-", "").replace(" ", "").upper()
        if CODE.fullmatch(code):
            check_code(code, archive, sealed, report)
        else:
            check_letter(path, keys, sealed, report)
    archive.compare(manifest)
    return report


def _manifest_signature(archive, keys, report):
    digest = archive.seen["manifest.json"]["sha256"]
    note = b"\n".join(archive.lines("manifest.note")).decode("utf-8", "replace") + "\n"
    if opened(note, keys) != [FORMAT, digest]:
        report.fault("container", "manifest_sign")


def show(report, language, *, everything, keys, checkpoints):
    """Print what was found, for people."""
    out = sys.stdout
    by_step = defaultdict(list)
    for fault in report.faults:
        by_step[fault["step"]].append(fault)
    for step, names in STEPS.items():
        if step not in by_step:
            continue
        out.write(f"{names[language]}:\n")
        shown = by_step[step] if everything else by_step[step][:MOST_SHOWN]
        for fault in shown:
            where = ""
            if fault["segment"] is not None:
                where = said("segment", language, fault) + ": "
            elif fault["unit"] is not None:
                where = said("unit", language, fault) + ": "
            out.write(f"  ✘ {harmless(where + said(fault['code'], language, fault['values']))}\n")
        if len(by_step[step]) > len(shown):
            out.write(said("more", language, {"count": len(by_step[step]) - len(shown)}) + "\n")
    for note in report.notes:
        if note[0].startswith("letter_"):
            out.write("✔ " + harmless(said(note[0], language, {"path": note[1]})) + "\n")
        else:
            out.write(f"{note[0]} = {harmless(note[1])} {harmless(note[2])}\n")
    out.write(said("done", language, report.counts) + "\n")
    if checkpoints and report.counts["checkpoints"] == len(checkpoints):
        out.write(said("prefix", language, {"count": len(checkpoints)}) + "\n")
    if report.counts["pending"]:
        out.write(said("pending", language, report.counts) + "\n")
    if not keys:
        out.write(said("no_key", language, {"key": harmless(report.own_key)}) + "\n")
    if not checkpoints:
        out.write(said("no_checkpoint", language, {}) + "\n")
    out.write(said("broken" if report.faults else "holds", language, {"count": len(report.faults)}) + "\n")


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
        faults = [dict(fault, message=said(fault["code"], language, fault["values"])) for fault in report.faults]
        json.dump(
            {"holds": not faults, "counts": report.counts, "faults": faults},
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
