#!/usr/bin/env python3
"""Records what the real processor does: python3 tests/x86/oracle/record.py

Builds the harness, makes the cases of every group, has the harness run them,
and writes tests/x86/vectors/<group>.data. README.md describes the lines.
A group's name as argument records only that group.
"""

import os
import struct
import subprocess
import sys
import tempfile
import zlib

# No caches of compiled Python in the source tree.
sys.dont_write_bytecode = True

import groups_data
import groups_flow
import groups_integer
import groups_traps
from cases import Case, CODE, DEFAULTS, LETTERS, STACK_LOW, STACK_END, PAGE, EIP, Source

HERE = os.path.dirname(os.path.abspath(__file__))
VECTORS = os.path.join(HERE, "..", "vectors")
GROUPS = {**groups_data.GROUPS, **groups_flow.GROUPS, **groups_traps.GROUPS, **groups_integer.GROUPS}
BUILD = ["gcc", "-m32", "-O2", "-std=gnu11", "-nostdlib", "-static", "-fno-pie", "-no-pie", "-fno-stack-protector",
         "-fno-builtin", "-mno-sse", "-Wl,-Ttext-segment=0x60000000"]

# The faults which push an error code.
WITH_ERROR = (8, 10, 11, 12, 13, 14, 17)


def request(case):
    parts = [struct.pack("<12I", *case.registers(), 1 if case.free else 0, case.steps),
             struct.pack("<I", len(case.mem) + 1)]
    for address, content in [*case.mem, (case.at, case.code)]:
        parts.append(struct.pack("<2I", address, len(content)) + content)
    return b"".join(parts)


class Answers:
    def __init__(self, data):
        self.data, self.at = data, 0

    def words(self, count):
        values = struct.unpack_from(f"<{count}I", self.data, self.at)
        self.at += 4 * count
        return values

    def next(self):
        regs = self.words(10)
        faulted, vector, error, address, steps, changes = self.words(6)
        memory = []
        for _ in range(changes):
            where, length = self.words(2)
            memory.append((where, self.data[self.at:self.at + length]))
            self.at += length
        return regs, (vector, error, address) if faulted else None, steps, memory


def registers_text(values, base):
    return [f"{LETTERS[i]}={values[i]:x}" for i in range(10) if values[i] != base[i]]


def memory_text(chunks):
    return [f"{address:x}:{bytes(content).hex()}" for address, content in chunks]


def line(case, answer):
    regs, fault, steps, memory = answer
    before = case.registers()
    words = [case.code.hex()]
    if case.at != CODE:
        words.append(f"@{case.at:x}")
    if case.steps != 1:
        words.append(f"n={case.steps}")
    base = list(DEFAULTS)
    base[EIP] = case.at
    words += registers_text(before, base) + memory_text(case.mem) + [">"]
    words += registers_text(regs, before) + memory_text(memory)
    if fault is not None:
        vector, error, address = fault
        if vector == 14:
            # Bit 4 says that an instruction was fetched; it exists only where
            # pages can forbid execution, which 32-bit two-level tables cannot.
            error &= ~0x10
        text = f"!{vector}"
        if vector in WITH_ERROR:
            text += f",{error:x}"
        if vector == 14:
            text += f",{address:x}"
        words.append(text)
    if case.free:
        words.append("n=?")
    elif steps != case.steps:
        words.append(f"n={steps}")
    return " ".join(words)


def overlapping(chunks):
    ordered = sorted(chunks)
    return any(a + len(b) > c for (a, b), (c, _) in zip(ordered, ordered[1:]))


def merged(case):
    """Overlapping pieces of memory become one, the later piece on top, so that
    their order means nothing to a reader of the file."""
    if overlapping(case.mem):
        content = {}
        for address, data in case.mem:
            content.update({address + i: byte for i, byte in enumerate(data)})
        case.mem = []
        for address in sorted(content):
            if case.mem and case.mem[-1][0] + len(case.mem[-1][1]) == address:
                case.mem[-1] = (case.mem[-1][0], case.mem[-1][1] + bytes([content[address]]))
            else:
                case.mem.append((address, bytes([content[address]])))
    return case


def record(name, harness):
    cases = [merged(case) for case in GROUPS[name](Source(zlib.crc32(name.encode())))]
    run = subprocess.run([harness], input=b"".join(map(request, cases)), stdout=subprocess.PIPE, timeout=60)
    if run.returncode != 0:
        raise SystemExit(f"{name}: the harness ended with {run.returncode}")
    answers = Answers(run.stdout)
    lines = ["# " + " ".join(f"{LETTERS[i]}={DEFAULTS[i]:x}" for i in range(10))]
    seen = set()
    dropped = 0
    for case in cases:
        answer = answers.next()
        text = line(case, answer)
        # 17 would be Linux's alignment check or a punished split lock: not the
        # behaviour which the emulated processor is asked for.
        if answer[1] is not None and answer[1][0] == 17:
            dropped += 1
        elif text not in seen:
            seen.add(text)
            lines.append(text)
    path = os.path.join(VECTORS, name + ".data")
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
    print(f"{name}: {len(lines) - 1} cases, {os.path.getsize(path)} bytes" + (f", {dropped} dropped" if dropped else ""))
    return len(lines) - 1, os.path.getsize(path)


def main():
    os.makedirs(VECTORS, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        harness = os.path.join(folder, "harness")
        subprocess.run([*BUILD, "-o", harness, os.path.join(HERE, "harness.c")], check=True)
        totals = [record(name, harness) for name in (sys.argv[1:] or GROUPS)]
    print(f"total: {sum(n for n, _ in totals)} cases, {sum(b for _, b in totals)} bytes")


if __name__ == "__main__":
    main()
