"""Groups of cases which end badly or are oddly encoded, and small programs."""

from cases import (Case, ended, CODE, DATA, PAGE, M32, EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI, EFLAGS, SIZES, CF, OF,
                   le, set_part, register_form, memory_form, size_prefix)
from groups_data import start, rm_case, both_kinds


def traps(s):
    for _ in range(10):
        yield Case(b"\xCC", start(s))
        yield Case(b"\x66\xCC", start(s))
    for _ in range(20):
        yield Case(b"\xCE", start(s))
    # Undefined opcodes which every processor since the 386 refuses: UD2, UD1,
    # LEA of a register, reg fields without an instruction.
    for code in (b"\x0F\x0B", b"\x8D\xC1", b"\x66\x8D\xC1", b"\xFE\xD0", b"\xFE\xF8", b"\xFF\xF8", b"\x0F\xBA\xC1\x05",
                 b"\x0F\xBA\xD9\x05", b"\xC6\xC8\x05", b"\xC7\xD0\x01\x02\x03\x04", b"\xFF\xD8", b"\xFF\xE8", b"\x8C\xF0", b"\x8C\xF8", b"\x8E\xC8",
                 b"\x0F\x01\xF8", b"\x0F\x20\xC8", b"\x0F\x22\xE8", b"\x0F\x20\xF3", b"\x0F\x22\xF8"):
        for _ in range(3):
            yield Case(code, start(s))


