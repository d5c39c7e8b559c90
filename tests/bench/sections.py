"""Sections of docs/benchmarks.md that programs write: each from its heading `## …` to the next one."""

import re

HEADING = re.compile(r"##? ")
FENCE = re.compile(r"```|~~~")


def write_section(file, section):
    """Replaces the section with the same heading."""
    old = file.read_bytes().decode()
    file.write_bytes(with_section(old, section).encode())


def with_section(document, section):
    """The document with `section`, which starts with its heading, in the place of the first section with
    that heading; others with it go. At the end where there is none. All else stays byte for byte."""
    section = section.strip("\n") + "\n"
    heading = section.partition("\n")[0]
    parts = sections_of(document)
    same = [i for i, part in enumerate(parts) if part.partition("\n")[0].rstrip() == heading]
    if not same:
        return document + blank_line_after(document) + section
    is_last = same[0] == len(parts) - 1
    parts[same[0]] = section if is_last else section + "\n"
    return "".join(part for i, part in enumerate(parts) if i not in same[1:])


def sections_of(document):
    """The document cut before each heading; the first part is what stands before all of them."""
    parts = [""]
    fence = None
    for line in document.splitlines(keepends=True):
        mark = FENCE.match(line)
        if not fence and HEADING.match(line):
            parts.append("")
        elif mark and fence in (None, mark.group()):
            fence = None if fence else mark.group()
        parts[-1] += line
    return parts


def blank_line_after(text):
    if not text or text.endswith("\n\n"):
        return ""
    return "\n" if text.endswith("\n") else "\n\n"
