"""Groups of instructions which move EIP, ESP or strings."""

from cases import (Case, CODE, DATA, LOW, PAGE, STACK_LOW, STACK_END, M32, EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI,
                   EFLAGS, SIZES, CF, PF, ZF, SF, OF, DEFAULTS,
                   ended, le, set_part, register_form, memory_form, size_prefix)
from groups_data import start, rm_case, both_kinds


def jcc(s):
    for condition in range(16):
        for bits in range(32):
            flags = 0x202 | sum(flag for i, flag in enumerate((CF, PF, ZF, SF, OF)) if bits >> i & 1)
            regs = {EFLAGS: flags}
            yield Case(bytes([0x70 + condition]) + le(s.value(8), 8), regs)
            if s.chance(0.4):
                yield Case(bytes([0x0F, 0x80 + condition]) + le(s.value(32), 32), regs)
            if s.chance(0.12):
                yield Case(bytes([0x66, 0x70 + condition]) + le(s.value(8), 8), regs)
                yield Case(bytes([0x66, 0x0F, 0x80 + condition]) + le(s.value(16), 16), regs)


def loops(s):
    counts = [0, 1, 2, 0x10000, 0x10001, 0xFFFF, 0x12340000, 0x80000000, M32]
    for opcode in (0xE0, 0xE1, 0xE2, 0xE3):
        for count in counts + [s.value() for _ in range(6)]:
            for prefix in (b"", b"\x67", b"\x66", b"\x67\x66"):
                yield Case(prefix + bytes([opcode]) + le(s.value(8), 8), {**start(s), ECX: count})


def stack_at(s, esp, content):
    """Stack contents, with the bytes below and above as noise."""
    low = max(STACK_LOW, esp - s.r.randrange(0, 4))
    high = min(STACK_END, esp + len(content) + s.r.randrange(0, 4))
    data = bytearray(s.bytes(high - low))
    for i, byte in enumerate(content):
        if low <= esp + i < high:
            data[esp + i - low] = byte
    return (low, bytes(data))


def jumps(s):
    for _ in range(30):
        yield Case(b"\xEB" + le(s.value(8), 8), start(s))
        yield Case(b"\xE9" + le(s.value(), 32), start(s))
        yield Case(b"\x66\xE9" + le(s.value(16), 16), start(s))
        yield Case(b"\xE8" + le(s.value(), 32), {**start(s), ESP: s.pick([0x7FFE8000, 0x7FFE8001, 0x7FFE8FFE, STACK_END, STACK_LOW])})
        yield Case(b"\x66\xE8" + le(s.value(16), 16), start(s))
    for size in (16, 32):
        for extension in (2, 4):
            for memory in both_kinds(50):
                yield rm_case(s, b"\xFF", size, extension, start(s), s.value(size), b"", memory)
        for esp in (0x7FFE8000, 0x7FFE8002, 0x7FFE8FFE, STACK_END - 4, STACK_END - 2, STACK_END):
            for _ in range(6):
                regs = {**start(s), ESP: esp}
                mem = [stack_at(s, esp, s.bytes(4))] if esp < STACK_END else []
                yield Case(size_prefix(size) + b"\xC3", regs, mem)
                yield Case(size_prefix(size) + b"\xC2" + le(s.value(16), 16), regs, mem)


STACKS = [0x7FFE8000, 0x7FFE8000, 0x7FFE8003, 0x7FFE8FFE, 0x7FFE9000, 0x7FFE9001, 0x7FFE9002, STACK_END,
          STACK_LOW, STACK_LOW + 1, STACK_LOW + 2, STACK_LOW + 4, 0]


def push(s):
    for size in (16, 32):
        for esp in STACKS:
            for number in range(8):
                regs = {**start(s), ESP: esp}
                if number != ESP:
                    set_part(regs, number, size, s.value(size))
                yield Case(size_prefix(size) + bytes([0x50 + number]), regs)
            yield Case(size_prefix(size) + b"\x68" + le(s.value(size), size), {**start(s), ESP: esp})
            yield Case(size_prefix(size) + b"\x6A" + le(s.value(8), 8), {**start(s), ESP: esp})
        for memory in both_kinds(60):
            yield rm_case(s, b"\xFF", size, 6, start(s), s.value(size), b"", memory)
        for disp in (0, 2, 4, 8, -4, -2):
            content = s.bytes(24)
            yield Case(size_prefix(size) + bytes([0xFF, 0x74, 0x24]) + le(disp, 8), start(s),
                       [(DEFAULTS[ESP] - 8, content)])


