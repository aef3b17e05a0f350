#!/usr/bin/env python3
"""Reports as they come out: the same bytes in another world (R31), and right to left where people
read so (R32). usage: drawn_test.py RENDER_EXAMPLE MAP_FILE"""

import hashlib
import html
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM, MAP = [os.path.abspath(path) for path in sys.argv[1:3]]
LANGUAGES = ["en", "ru", "tr", "fa", "ar"]
DAY, SPAN, SIGNED = "2017-05-22", "18:00–20:00", "-5"
DPI = 216

# Another family, other forms of letters, and no way to the fonts: none of it may matter.
HOSTILE_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>/usr/share/fonts</dir>
<match target="pattern"><edit name="family" mode="assign_replace" binding="strong">
<string>Noto Naskh Arabic</string><string>DejaVu Serif</string></edit></match>
<match target="font"><edit name="embolden" mode="assign"><bool>true</bool></edit>
<edit name="matrix" mode="assign"><times><name>matrix</name><matrix><double>1</double>
<double>0.4</double><double>0</double><double>1</double></matrix></times></edit>
<edit name="hintstyle" mode="assign"><const>hintfull</const></edit></match></fontconfig>"""


def render(language, folder, world=None, outcome="with_reservations"):
    os.makedirs(folder)
    subprocess.run([PROGRAM, language, folder, MAP, outcome], check=True, **(world or {}))
    return folder


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in pathlib.Path(folder).iterdir()}


class SameBytes(unittest.TestCase):
    def test_r31_every_format_is_the_same_in_another_world(self):
        with tempfile.TemporaryDirectory() as scratch:
            config = os.path.join(scratch, "fontconfig", "fonts.conf")
            os.makedirs(os.path.dirname(config))
            with open(config, "w") as file:
                file.write(HOSTILE_FONTS)
            world = {"umask": 0o077, "cwd": scratch,
                     "env": {"TZ": "Asia/Tehran", "LC_ALL": "fa_IR.UTF-8", "LANG": "fa_IR.UTF-8",
                             "PANGO_LANGUAGE": "ur:fa", "HOME": scratch,
                             "XDG_CONFIG_HOME": scratch, "FONTCONFIG_FILE": config,
                             "SOURCE_DATE_EPOCH": "1"}}
            for language in LANGUAGES:
                here = digests(render(language, os.path.join(scratch, language + "1")))
                there = digests(render(language, os.path.join(scratch, language + "2"), world))
                self.assertIn("report.pdf", here)
                self.assertIn("report.html", here)
                self.assertIn("datapackage.json", here)
                self.assertEqual(here, there, language)


class Word:
    def __init__(self, x, y, right, bottom, text):
        self.x, self.y, self.right, self.bottom = [float(v) for v in (x, y, right, bottom)]
        # Without the marks of direction that pdftotext adds.
        self.text = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", html.unescape(text))


def words_of(pdf, page):
    out = subprocess.run(["pdftotext", "-bbox", "-f", str(page), "-l", str(page), pdf, "-"],
                         check=True, capture_output=True, text=True).stdout
    return [Word(*m.groups()) for m in re.finditer(
        r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', out)]


def cells_of(words):
    """Lines of a page: what stands in each from right to left, with wide gaps between.

    pdftotext tells letters apart that the font joins."""
    lines = {}
    for word in words:
        lines.setdefault(round(word.bottom), []).append(word)
    cells = []
    for line in lines.values():
        line.sort(key=lambda w: -w.x)
        cells.append([line[0].text])
        for before, word in zip(line, line[1:]):
            if before.x - word.right > 15:
                cells[-1].append(word.text)
            else:
                cells[-1][-1] += word.text
    return cells


def picture_of(pdf, page):
    data = subprocess.run(["pdftoppm", "-gray", "-r", str(DPI), "-f", str(page), "-l", str(page),
                           pdf], check=True, capture_output=True).stdout
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data)
    width, height = int(head[1]), int(head[2])
    pixels = data[head.end():]
    return [[255 - v for v in pixels[y * width:(y + 1) * width]] for y in range(height)]


def cut(picture, word):
    scale = DPI / 72
    left, right = int(word.x * scale) - 1, int(word.right * scale) + 2
    rows = [row[left:right] for row in picture[int(word.y * scale):int(word.bottom * scale) + 1]]
    inked = [i for i, row in enumerate(rows) if max(row) > 60]
    return rows[inked[0]:inked[-1] + 1]


def difference(a, b):
    """Of ink, where they fit best: 0 the same, 1 nothing in common."""
    height, width = min(len(a), len(b)), min(len(a[0]), len(b[0]))
    if abs(len(a[0]) - len(b[0])) > 3:
        return 1.0
    ink = sum(map(sum, a)) + sum(map(sum, b))
    best = 1.0
    for dy in (-1, 0, 1):
        for dx in (-2, -1, 0, 1, 2):
            off = sum(abs(a[y][x] - b[y + dy][x + dx]) for y in range(1, height - 1)
                      for x in range(2, width - 2))
            best = min(best, off / ink)
    return best


class RightToLeft(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.pdfs = {language: os.path.join(render(language, os.path.join(
            cls.scratch.name, language)), "report.pdf") for language in ("fa", "ar")}
        cls.words = {language: words_of(pdf, 1) for language, pdf in cls.pdfs.items()}

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def quotes(self, language, text):
        """The word in the Persian reservation and in the English one below it."""
        lines = [w for w in self.words[language] if w.text.strip(".") == text]
        heights = [w for w in lines if w.bottom - w.y > 12]  # not those of tables
        self.assertEqual(len(heights), 2, (language, text, [w.text for w in lines]))
        return sorted(heights, key=lambda w: w.y)

    def test_r32_text_layer_keeps_the_order_of_what_reads_from_left_to_right(self):
        for language, pdf in self.pdfs.items():
            text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True,
                                  text=True).stdout
            text = re.sub("[\u200e\u200f\u202a-\u202e]", "", text)
            for wanted in (DAY, SPAN, SIGNED, "2017-05-01 18:00–20:00", "TUR-d07-2017-000031",
                           "2017-05-01 00:00:00 UTC", "1/", "M 08f271887ce94707"):
                self.assertIn(wanted, text, language)
            for wrong in ("22-05-2017", "20:00–18:00", "5- "):
                self.assertNotIn(wrong, text, language)

    def test_r32_the_picture_does_too(self):
        for language, pdf in self.pdfs.items():
            picture = picture_of(pdf, 1)
            for text in (DAY, SPAN, SIGNED):
                persian, english = self.quotes(language, text)
                alike = difference(cut(picture, persian), cut(picture, english))
                self.assertLess(alike, 0.2, (language, text))
                # So that this test can tell: as another order would look.
                turned = [row[::-1] for row in cut(picture, persian)]
                self.assertGreater(difference(turned, cut(picture, english)), 0.3, text)

    def test_r32_the_first_column_stands_at_the_right_and_figures_have_native_digits(self):
        names = {"fa": ["منطقه", "ایران", "روسیه", "ترکیه", "۲۷"],
                 "ar": ["المنطقة", "إيران", "روسيا", "تركيا", "٢٧"]}
        for language, (zone, *offices, figure) in names.items():
            lines = cells_of(self.words[language]) + cells_of(words_of(self.pdfs[language], 2))
            self.assertIn([zone, *offices], lines, language)
            self.assertTrue(any(line[-1] == figure for line in lines), language)

    def test_r32_units_stand_below_units(self):
        for language, total, one in (("fa", "۲۸", "۷"), ("ar", "٢٨", "٧")):
            words = words_of(self.pdfs[language], 2)
            tens = next(w for w in words if w.text == total)
            below = [w for w in words if w.text.isdigit() and abs(w.right - tens.right) < 8]
            self.assertIn(one, [w.text for w in below], language)
            for word in below:
                self.assertAlmostEqual(word.right, tens.right, delta=1.5, msg=language)

    def test_r32_a_map_names_its_digest_from_left_to_right(self):
        for language, pdf in self.pdfs.items():
            text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True,
                                  text=True).stdout
            text = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)
            self.assertRegex(text, r"v4 SHA-256 [0-9a-f]{64}\n", language)

    def test_r32_persian_adds_the_solar_day(self):
        text = subprocess.run(["pdftotext", "-layout", self.pdfs["fa"], "-"], check=True,
                              capture_output=True, text=True).stdout
        line = next(line for line in text.splitlines() if DAY in line and "خرداد" in line)
        self.assertEqual(re.findall("[۰-۹]+", line)[0], "۱")
        self.assertIn("۱۳۹۶", line)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
