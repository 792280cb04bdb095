#!/usr/bin/env python3
"""Makes tests/golden/field_names.tsv: what tshark 4.0 says of the fields that tlens has as well.

    cargo build --bin tlens && samples/scripts/field_names.py target/debug/tlens

Each line: kind (F field, P protocol), name, title, type, base, mask. Several lines of one name: tshark
has several fields of it. Run it again when fields are added.
"""

import pathlib
import subprocess
import sys


def rows(program):
    run = subprocess.run([program, "-G", "fields"], capture_output=True, check=True)
    for line in run.stdout.decode("utf-8", "replace").splitlines():
        part = line.split("\t")
        if part[0] == "P":
            yield part[2], ("P", part[2], part[1], "", "", "")
        elif part[0] == "F":
            yield part[2], ("F", part[2], part[1], part[3], part[5], part[6].lower())


def main():
    ours = {name for name, _ in rows(sys.argv[1])}
    lines = sorted({"\t".join(row) for name, row in rows("tshark") if name in ours})
    target = pathlib.Path(__file__).resolve().parents[2] / "tests" / "golden" / "field_names.tsv"
    target.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    print(f"{len(lines)} lines in {target}")


main()