def pop(s):
    for size in (16, 32):
        for esp in (0x7FFE8000, 0x7FFE8001, 0x7FFE8FFE, 0x7FFE8FFF, STACK_END - 4, STACK_END - 2, STACK_END - 1, STACK_END):
            for number in range(8):
                mem = [stack_at(s, esp, s.bytes(4))] if esp < STACK_END else []
                yield Case(size_prefix(size) + bytes([0x58 + number]), {**start(s), ESP: esp}, mem)
        for memory in both_kinds(70):
            case = rm_case(s, b"\x8F", size, 0, start(s), s.value(size), b"", memory)
            case.mem.append(stack_at(s, DEFAULTS[ESP], s.bytes(4)))
            if case.regs.get(ESP, DEFAULTS[ESP]) == DEFAULTS[ESP] and not uses_esp(case.code):
                yield case
        # The address of POP [ESP+n] is computed after ESP moved.
        for disp in (0, 2, 4, 8, -4, -8, -2):
            yield Case(size_prefix(size) + bytes([0x8F, 0x44, 0x24]) + le(disp, 8), start(s), [(DEFAULTS[ESP], s.bytes(8))])


def uses_esp(code):
    """POP through an ESP-based address is made by hand, as ESP counts after it."""
    body = code.lstrip(b"\x66\x67\x26\x36\x3E")
    return b"\x67" not in code[:3] and body[1] >> 6 != 3 and body[1] & 7 == 4 and body[2] & 7 == 4


def pusha(s):
    for size in (16, 32):
        step = size // 8
        for _ in range(16):
            regs = {**start(s), **{number: s.value() for number in range(8)}}
            regs[ESP] = s.pick([0x7FFE8000, 0x7FFE8001, 0x7FFE9006, 0x7FFE900C, STACK_END, STACK_LOW + 8 * step])
            yield Case(size_prefix(size) + b"\x60", regs)
            esp = s.pick([0x7FFE8000, 0x7FFE8001, 0x7FFE8FF6, STACK_END - 8 * step])
            yield Case(size_prefix(size) + b"\x61", {**start(s), ESP: esp}, [(esp, s.bytes(8 * step))])
        for short in (1, 2, step, 3 * step, 7 * step, 8 * step):
            yield Case(size_prefix(size) + b"\x60", {**start(s), ESP: STACK_LOW + 8 * step - short})
            yield Case(size_prefix(size) + b"\x61", {**start(s), ESP: STACK_END - 8 * step + short})


def pushf(s):
    for size in (16, 32):
        for _ in range(50):
            yield ended(size_prefix(size) + b"\x9C", start(s))
            # Not TF, which has a group of its own, and not AC, which Linux arms.
            value = s.r.getrandbits(32) & ~0x40100 & M32
            yield ended(size_prefix(size) + b"\x9D", start(s), [stack_at(s, DEFAULTS[ESP], le(value, 32))])
        for esp in (STACK_LOW, STACK_LOW + 1, STACK_LOW + 2, STACK_LOW + 4):
            yield ended(size_prefix(size) + b"\x9C", {**start(s), ESP: esp})
        for esp in (STACK_END, STACK_END - 1):
            yield ended(size_prefix(size) + b"\x9D", {**start(s), ESP: esp})


def lahf(s):
    for _ in range(60):
        yield Case(b"\x9E", {**start(s), EAX: s.value()})
        yield Case(b"\x9F", {**start(s), EAX: s.value()})


