#!/usr/bin/env bash
# exceljs moves a date that is stored as text to 1905.
# Versions: exceljs 4.4.0 (npm); openpyxl 3.1.5 (pip).
# Expected: a workbook may store a date as a serial number, or as an ISO 8601 text in a cell of the type "d". A reader
# gives the same date for both, or reports a cell that it cannot read.
# Observed: exceljs gives 18 July 1905 for a day of 2026 in the second form, without an error. That is the day with the
# serial number 2026: only the year of the text was read, as a number. openpyxl reads the date.
# Met by: everyone who reads with exceljs what openpyxl wrote with `iso_dates`, or another writer of this form.
. "$(dirname "$0")/setup.bash"

cat > write.py <<'PYTHON'
import datetime, openpyxl

for name, iso in ("serial", False), ("iso", True):
    book = openpyxl.Workbook()
    book.iso_dates = iso
    book.active["A1"] = datetime.datetime(2026, 3, 4, 5, 6, 7)
    book.save(f"{name}.xlsx")
    print("openpyxl", name, openpyxl.load_workbook(f"{name}.xlsx").active["A1"].value.isoformat())
PYTHON
cat > read.js <<'JS'
const { Workbook } = require("exceljs");
(async () => {
  for (const name of ["serial", "iso"]) {
    const book = await new Workbook().xlsx.readFile(`${name}.xlsx`);
    console.log("exceljs ", name, JSON.stringify(book.worksheets[0].getCell("A1").value));
  }
})();
JS

npm_install exceljs@4.4.0
pip_install openpyxl==3.1.5
(python3 write.py; node read.js) | tee seen
diff seen - <<'EXPECTED'
openpyxl serial 2026-03-04T05:06:07
openpyxl iso 2026-03-04T05:06:07
exceljs  serial "2026-03-04T05:06:07.000Z"
exceljs  iso "1905-07-18T00:00:00.000Z"
EXPECTED
