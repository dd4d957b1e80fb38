"""Writes spellings of phone numbers, and the number that libphonenumber reads in each, to standard output.

tests/tests/phone_numbers.tsv is the output; with --all there are about seven times as many rows. Columns: the country that
is given with the number, the number in the form of E.164 or "-" if the spelling is none, and the spelling as in JSON.
"""

import json
import random
import sys

import phonenumbers as lib
from phonenumbers import PhoneNumberFormat as Format
from phonenumbers import PhoneNumberType as Type

assert lib.__version__ == "9.0.43", lib.__version__

# Mobiles, areas with 2 to 5 digits, short numbers, 03, 0800, 084, 09, 055, 056, 070, 076, Jersey, Guernsey, Isle of Man.
UK = """
    07400123456 07539995949 07911123456 02079460123 02079460124 02079461123 02890180123 02896496123 02920180123
    01134960123 01144960123 01164960123 01214960123 01314960123 01414960123 01514960123 01614960123 01914980123
    01204523456 01946723456 01539412345 0169772345 0169773456 0120412345 03069990123 03330903630 08001111
    08081570123 0800123456 08003569377 08456012345 0845464 08712345678 09098790123 05512345678 05612345678 07012345678
    07640123456 01534456789 07797712345 01481256789 07781123456 01624756789 07624312345
""".split()
ALL = "--all" in sys.argv
rows = {}


def read(country, spelling):
    """Returns what libphonenumber reads, in the form of E.164, if it is a valid number without an extension."""
    try:
        number = lib.parse(spelling, country or "GB")
    except lib.NumberParseException:
        return "-"
    return lib.format_number(number, Format.E164) if lib.is_valid_number(number) and not number.extension else "-"


def add(country, spelling, is_number=True):
    number = read(country, spelling)
    if (number != "-") == is_number:
        rows[country, spelling] = number


def separated(text):
    """Yields a number in spaces, parentheses and other characters between and around its digits."""
    yield text
    digits = text.replace(" ", "").replace("-", "")
    yield digits
    for separator in "-./":
        yield text.replace("-", " ").replace(" ", separator)


def disguised(text):
    """Yields a number with what nobody sees and what spreadsheets and web pages add."""
    for space in "\u00a0\u2009\u202f\u3000\t":
        yield text.replace(" ", space)
    for dash in "\u2010\u2011\u2013\u2212":
        yield text.replace(" ", dash)
    for invisible in "\u200b\u200e\u2060\u00ad\ufeff":
        yield text[:5] + invisible + text[5:]
    yield "\u202a" + text + "\u202c"
    yield "".join(chr(ord(letter) + 0xFEE0) if letter.isdigit() or letter == "+" else letter for letter in text)
    yield from ("'" + text, "\u2018" + text, "tel:" + text.replace(" ", "-"), " " + text, text + " ", text + "\n")


def spellings(at, number, everything):
    """Adds the spellings of one number, alone, with its country, and with another one. The table has a half of the rarer."""
    code, region = str(number.country_code), lib.region_code_for_number(number)
    e164, national = lib.format_number(number, Format.E164), lib.format_number(number, Format.NATIONAL)
    international = lib.format_number(number, Format.INTERNATIONAL)
    rest = international.removeprefix("+" + code).strip()
    everywhere = [international, f"+{code} (0){rest}", f"+{code} 0{rest}", f"+{code} (0) {rest}", f"(+{code}) {rest}"]
    everywhere += [f"00 {code} {rest}", f"00{e164[1:]}", e164]
    for text in everywhere if everything or ALL else everywhere[at % 2 :: 2]:
        add("", text)
    for text in everywhere if ALL else everywhere[at % 3 : at % 3 + 1]:
        add("US" if code != "1" else "GB", text)
    if region != "001":
        for text in (national, rest, international, f"00{e164[1:]}"):
            add(region, text)
    if not everything:
        return
    home = region if region != "001" else "GB"
    for text in [international, *([national] if code == "44" else [])]:
        forms = [(country, form) for form in [*separated(text), *disguised(text)] for country in ("", home)]
        for country, form in forms if ALL else forms[at % 4 :: 4]:
            add(country, form)
    if code == "44":
        area, local = national.split(" ", 1) if " " in national else (national[:4], national[4:])
        for form in (f"({area}) {local}", f"({area}){local}", f"[{area}] {local}", f"{code} {rest}", e164[1:]):
            add("", form)
            add(region, form)
        for form in (f"+44(0){e164[3:]}", f"0044 (0){rest}", f"0044(0){e164[3:]}", f"+44 - {rest}", f"+ 44 {rest}", f"++{e164[1:]}"):
            add("", form)


def traps(at, number):
    """Adds what is no number, although one is in it, and numbers that differ only by an extension or a zero."""
    e164, national = lib.format_number(number, Format.E164), lib.format_number(number, Format.NATIONAL)
    international = lib.format_number(number, Format.INTERNATIONAL)
    for text in [international, *([national] if number.country_code == 44 else [])]:
        extras = (" x1", " ext. 12", ";ext=5", " #7", " 1", "1", "123456", " (2)", " / " + text, " or " + text, "a")
        for extra in extras if ALL else extras[at % 2 :: 2]:
            add("", text + extra, is_number=False)
        add("", text[:-1], is_number=False)
    code = f"+{number.country_code}"
    for other in (e164.replace(code + "0", code, 1), e164.replace(code, code + "0", 1), e164 + "1", e164[:-1], e164[:-7] + "1" + e164[-6:]):
        try:
            parsed = lib.parse(other)
        except lib.NumberParseException:
            continue
        # One that is valid as it is written is another number.
        if lib.is_valid_number(parsed) and lib.format_number(parsed, Format.E164) == other:
            add("", other)


random.seed(17)
uk = [lib.parse(number, "GB") for number in UK]
types = list(Type.values()) if ALL else [Type.FIXED_LINE, Type.MOBILE]
abroad = [lib.example_number_for_type(region, kind) for region in sorted(lib.SUPPORTED_REGIONS) for kind in types]
abroad += [lib.example_number_for_non_geo_entity(code) for code in sorted(lib.COUNTRY_CODES_FOR_NON_GEO_REGIONS)]
# Italy's landlines begin with 0, and many are a mobile number without it.
abroad += [lib.parse(text) for text in ("+390323401234", "+39066982", "+390669812345", "+393231234567", "+3780549886377")]
abroad = [number for number in abroad if number]
if ALL:
    for number in uk + abroad:
        for _ in range(1):
            text = lib.format_number(number, Format.E164)
            text = text[:-3] + "".join(random.choice("0123456789") for _ in range(3))
            other = lib.parse(text)
            if lib.is_valid_number(other):
                (uk if other.country_code == 44 else abroad).append(other)
for at, number in enumerate(uk):
    spellings(at, number, True)
    traps(at, number)
for at, number in enumerate(abroad):
    spellings(at, number, at % 16 == 0)
    if at % 8 == 0 or number.country_code == 39:
        traps(at, number)
for (country, spelling), number in rows.items():
    print(country, number, json.dumps(spelling)[1:-1], sep="\t")
