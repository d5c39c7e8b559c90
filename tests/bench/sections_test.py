import pathlib
import tempfile
import unittest

from sections import with_section, write_section

BEFORE = "# Figures\n\nBy  hand,\twith `marks`\n\n"
FIRST = "## First\n\nold\n\n### Part\n\n| a |\n| --- |\n\n"
SECOND = "## Second\n\nkept\n"
NEW = "## First\n\nnew\n"


class WithSection(unittest.TestCase):
    def test_in_the_middle(self):
        self.assertEqual(with_section(BEFORE + FIRST + SECOND, NEW), BEFORE + NEW + "\n" + SECOND)

    def test_at_the_end(self):
        self.assertEqual(with_section(BEFORE + SECOND + "\n" + FIRST, NEW), BEFORE + SECOND + "\n" + NEW)

    def test_missing(self):
        self.assertEqual(with_section(BEFORE + SECOND, NEW), BEFORE + SECOND + "\n" + NEW)
        self.assertEqual(with_section("no newline", NEW), "no newline\n\n" + NEW)
        self.assertEqual(with_section("", NEW), NEW)

    def test_twice_already(self):
        self.assertEqual(with_section(BEFORE + FIRST + SECOND + "\n" + FIRST, NEW), BEFORE + NEW + "\n" + SECOND + "\n")
        self.assertEqual(with_section(FIRST + FIRST, NEW).count("## First"), 1)

    def test_a_heading_that_is_a_prefix_of_another(self):
        longer = "## First and more\n\nkept\n\n"
        self.assertEqual(with_section(BEFORE + longer + SECOND, NEW), BEFORE + longer + SECOND + "\n" + NEW)
        self.assertEqual(with_section(BEFORE + longer + FIRST + SECOND, NEW), BEFORE + longer + NEW + "\n" + SECOND)

    def test_a_heading_that_is_only_spoken_of(self):
        text = BEFORE + "See `## First`:\n\n```sh\n## First\n```\n\n### First\n"
        self.assertEqual(with_section(text, NEW), text + "\n" + NEW)

    def test_a_comment_in_its_code_does_not_end_it(self):
        section = "## First\n\n```sh\n# build\n## and run\n```\n\nold\n\n"
        self.assertEqual(with_section(BEFORE + section + SECOND, NEW), BEFORE + NEW + "\n" + SECOND)

    def test_all_around_it_stays_byte_for_byte(self):
        before = "# Trụ sở\r\n\r\ntab\t  \n\n\n\n## Other\ntext \n\n\n"
        after = "## Last\r\n\n\n\nend  "
        self.assertEqual(with_section(before + FIRST + after, NEW), before + NEW + "\n" + after)

    def test_written_again_it_is_the_same(self):
        once = with_section(BEFORE + FIRST + SECOND, NEW)
        self.assertEqual(with_section(once, NEW), once)

    def test_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "figures.md"
            file.write_bytes((BEFORE + "\r\n" + FIRST).encode())
            write_section(file, NEW)
            self.assertEqual(file.read_bytes(), (BEFORE + "\r\n" + NEW).encode())


class Benchmarks(unittest.TestCase):
    def test_each_heading_stands_once(self):
        text = (pathlib.Path(__file__).parents[2] / "docs/benchmarks.md").read_text()
        headings = [line for line in text.splitlines() if line.startswith("## ")]
        self.assertEqual(len(headings), len(set(headings)), headings)


unittest.main()
