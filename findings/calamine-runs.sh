#!/usr/bin/env bash
# calamine glues the words of a cell with mixed formatting together.
# Versions: calamine 0.38.0 (cargo); openpyxl 3.1.5 (pip).
# Expected: a cell of two runs, "020 " in bold and "7946 0018", reads as their text, one after the other. If a reader
# trims texts that are not marked with the optional xml:space="preserve", it trims the cell.
# Observed: calamine trims each run, so the blank between the runs is lost; openpyxl keeps it. With the mark both agree.
# Met by: everyone who imports names, addresses or numbers from a workbook whose writer leaves the mark out.
. "$(dirname "$0")/setup.bash"

cat > write.py <<'PYTHON'
import openpyxl, zipfile
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

book = openpyxl.Workbook()
book.active["A1"] = CellRichText(TextBlock(InlineFont(b=True), "020 "), "7946 0018")
book.save("marked.xlsx")
with zipfile.ZipFile("marked.xlsx") as source, zipfile.ZipFile("unmarked.xlsx", "w") as target:
    for name in source.namelist():
        target.writestr(name, source.read(name).replace(b' xml:space="preserve"', b""))
for name in "marked", "unmarked":
    print("openpyxl", name, openpyxl.load_workbook(f"{name}.xlsx").active["A1"].value)
PYTHON
rust_program 'calamine = "=0.38.0"' <<'RUST'
use calamine::{Reader, Xlsx, open_workbook};

fn main() {
    for name in ["marked", "unmarked"] {
        let mut book: Xlsx<_> = open_workbook(format!("{name}.xlsx")).unwrap();
        println!("calamine {name} {}", book.worksheet_range_at(0).unwrap().unwrap()[(0, 0)]);
    }
}
RUST

pip_install openpyxl==3.1.5
(python3 write.py; cargo run --quiet) | tee seen
diff seen - <<'EXPECTED'
openpyxl marked 020 7946 0018
openpyxl unmarked 020 7946 0018
calamine marked 020 7946 0018
calamine unmarked 0207946 0018
EXPECTED
