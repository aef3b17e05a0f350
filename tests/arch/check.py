#!/usr/bin/env python3
"""House rules as a test: check.py [ROOT] prints each violation as "file:line: rule: what" and ends
with 1 if there is any. The dependency table is table.py; check_test.py sees every rule fail."""

import os
import re
import sys

import table

CODE = (".h", ".cc")
TEXT = CODE + (".py", ".sh", ".cmake", ".md", ".txt", ".proto", ".json", ".toml", ".service", ".go")
TOP = ("proto", "hub", "plugins", "clients", "ops", "tests", ".ci")
# Foreign files and recorded bytes are not ours to style.
NOT_OURS = re.compile(r"^tests/data/|(^|/)(node_modules|__pycache__|build[^/]*)/")
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]')
# Split, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~$}*-])/(?:wo" r"rk|ro" r"ot|ho" r"me)/")
# Bind the code to one compiler, one processor or one layout of headers.
NOT_PORTABLE = re.compile(
    r"#\s*include\s+<bits/|#\s*pragma\s+once|-march=na" r"tive|\b(__declspec|__int128|alloca)\b")


class Tree:
    """The files of a source tree, read once."""

    def __init__(self, root):
        self.root = root
        self.lines = {}
        for top in sorted(os.listdir(root)):
            path = os.path.join(root, top)
            if os.path.isfile(path):
                self._add(top)
            elif top in TOP:
                for folder, folders, names in os.walk(path):
                    folders.sort()
                    for name in sorted(names):
                        self._add(os.path.relpath(os.path.join(folder, name), root))

    def _add(self, path):
        if NOT_OURS.search(path):
            return
        name = os.path.basename(path)
        script = "." not in name and (path.startswith(("ops/", ".ci/")) or name == "run")
        if name.endswith(TEXT) or script:
            with open(os.path.join(self.root, path), encoding="utf-8") as file:
                self.lines[path] = file.read().split("\n")

    def code(self):
        return [path for path in self.lines if path.endswith(CODE)]


def is_under(path, folder):
    return path == folder or path.startswith(folder + "/")


def is_test(path):
    return re.search(r"_(test|fuzz)\.cc$|_(testing|fixture)\.(h|cc)$", path) is not None


def is_main(path):
    return re.search(r"(^|/)([a-z_]+_)?main\.cc$", path) is not None


def layer_of(path):
    fits = [folder for folder in table.MAY_INCLUDE if is_under(path, folder)]
    return max(fits, key=len, default=None)


def allowed_by(path, layer):
    allowed = [layer] + table.MAY_INCLUDE[layer]
    if is_test(path):
        allowed = allowed + table.TESTS_MAY_INCLUDE
    if is_main(path):
        allowed = allowed + ["proto/system"]
    return allowed


def strip_comment(line):
    return re.sub(r"//.*", "", line)


def check_includes(tree):
    """Our own headers by table.MAY_INCLUDE."""
    for path in tree.code():
        layer = layer_of(path)
        if layer is None:
            yield path, 1, "layer", "folder is missing in tests/arch/table.py"
            continue
        allowed = allowed_by(path, layer)
        for number, line in enumerate(tree.lines[path], 1):
            match = INCLUDE.match(line)
            if match is None or not match[1].startswith(tuple(top + "/" for top in TOP)):
                continue
            if not any(is_under(match[1], folder) for folder in allowed):
                yield path, number, "include", f"{layer} must not include {match[1]}"
            # hub.h says what passes between the stages; what is above them is wired by hub/*.cc.
            if match[1].startswith("hub/gateway/") and not path.startswith("hub/gateway/"):
                # Above them stand the program's own files: hub/*.cc and the tests.
                if os.path.dirname(path) != "hub" and not path.startswith("tests/"):
                    yield path, number, "include", "only the program builds the gateway"


def check_foreign(tree):
    """Foreign headers by table.FOREIGN."""
    for path in tree.code():
        for number, line in enumerate(tree.lines[path], 1):
            match = INCLUDE.match(line)
            if match is None:
                continue
            for header, files in table.FOREIGN:
                if re.match(header, match[1]) and not any(re.match(file, path) for file in files):
                    yield path, number, "foreign", f"{match[1]} has no place here"


def cmake_calls(lines):
    """Yields (line number, function, arguments) of a CMakeLists.txt."""
    text = "\n".join(re.sub(r"#.*", "", line) for line in lines)
    for match in re.finditer(r"^\s*([A-Za-z_]+)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)", text, re.M):
        yield text.count("\n", 0, match.start(1)) + 1, match[1].lower(), match[2].split()


