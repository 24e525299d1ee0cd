"""Archives that somebody changed: as a careless hand, as whoever holds the ledger's key, or from the first event on.

Belongs here: opening, changing and signing anew. Does not: what must be found (the tests).
"""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.chain import merkle, notes
from models.chain.keys import LedgerKey
from models.chain.notes import Checkpoint
from models.chain.sealer import chained

#: The parts by name, each as its lines.
Files = dict[str, list[str]]
Edit = Callable[[Files], None]


def opened(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode().splitlines() for name in archive.namelist()}


def written(files: Files, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in files.items():
            archive.writestr(name, "".join(f"{line}\n" for line in lines))
    return path


def change(files: Files, name: str, found: Callable[[dict[str, Any]], bool], **values: Any) -> None:
    """Change the first row of a part for which `found` is true; a key "content" changes single words within."""
    for place, line in enumerate(files[name]):
        row = json.loads(line)
        if isinstance(row, dict) and found(row):
            row["content"] = row["content"] | values.pop("content") if "content" in values else row.get("content")
            row |= values
            files[name][place] = compact(
                {key: each for key, each in row.items() if key != "content" or each is not None}
            )
            return
    raise AssertionError(f"nothing to change in {name}")


def compact(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sign_manifest(files: Files, key: LedgerKey) -> None:
    """Make the list of files fit, and sign it: what whoever holds the key can do to a file."""
    manifest = json.loads("\n".join(files["manifest.json"]))
    manifest["key"] = str(key.verifier)
    manifest["files"] = {
        name: {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body), "lines": len(lines)}
        for name, lines in files.items()
        if not name.startswith("manifest") and (body := "".join(f"{line}\n" for line in lines).encode()) is not None
    }
    last = json.loads(files["ledger/roots.jsonl"][-1])
    manifest["ledger"] = {"origin": key.origin, "size": last["size"], "root": last["root"]}
    files["manifest.json"] = [json.dumps(manifest)]
    digest = hashlib.sha256(f"{files['manifest.json'][0]}\n".encode()).hexdigest()
    note = notes.signed(f"kinerja-archive/1\n{digest}\n", key.origin, key.private)
    files["manifest.note"] = note.splitlines()


def sign_roots(files: Files, key: LedgerKey) -> None:
    """Make tree, chain and roots anew over the events as they are now."""
    events = files["ledger/events.jsonl"]
    hashes = [bytes.fromhex(e.strip('"')) if e[0] == '"' else merkle.leaf_hash(e.encode()) for e in events]
    root = merkle.levels(hashes)[-1][0]
    chain = chained(bytes(32), len(hashes), root)
    text = Checkpoint(key.origin, len(hashes), root, (f"chain {chain.hex()}",)).text
    row = {"size": len(hashes), "root": root.hex(), "chain": chain.hex()}
    row["note"] = notes.signed(text, key.origin, key.private)
    files["ledger/roots.jsonl"] = [json.dumps(row)]


def seal_rows(files: Files) -> None:
    """Make the event of every seal fit the rows that are there now."""
    for place, line in enumerate(files["ledger/events.jsonl"]):
        event = json.loads(line)
        if not isinstance(event, dict) or event["event"] != "stage.sealed":
            continue
        name = f"sealed/{event['unit_id']}/{event['subject_id']}-{event['content']['stage']}.jsonl"
        leaves = [merkle.leaf_hash(each.encode()) for each in files.get(name, [])]
        event["content"]["results_root"] = merkle.levels(leaves)[-1][0].hex() if leaves else merkle.root([]).hex()
        files["ledger/events.jsonl"][place] = compact(event)


def forged(source: Path, target: Path, edit: Edit, key: LedgerKey, *, how: str) -> Path:
    """Change an archive; `how`: "careless", "manifest" (the list is signed anew) or "all" (everything is)."""
    files = opened(source)
    edit(files)
    if how == "all":
        seal_rows(files)
        sign_roots(files, key)
    if how != "careless":
        sign_manifest(files, key)
    return written(files, target)