def enter(s):
    for size in (16, 32):
        for level in (0, 1, 2, 3, 4, 31, 32, 33, 35):
            for _ in range(8):
                esp, ebp = s.pick([0x7FFE8000, 0x7FFE8001, 0x7FFE9004]), s.pick([0x7FFEA000, 0x7FFEA005, 0x7FFEA002])
                room = s.pick([0, 1, 4, 16, 200, 0x1000, 0x4000])
                frames = 4 * (level % 32)
                yield Case(size_prefix(size) + b"\xC8" + le(room, 16) + bytes([level]),
                           {**start(s), ESP: esp, EBP: ebp}, [(ebp - frames, s.bytes(frames + 4))])
        for esp in (STACK_LOW, STACK_LOW + 1, STACK_LOW + 2, STACK_LOW + 4, STACK_LOW + 8):
            for level in (0, 1, 2, 3):
                yield Case(size_prefix(size) + b"\xC8\0\0" + bytes([level]), {**start(s), ESP: esp, EBP: 0x7FFEA000})
        # The frame which ENTER copies from is not there.
        yield Case(size_prefix(size) + b"\xC8\x08\0\x03", {**start(s), EBP: DATA})
        # The room it reserves ends where nothing is mapped.
        for room in (0x7000, 0x8000, 0xFFFF):
            yield Case(size_prefix(size) + b"\xC8" + le(room, 16) + b"\0", start(s))
        for ebp in (0x7FFE8000, 0x7FFE8001, 0x7FFE8FFE, STACK_END - 4, STACK_END - 2, STACK_END - 1, STACK_END, DATA):
            for _ in range(5):
                mem = [stack_at(s, ebp, s.bytes(4))] if STACK_LOW <= ebp < STACK_END else []
                yield Case(size_prefix(size) + b"\xC9", {**start(s), EBP: ebp}, mem)


def compared(s, kind, size, count, left, right):
    """Contents of two strings for CMPS, or of one for SCAS, which agree (or
    differ) up to a random element."""
    step = size // 8
    turn = s.r.randrange(count + 2)
    same = s.chance(0.5)
    for i in range(count):
        if (i < turn) == same:
            right[i * step:(i + 1) * step] = left[i * step:(i + 1) * step] if kind == "cmps" else left[:step]


def string_case(s, kind, size, prefix, count, narrow, down, cut=None):
    """cut: the element at which the destination (or the source of LODS) runs
    into an unmapped page."""
    step, base = size // 8, LOW if narrow else DATA
    source, target = base + 0x400 + s.r.randrange(64), base + 0x800 + s.r.randrange(64)
    if s.chance(0.15):
        target = source + s.pick([-step, step, 1, -1, 2 * step])
    length = max(1, count) * step
    left, right = bytearray(s.bytes(length)), bytearray(s.bytes(length))
    compared(s, kind, size, max(1, count), left, right)
    regs = {**start(s, down), EAX: int.from_bytes(left[:4].ljust(4, b"\x5A"), "little") if kind == "scas" else s.value()}
    backwards = length - step if down else 0
    if cut is not None:
        edge = base + PAGE
        moved = (base + cut * step - length + step - s.r.randrange(step)) if down else edge - cut * step - s.r.randrange(step)
        if kind == "lods" or (kind == "cmps" and s.chance(0.5)):
            source = moved
        else:
            target = moved
    mem = []
    for address, content in ((source, left), (target, right)):
        if kind == "stos" and address == source or kind == "lods" and address == target and address != source:
            continue
        low, high = max(address, base), min(address + length, base + PAGE)
        if low < high:
            mem.append((low, bytes(content[low - address:high - address])))
    noise = (lambda: s.r.getrandbits(16) << 16) if narrow else (lambda: 0)
    regs[ESI], regs[EDI] = source + backwards | noise(), target + backwards | noise()
    if kind == "scas":
        regs.pop(ESI)
    regs[ECX] = count | noise() if prefix else s.value()
    opcode = {"movs": 0xA4, "cmps": 0xA6, "stos": 0xAA, "lods": 0xAC, "scas": 0xAE}[kind] + (size > 8)
    code = (b"\x67" if narrow else b"") + size_prefix(size) + prefix + bytes([opcode])
    return ended(code, regs, mem)


def string(kind):
    def make(s):
        for size in SIZES:
            for down in (False, True):
                for _ in range(14):
                    yield string_case(s, kind, size, b"", 1, s.chance(0.2), down)
                for count in list(range(21)) + [64, 100]:
                    for prefix in (b"\xF3", b"\xF2"):
                        for _ in range(2 if kind in ("cmps", "scas") else 1):
                            yield string_case(s, kind, size, prefix, count, s.chance(0.15), down)
                for cut in (0, 0, 1, 2, 5, 9):
                    for _ in range(2):
                        yield string_case(s, kind, size, b"\xF3", 10, False, down, cut)
    return make


GROUPS = {"jcc": jcc, "loop": loops, "jumps": jumps, "push": push, "pop": pop, "pusha": pusha, "pushf": pushf,
          "lahf": lahf, "enter": enter}
GROUPS.update({kind: string(kind) for kind in ("movs", "stos", "lods", "cmps", "scas")})