def check_links(tree):
    """Link lines: our targets by the same table as includes, foreign ones by table.LINKS."""
    homes = {}
    calls = []
    for path in tree.lines:
        if os.path.basename(path) == "CMakeLists.txt" and "/" in path:
            for number, function, arguments in cmake_calls(tree.lines[path]):
                calls.append((path, number, function, arguments))
                if function == "liaison_library" and arguments:
                    homes["liaison::" + arguments[0]] = os.path.dirname(path)
                if function == "add_library" and arguments[1:2] == ["ALIAS"]:
                    homes[arguments[0]] = os.path.dirname(path)
    for path, number, function, arguments in calls:
        folder = os.path.dirname(path)
        layer = layer_of(folder)
        if layer is None or function not in ("liaison_library", "liaison_program",
                                             "target_link_libraries"):
            continue
        allowed = [layer] + table.MAY_INCLUDE[layer]
        if function == "liaison_program":
            allowed = allowed + ["proto/system"]
        sources = [word for word in arguments[1:] if word.endswith(".cc")]
        if sources and all(is_test(source) for source in sources):
            allowed = allowed + table.TESTS_MAY_INCLUDE  # a fixture that several tests share
        for argument in arguments[1:]:
            home = homes.get(argument)
            if home is not None and not any(is_under(home, place) for place in allowed):
                yield path, number, "link", f"{layer} must not link {argument}"
            places = table.LINKS.get(argument, [folder])
            if not any(is_under(folder, place) for place in places):
                yield path, number, "link", f"{argument} has no place here"


def check_built(tree):
    """Every source is named in the CMakeLists.txt of its folder or the nearest one above."""
    words = {}
    for path, lines in tree.lines.items():
        if os.path.basename(path) == "CMakeLists.txt":
            words[os.path.dirname(path)] = set(
                re.findall(r"[\w./-]+", "\n".join(re.sub(r"#.*", "", line) for line in lines)))
    for path in tree.code():
        if not path.endswith(".cc"):
            continue
        folder = os.path.dirname(path)
        while folder and folder not in words:
            folder = os.path.dirname(folder)
        name = os.path.relpath(path, folder) if folder else path
        # Fuzz targets are named by their parser where one loop makes all of them.
        if not words.get(folder, set()) & {name, re.sub(r"_fuzz\.cc$", "", name)}:
            rule = "test-built" if is_test(path) else "built"
            yield path, 1, rule, f"not named in {os.path.join(folder, 'CMakeLists.txt')}"


def check_globs(tree):
    for path in tree.lines:
        if os.path.basename(path) != "CMakeLists.txt":
            continue
        for number, function, arguments in cmake_calls(tree.lines[path]):
            if function == "file" and arguments[:1] in (["GLOB"], ["GLOB_RECURSE"]):
                if "CONFIGURE_DEPENDS" not in arguments:
                    yield path, number, "glob", "data globs need CONFIGURE_DEPENDS"
                if any(re.search(r"\*\.(cc|h|cpp)\b", argument) for argument in arguments):
                    yield path, number, "glob", "no globs for code"


def check_words(tree):
    for path, lines in tree.lines.items():
        code = path.endswith(CODE)
        if len(lines) - 1 > table.MAX_FILE_LINES and (code or path.endswith(".py")):
            yield path, table.MAX_FILE_LINES + 1, "size", f"more than {table.MAX_FILE_LINES} lines"
        for number, line in enumerate(lines, 1):
            if UNFINISHED.search(line):
                yield path, number, "unfinished", "finish it, or file it as an issue"
            if MACHINE_PATH.search(line):
                yield path, number, "machine-path", "absolute path of one machine"
            if NOT_PORTABLE.search(line) and not path.endswith(".py"):
                yield path, number, "portable", "binds the code to one compiler or machine"
            if not code:
                continue
            bare = "" if INCLUDE.match(line) else strip_comment(line)
            for word, rule, files in table.ONLY_IN:
                if re.search(word, bare) and not any(re.match(file, path) for file in files):
                    yield path, number, rule, "is injected: proto/base/{clock,random}.h"
            if re.search(r"\bthrow\b", bare):
                yield path, number, "throw", "we throw nowhere: return an absl::Status"


def check_readmes(tree):
    """A README.md in every top folder and every folder in it that holds source."""
    folders = set()
    for path in tree.code() + [path for path in tree.lines if path.endswith((".py", ".proto"))]:
        parts = path.split("/")
        folders.update("/".join(parts[:depth]) for depth in (1, 2) if len(parts) > depth)
    for folder in sorted(folders):
        if folder + "/README.md" not in tree.lines:
            yield folder + "/README.md", 1, "readme", "is missing"


CHECKS = [check_includes, check_foreign, check_links, check_built, check_globs, check_words,
          check_readmes]


def violations(root):
    tree = Tree(root)
    return sorted(found for check in CHECKS for found in check(tree))


def main():
    found = violations(sys.argv[1] if len(sys.argv) > 1 else ".")
    for path, number, rule, what in found:
        print(f"{path}:{number}: {rule}: {what}")
    print(f"{len(found)} violations", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