def gates(s):
    """INT n where ring 3 may not use the gate, and IRET to selectors which do not
    exist. Vectors 3 and 4 are open to ring 3; 0x80 is a Linux system call and must
    never be run here."""
    for vector in (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 16, 17, 32, 33, 64, 127, 129, 200, 254, 255):
        for _ in range(3):
            yield Case(bytes([0xCD, vector]), start(s))
        yield Case(bytes([0x66, 0xCD, vector]), start(s))
    for selector in (0, 1, 2, 3, 0xFFF8, 0xFFFB, 0xFFFF, 0x8003):
        for size in (16, 32):
            for _ in range(2):
                frame = le(CODE, size) + le(selector, size) + le(s.flags(False), size)
                yield Case(size_prefix(size) + b"\xCF", start(s), [(0x7FFE8000, frame)])
    # Only the flags are missing from the frame. With more missing the processor
    # shows that it reads the flags first, against the order of pops which the
    # manual gives, and nobody should rely on either.
    for size in (16, 32):
        yield Case(size_prefix(size) + b"\xCF", {**start(s), ESP: 0x7FFF0000 - 2 * size // 8})


def trace(s):
    """TF set by the case itself: which instructions are followed by the trap, and
    when. The steps asked for are more than the trap lets run."""
    plain = [b"\x90", b"\x40", b"\x01\xD8", b"\x50", b"\xEB\x10", b"\xEB\xFE", b"\xE2\x05", b"\x75\x05", b"\xE8\x10\0\0\0", b"\x58",
             b"\xC3", b"\x9C", b"\x66\x9C", b"\x9D", b"\x60", b"\xC8\x10\0\x02", b"\xCC", b"\xCE", b"\xF4", b"\x0F\x0B", b"\xF7\xF2",
             b"\xF8", b"\xA4", b"\xF3\xA4", b"\xF2\xA4", b"\xF3\xAB", b"\xF3\xA6", b"\xF2\xAE", b"\xF3\x66\xAD", b"\x8B\x06",
             b"\x8B\x05\0\0\0\x30", b"\x89\x05\0\0\0\x30"]
    for code in plain:
        for count in (0, 1, 2, 5):
            regs = {EFLAGS: s.flags() | 0x100, EAX: s.value(16), ECX: count, EDX: 0, ESI: DATA + 0x100, EDI: DATA + 0x200}
            mem = [(DATA + 0xF0, s.bytes(32)), (DATA + 0x1F0, s.bytes(32)), (0x7FFE8000, le(s.value() & ~0x40100, 32))]
            yield Case(code, regs, mem, steps=10, free=True)
    # POPF which sets TF: the trap comes after the instruction behind it.
    for tail in (b"\x90\x40", b"\x40\x43\x43", b"\xF3\xA4\x90", b"\x9C\x58\x58", b"\xCC", b"\x8B\x05\0\0\0\x30", b"\xF4", b"\xEB\x01\x90\x90"):
        for prefix in (b"", b"\x66"):
            regs = {**start(s), ECX: 3, ESI: DATA + 0x100, EDI: DATA + 0x200}
            mem = [(DATA + 0xF0, s.bytes(32)), (DATA + 0x200, b"\1"), (0x7FFE8000, le(0x100 | s.flags(False), 32))]
            yield Case(prefix + b"\x9D" + tail, regs, mem, steps=10, free=True)


def privileged(s):
    """Everything here is refused in ring 3 by #GP(0), before memory is touched."""
    codes = [b"\xF4", b"\xFA", b"\xFB", b"\x0F\x06", b"\x0F\x08", b"\x0F\x09", b"\x0F\x30", b"\x0F\x32",
             b"\x6C", b"\x6D", b"\x6E", b"\x6F", b"\x66\x6D", b"\x66\x6F", b"\xF3\x6C", b"\xF3\x6F",
             b"\xEC", b"\xED", b"\xEE", b"\xEF", b"\x66\xED", b"\x66\xEF"]
    codes += [bytes([opcode, port]) for opcode in (0xE4, 0xE5, 0xE6, 0xE7) for port in (0, 0x20, 0x60, 0xFF)]
    codes += [bytes([0x0F, opcode, 0xC0 | cr << 3 | reg]) for opcode in (0x20, 0x22) for cr in (0, 2, 3, 4) for reg in (0, 3, 7)]
    codes += [bytes([0x0F, opcode, 0xC0 | dr << 3 | reg]) for opcode in (0x21, 0x23) for dr in (0, 1, 2, 3, 6, 7) for reg in (0, 5)]
    codes += [b"\x0F\x00\xD0", b"\x0F\x00\xD8", b"\x0F\x01\xF0"]  # LLDT AX, LTR AX, LMSW AX
    for code in codes:
        for _ in range(3):
            yield Case(code, {**start(s), ECX: s.value(4), EDX: 0x60, ESI: DATA, EDI: DATA}, [(DATA, b"\1")])
    for opcode, extension in ((1, 2), (1, 3), (1, 6), (1, 7), (0, 2), (0, 3)):
        for mapped in (True, True, True, True, False, False):
            regs = start(s)
            prefix, form, target = memory_form(s, extension, regs, 32)
            yield Case(prefix + bytes([0x0F, opcode]) + form, regs, [s.around(target, s.bytes(6))] if mapped else [])


def lock(s):
    legal = [(bytes([op * 8]), None, b"", 8) for op in range(7)] + [(bytes([op * 8 + 1]), None, b"", 32) for op in range(7)]
    legal += [(b"\x80", op, b"\x12", 8) for op in range(7)] + [(b"\x83", op, b"\xFE", 32) for op in range(7)]
    legal += [(b"\x81", op, b"\x12\x34\x56\x78", 32) for op in range(7)]
    legal += [(b"\xFE", 0, b"", 8), (b"\xFF", 0, b"", 32), (b"\xFE", 1, b"", 8), (b"\xFF", 1, b"", 16), (b"\xF6", 2, b"", 8),
              (b"\xF7", 3, b"", 32), (b"\x86", None, b"", 8), (b"\x87", None, b"", 32)]
    legal += [(b"\x0F\xBA", op, b"\x05", 32) for op in (5, 6, 7)]
    illegal = [(b"\x38", None, b"", 8), (b"\x39", None, b"", 32), (b"\x80", 7, b"\x01", 8), (b"\x02", None, b"", 8), (b"\x03", None, b"", 32),
               (b"\x88", None, b"", 8), (b"\x8B", None, b"", 32), (b"\xC6", 0, b"\x01", 8), (b"\x84", None, b"", 8),
               (b"\xF6", 0, b"\x01", 8), (b"\xF7", 4, b"", 32), (b"\xF7", 6, b"", 32), (b"\xC1", 4, b"\x01", 32), (b"\xD3", 0, b"", 32),
               (b"\x0F\xBA", 4, b"\x05", 32), (b"\x0F\xA3", None, b"", 32), (b"\x0F\xB6", None, b"", 8), (b"\x0F\x94", 0, b"", 8),
               (b"\x0F\xAF", None, b"", 32), (b"\xFF", 6, b"", 32), (b"\x8F", 0, b"", 32), (b"\x8D", None, b"", 32)]
    for table in (legal, illegal):
        for opcode, extension, tail, size in table:
            for _ in range(5):
                regs = start(s)
                reg = s.r.randrange(8) if extension is None else extension
                if extension is None:
                    set_part(regs, reg, size, s.value(size))
                case = rm_case(s, opcode, size, reg, regs, s.value(size), tail, True, True)
                # A locked access which splits a cache line may be punished by the kernel.
                if not any(at % 64 > 52 for at, _ in case.mem):
                    yield case
            # Never legal with a register as destination.
            case = rm_case(s, opcode, size, 1 if extension is None else extension, start(s), 5, tail, False)
            yield Case(b"\xF0" + case.code, case.regs)
    for code in (b"\x90", b"\x40", b"\x50", b"\x58", b"\xB0\x01", b"\xF8", b"\xA4", b"\xC3", b"\x70\x00", b"\xE8\0\0\0\0", b"\x91", b"\xCC",
                 b"\xF4", b"\xFA", b"\x60"):
        yield Case(b"\xF0" + code, {**start(s), ESI: DATA, EDI: DATA}, [(DATA, b"\1")])


def prefixes(s):
    """Redundant and repeated prefixes, the limit of 15 bytes, code at a page end."""
    idle = [0x26, 0x36, 0x3E, 0x2E, 0x66, 0x67]
    bodies = [b"\x90", b"\x40", b"\x01\xD8", b"\x00\xE1", b"\xF8", b"\x0F\xB6\xC3", b"\x50", b"\xC1\xE0\x05", b"\x98", b"\x6A\x81", b"\xF7\xDB"]
    for body in bodies:
        for count in list(range(1, 8)) + [12, 13, 14, 15, 16, 20]:
            for _ in range(2):
                some = bytes(s.pick(idle) for _ in range(count))
                yield Case(some + body, start(s))
    for count in range(6, 14):
        yield Case(b"\x26" * count + b"\x05\x11\x22\x33\x44", start(s))
        yield Case(b"\x26" * count + b"\x81\xC3\x11\x22\x33\x44", start(s))
    # A write through CS is refused, a read is not.
    for opcode in (0x01, 0x03, 0x39, 0x89, 0x8B, 0x87, 0x31, 0x85):
        for _ in range(5):
            regs, reg = start(s), s.r.randrange(8)
            set_part(regs, reg, 32, s.value())
            case = rm_case(s, bytes([opcode]), 32, reg, regs, s.value())
            if not any(at % 64 > 52 for at, _ in case.mem):
                yield Case(b"\x2E" + case.code, case.regs, case.mem)
    for body in bodies + [b"\x05\x11\x22\x33\x44", b"\xE8\x10\0\0\0", b"\x0F\xBA\xE0\x07", b"\x66\x81\xC3\x34\x12", b"\x81\x44\x24\x04\1\2\3\4"]:
        for given in range(1, len(body) + 1):
            yield Case(body[:given], start(s), at=CODE + PAGE - 1 - CODE % PAGE - given + 1)
    for given in (13, 14, 15):
        yield Case(b"\x66" * given, start(s), at=CODE + PAGE - given)


def faults(s):
    """Memory operands on no page, on one of two pages, and across two."""
    table = [(bytes([op * 8 + 1]), None, b"") for op in range(8)] + [(bytes([op * 8 + 3]), None, b"") for op in (0, 2, 7)]
    table += [(b"\x89", None, b""), (b"\x8B", None, b""), (b"\x85", None, b""), (b"\x0F\xAF", None, b"")]
    table += [(b"\x83", op, b"\x85") for op in (0, 3, 4, 7)]
    table += [(b"\xF7", op, b"") for op in (2, 3, 4, 5, 6, 7)] + [(b"\xFF", op, b"") for op in (0, 1, 2, 4, 6)]
    table += [(b"\xD1", op, b"") for op in (0, 1, 2, 3, 4, 5, 7)] + [(b"\xC1", op, b"\x00") for op in (0, 2, 4)] + [(b"\xC1", 5, b"\x03")]
    table += [(b"\x0F\xBA", op, b"\x03") for op in (4, 5, 6, 7)] + [(b"\x8F", 0, b""), (b"\x6B", None, b"\x07")]
    for opcode, extension, tail in table:
        for size in (16, 32):
            for given in ("none", "none", "first", "first", "second", "both", "both", "both"):
                regs = start(s)
                reg = s.r.randrange(8) if extension is None else extension
                if extension is None:
                    set_part(regs, reg, size, s.value(size))
                edge = DATA + PAGE
                target = edge - s.r.randrange(1, size // 8)
                prefix, form, _ = memory_form(s, reg, regs, size, False, target)
                if opcode == b"\x8F" and form[0] & 7 == 4 and form[1] & 7 == 4:
                    continue
                mem = []
                if given in ("first", "both"):
                    mem.append((target - 2, s.bytes(edge - target + 2)))
                if given in ("second", "both"):
                    mem.append((edge, s.bytes(6)))
                yield Case(prefix + size_prefix(size) + opcode + form + tail, regs, mem)
    bytes_table = [(bytes([op * 8]), None, b"") for op in range(8)] + [(b"\x88", None, b""), (b"\x8A", None, b""), (b"\x84", None, b""),
                   (b"\x86", None, b""), (b"\xC6", 0, b"\x01"), (b"\xF6", 2, b""), (b"\xF6", 6, b""), (b"\xFE", 0, b""), (b"\xD0", 4, b""),
                   (b"\xD2", 4, b""), (b"\x0F\x94", 0, b""), (b"\x0F\xB6", None, b""), (b"\x0F\xBE", None, b"")]
    for opcode, extension, tail in bytes_table:
        for _ in range(4):
            regs = start(s)
            prefix, form, _ = memory_form(s, s.r.randrange(8) if extension is None else extension, regs, 8)
            yield Case(prefix + opcode + form + tail, regs)


def order(s):
    """Instructions with two accesses, both of which fail, or a failing access and
    another reason to refuse: which comes first."""
    nowhere, elsewhere = 0x30000000, 0x38000000
    codes = [b"\xFF\x36", b"\xFF\x16", b"\xFF\x26", b"\x8F\x06", b"\x87\x06", b"\x01\x06", b"\xF7\x36", b"\xA4", b"\xA5", b"\xA6", b"\xA7",
             b"\xAA", b"\xAC", b"\xAE", b"\xF3\xA4", b"\xF3\xA6", b"\xC9", b"\xC3", b"\xC8\x04\0\0", b"\xC8\x04\0\x02", b"\x60", b"\x61", b"\x9C", b"\x9D",
             b"\xE8\0\0\0\0", b"\xFF\xD6", b"\x50", b"\x58", b"\xF0\x8B\x06", b"\xF0\x01\x06", b"\xFE\x16", b"\x0F\x01\x16",
             b"\x2E\x01\x06", b"\x2E\x8B\x06", b"\xF0\xF4", b"\xF0\xA4", b"\xF3\x6C", b"\xC7\x0E\0\0\0\0", b"\xF6\x36"]
    for code in codes:
        for size in (16, 32):
            for source, target, stack in ((nowhere, elsewhere, 0x48000000), (nowhere, DATA, 0x48000000), (DATA, elsewhere, 0x48000000),
                                          (DATA, DATA + 64, 0x48000000), (nowhere, DATA, 0x7FFE8000), (nowhere + PAGE - 1, elsewhere + PAGE - 1, 0x48000FFF)):
                regs = {**start(s, False), ESI: source, EDI: target, ESP: stack, EBP: stack + 0x100, ECX: s.r.randrange(3)}
                yield ended(size_prefix(size) + code, regs, [(DATA, s.bytes(4)), (DATA + 64, s.bytes(4))])


# Programs end with INT3, so that the number of instructions they run is found
# out and not given.
PROGRAMS = [
    # Sum of 1 to 10 by LOOP.
    ("b90a000000 31c0 01c8 e2fc cc", []),
    # Fibonacci numbers, stored by STOSD.
    ("bf00000020 31c0 bb01000000 b90c000000 ab 01d8 93 e2fa cc", [(DATA, b"\0")]),
    # A call which returns, with a frame, an argument and RET n.
    ("6a05 e805000000 cc 90 90 90 90 c8100001 8b4508 40 c9 c20400", []),
    # Recursive factorial of 6; CMP gives the flags, as MUL leaves some undefined.
    ("b806000000 e803000000 3c05 cc 85c0 740b 50 48 e8f5ffffff 5a f7e2 c3 40 c3", []),
    # Code which writes over its next instruction, then runs it.
    ("c605071040004b 43 43 43 cc", []),
    # One pass of a bubble sort over bytes.
    ("be00000020 b907000000 8a06 3a4601 7606 864601 8806 90 46 e2f0 cc", [(DATA, bytes([9, 3, 7, 1, 8, 2, 6, 4]))]),
    # Pushes and pops in the other order, and an exchange through the stack.
    ("50 53 51 8f442404 59 5b 58 870424 cc", [(0x7FFE8000, bytes([1, 2, 3, 4]))]),
    # A 64-bit sum by ADC, and its negation by NOT, ADD, ADC.
    ("01d8 11ca f7d0 f7d2 83c001 83d200 cc", []),
    # A switch through a table of addresses in memory.
    ("b802000000 ff248500000020 cc 40 cc 40 40 cc f9 cc", [(DATA, le(0x40100D, 32) + le(0x40100F, 32) + le(0x401012, 32))]),
    # Length of a string by SCASB with REPNE is the work of the string groups;
    # here by hand, with a conditional jump backwards.
    ("be00000020 31c9 803c0e00 7403 41 ebf7 cc", [(DATA, b"exokernel\0tail")]),
]


def sequences(s):
    for text, mem in PROGRAMS:
        for _ in range(3):
            regs = {number: s.value() for number in (EAX, ECX, EDX, EBX)}
            yield Case(bytes.fromhex(text), {**regs, EFLAGS: s.flags(False)}, mem, steps=1000)
    for _ in range(700):
        code, count = b"", s.r.randrange(4, 11)
        regs = {**start(s), **{number: s.value() for number in (0, 1, 2, 3, 5, 6, 7)}}
        for _ in range(count):
            code += piece(s)
        yield Case(code, regs, [(0x7FFE7FF0, s.bytes(40))], steps=count)


def piece(s):
    """One instruction which leaves no flag undefined, and keeps ESP in the stack."""
    size = s.pick(SIZES)
    wide = 0 if size == 8 else 1
    reg = s.r.randrange(8) if size == 8 else s.pick([0, 1, 2, 3, 5, 6, 7])
    rm = s.r.randrange(8) if size == 8 else s.pick([0, 1, 2, 3, 5, 6, 7])
    slot = bytes([0x44 | reg << 3, 0x24, s.r.randrange(0, 24)])
    pair = register_form(reg, rm) if s.chance(0.6) else slot
    kind = s.r.randrange(12)
    if kind < 5:
        return size_prefix(size) + bytes([s.pick([0, 2, 3, 5, 7]) * 8 + s.pick([0, 2]) + wide]) + pair
    if kind == 5:
        return size_prefix(size) + bytes([0xFE + wide]) + register_form(s.r.randrange(2), rm)
    if kind == 6:
        return size_prefix(size) + bytes([0xF6 + wide]) + register_form(s.pick([2, 3]), rm)
    if kind == 7:
        return bytes([0x0F, 0x90 + s.r.randrange(16)]) + register_form(0, s.r.randrange(8))
    if kind == 8:
        return bytes([0x70 + s.r.randrange(16), 0])
    if kind == 9:
        return size_prefix(size) + bytes([s.pick([0x88, 0x8A]) + wide]) + pair
    if kind == 10:
        return bytes([s.pick([0xF5, 0xF8, 0xF9, 0x98, 0x99])])
    wide_reg = s.pick([0, 1, 2, 3, 5, 6, 7])
    return bytes([0x50 + wide_reg]) if s.chance(0.5) else bytes([0x0F, 0xBE, 0xC0 | wide_reg << 3 | rm])


GROUPS = {"traps": traps, "trace": trace, "gates": gates, "privileged": privileged, "lock": lock, "prefixes": prefixes, "faults": faults, "order": order, "sequences": sequences}
