"""Groups of the rest of the integer instructions: decimal digits, bit scans, double shifts,
compare and exchange, conditional moves, tables, bounds, selectors that load nothing."""

from cases import (Case, DATA, PAGE, EAX, ECX, EDX, EBX, SIZES, ended,
                   le, set_part, memory_form, size_prefix)
from groups_data import both_kinds, rm_case, start

WIDE = (16, 32)


def decimal(opcode):
    """DAA, DAS, AAA and AAS: every AL with the flags that are read, and some random AH."""
    def make(s):
        for al in range(256):
            for _ in range(2):
                regs = start(s)
                regs[EAX] = s.value() & 0xFFFFFF00 | al
                yield Case(bytes([opcode]), regs)
    return make


def digits(opcode):
    """AAM and AAD, with any base; base 0 faults in one of them."""
    def make(s):
        for i in range(200):
            regs = start(s)
            regs[EAX] = s.r.getrandbits(32)
            yield Case(bytes([opcode, 10 if i % 4 == 0 else s.value(8)]), regs)
    return make


def bit_scan(opcode):
    """Half of the sources have few bits. A source of zero leaves the destination undefined, so it is the source
    itself there, or memory with the registers' defaults."""
    def make(s):
        for size in WIDE:
            for memory in both_kinds(120):
                value = s.value(size)
                if s.chance(0.5):
                    value = 1 << s.r.randrange(size) | 1 << s.r.randrange(size)
                if value == 0:
                    continue
                yield rm_case(s, bytes([0x0F, opcode]), size, s.r.randrange(8), start(s), value, b"", memory)
    return make


def double_shift(opcode):
    """Counts beyond the size of a 16-bit operand leave everything undefined, and are left out."""
    def make(s):
        for size in WIDE:
            for memory in both_kinds(110):
                count = s.pick([0, 1, 1, 2, size - 1, s.r.randrange(32), s.r.randrange(256)])
                if size == 16 and count & 31 > 16:
                    count = 0xE0 | s.r.randrange(17)
                for by_cl in (False, True):
                    regs, reg = start(s), s.r.randrange(8)
                    set_part(regs, reg, size, s.value(size))
                    if by_cl:
                        set_part(regs, ECX, 8, count)
                        if not memory and reg == ECX:
                            continue
                    case = rm_case(s, bytes([0x0F, opcode + by_cl]), size, reg, regs, s.value(size),
                                   b"" if by_cl else bytes([count]), memory)
                    # The operand may have replaced the count.
                    if not by_cl or size == 32 or case.regs[ECX] & 31 <= 16:
                        yield case
    return make


def cmpxchg(s):
    for size in SIZES:
        for memory in both_kinds(120):
            regs, reg = start(s), s.r.randrange(8)
            value = s.value(size)
            set_part(regs, 0, size, value if s.chance(0.5) else s.value(size))
            if reg & (3 if size == 8 else 7) != EAX:
                set_part(regs, reg, size, s.value(size))
            yield rm_case(s, bytes([0x0F, 0xB0 if size == 8 else 0xB1]), size, reg, regs, value, b"", memory,
                          memory and s.chance(0.3))


def cmpxchg8b(s):
    for i in range(160):
        regs = start(s)
        low, high = s.value(), s.value()
        regs[EAX] = low if s.chance(0.7) else s.value()
        regs[EDX] = high if s.chance(0.7) else s.value()
        if i % 2 == 0:
            regs[EAX], regs[EDX] = low, high
        regs[EBX], regs[ECX] = s.value(), s.value()
        prefix, form, target = memory_form(s, 1, regs, 64)
        yield Case((b"\xF0" if s.chance(0.2) else b"") + prefix + size_prefix(s.pick(WIDE)) + b"\x0F\xC7" + form,
                   regs, [s.around(target, le(low, 32) + le(high, 32))])
    # Not there: a register, another extension, a page that ends too early.
    for reg in range(8):
        if reg not in (6, 7):
            yield Case(bytes([0x0F, 0xC7, 0xC0 | reg << 3]), start(s))
    for left in (1, 4, 7):
        yield Case(b"\x0F\xC7\x0E", {6: DATA + PAGE - left}, [(DATA, s.bytes(4))])


def xadd(s):
    for size in SIZES:
        for memory in both_kinds(100):
            regs, reg = start(s), s.r.randrange(8)
            set_part(regs, reg, size, s.value(size))
            yield rm_case(s, bytes([0x0F, 0xC0 if size == 8 else 0xC1]), size, reg, regs, s.value(size), b"", memory,
                          memory and s.chance(0.3))


def cmov(s):
    for condition in range(16):
        for size in WIDE:
            for memory in both_kinds(14):
                yield rm_case(s, bytes([0x0F, 0x40 + condition]), size, s.r.randrange(8), start(s), s.value(size), b"", memory)
        # The source is read whatever the condition says.
        yield Case(bytes([0x0F, 0x40 + condition, 0x06]), start(s))


def bswap(s):
    for number in range(8):
        for _ in range(10):
            regs = start(s)
            regs[number] = s.r.getrandbits(32)
            yield Case(bytes([0x0F, 0xC8 + number]), regs)


def xlat(s):
    for i in range(60):
        regs = start(s)
        al = s.value(8)
        narrow = i % 3 == 0
        target = s.place(8, narrow)
        regs[EAX] = s.r.getrandbits(32) & 0xFFFFFF00 | al
        base = target - al
        regs[EBX] = s.r.getrandbits(16) << 16 | base & 0xFFFF if narrow else base & 0xFFFFFFFF
        yield Case((b"\x67" if narrow else b"") + b"\xD7", regs, [s.around(target, s.bytes(1))])
    yield Case(b"\xD7", {EBX: 0xFFFFFFF0, EAX: 0x20})
    yield Case(b"\xD7", {EBX: DATA + PAGE - 16, EAX: 0x20}, [(DATA, s.bytes(4))])


def bound(s):
    for size in WIDE:
        for i in range(90):
            regs, reg = start(s), s.r.randrange(8)
            lower, upper = s.value(size), s.value(size)
            index = s.pick([lower, upper, lower - 1, upper + 1, s.value(size)])
            set_part(regs, reg, size, index & ((1 << size) - 1))
            prefix, form, target = memory_form(s, reg, regs, size)
            yield Case(prefix + size_prefix(size) + b"\x62" + form, regs, [s.around(target, le(lower, size) + le(upper, size))])
    yield Case(b"\x62\xC1", start(s))
    yield Case(b"\x62\x0E", {6: DATA + PAGE - 4}, [(DATA, s.bytes(4))])


def arpl(s):
    for memory in both_kinds(80):
        regs, reg = start(s), s.r.randrange(8)
        set_part(regs, reg, 16, s.r.getrandbits(16))
        yield rm_case(s, b"\x63", 32, reg, regs, s.r.getrandbits(16), b"", memory) if not memory else arpl_memory(s, reg, regs)


def arpl_memory(s, reg, regs):
    prefix, form, target = memory_form(s, reg, regs, 16)
    return Case(prefix + b"\x63" + form, regs, [s.around(target, le(s.r.getrandbits(16), 16))])


def hints(s):
    """NOP with an operand, which is decoded and not touched; PAUSE; prefixes that mean nothing where they stand."""
    for form in (b"\x00", b"\x40\x00", b"\x44\x00\x00", b"\x80\x00\x00\x00\x00", b"\x84\x00\x00\x00\x00\x00", b"\x05\x00\x00\x00\x00", b"\xC1", b"\x06"):
        for prefix in (b"", b"\x66", b"\x2E", b"\x66\x2E", b"\xF2"):
            yield Case(prefix + b"\x0F\x1F" + form, start(s))
    yield Case(b"\x67\x0F\x1F\x40\x12", start(s))
    yield Case(b"\xF3\x90", start(s))
    yield Case(b"\xF3\x66\x90", start(s))
    for prefix in (b"\xF3", b"\xF2"):
        for code in (b"\x01\xC8", b"\x40", b"\x89\xC3", b"\x99", b"\x0F\xC8", b"\xD5\x0A", b"\x0F\x44\xC1"):
            yield Case(prefix + code, start(s))


def refused(s):
    """What LOCK may not precede, and what does not exist."""
    for code in (b"\x0F\xB1\xC8", b"\x0F\xC1\xC8", b"\x0F\xBC\x08", b"\x0F\xA4\x08\x01", b"\x0F\x44\x08", b"\x0F\xC8", b"\xD7", b"\x62\x08",
                 b"\x63\x08", b"\x0F\x1F\x00", b"\x27", b"\xD4\x0A", b"\x0F\xA2", b"\x0F\xA3\x08", b"\x0F\xBA\x20\x01"):
        yield Case(b"\xF0" + code, {EAX: DATA, EBX: DATA}, [(DATA, s.bytes(16))])
    for code in (b"\x0F\x0B", b"\x0F\xFF\x00", b"\x0F\x04", b"\x0F\x0A", b"\x0F\x24\x00", b"\x0F\x36", b"\x8E\xC8", b"\x8E\xF0",
                 b"\x8E\xF8", b"\x8C\xF0", b"\x8C\xF8", b"\xFF\xD8", b"\xFF\xE8", b"\xFF\xFF", b"\x0F\xB2\xC0", b"\x0F\xB4\xC0"):
        yield Case(code, start(s))


def selectors(s):
    """Null selectors in the data segment registers, and what is refused whatever the descriptor table holds."""
    # Interrupts clear the lower bits of a null selector, so nothing is single-stepped. DS and ES are put back, as the
    # next case begins with what this one left there.
    for register in (0, 3, 4, 5):
        for _ in range(4):
            value = s.r.getrandbits(16) << 16 | s.r.randrange(4)
            back = bytes([0x8C, 0xC1 | register << 3]) + b"\x8C\xD7\x8E\xDF\x8E\xC7\x31\xFF"
            yield ended(bytes([0x8E, 0xC0 | register << 3]) + back, {EAX: value})
    # A null stack segment, selectors beyond every table, or of a more privileged segment.
    for selector in (0, 3):
        yield Case(b"\x8E\xD0", {EAX: selector})
    for selector in (0xFFF8, 0x7FFB):
        for register in (0, 2, 3, 4, 5):
            yield Case(bytes([0x8E, 0xC0 | register << 3]), {EAX: selector})
        yield Case(b"\x07", {}, [(0x7FFE8000, le(selector, 32))])
        yield Case(b"\xC4\x1E", {6: DATA}, [(DATA, le(0x1234, 32) + le(selector, 16))])
        yield Case(b"\xFF\x2E", {6: DATA}, [(DATA, le(0x1234, 32) + le(selector, 16))])
        yield Case(b"\xFF\x1E", {6: DATA}, [(DATA, le(0x1234, 32) + le(selector, 16))])
        yield Case(b"\xCB", {}, [(0x7FFE8000, le(0x1234, 32) + le(selector, 32))])
    # Null pointers of code.
    yield Case(b"\xEA" + le(0x1234, 32) + b"\x00\x00", {})
    yield Case(b"\x9A" + le(0x1234, 32) + b"\x03\x00", {})
    yield Case(b"\xCB", {}, [(0x7FFE8000, le(0x1234, 32) + le(0, 32))])
    # Loads by null pointers in memory and from the stack. (After such a load of DS or ES the next case would begin with it.)
    for opcode in (b"\x0F\xB4\x1E", b"\x0F\xB5\x1E"):
        for size in WIDE:
            for _ in range(4):
                yield Case(size_prefix(size) + opcode, {6: DATA}, [(DATA, s.bytes(size // 8) + le(s.r.randrange(4), 16))])
    for opcode in (b"\x0F\xA1", b"\x0F\xA9"):
        for size in WIDE:
            yield Case(size_prefix(size) + opcode, {}, [(0x7FFE8000, le(s.r.getrandbits(16) << 16 | s.r.randrange(4), 32))])
    # How much a push of a selector writes.
    for register, opcode in ((4, b"\x0F\xA0"), (5, b"\x0F\xA8")):
        for size in WIDE:
            yield Case(bytes([0x8E, 0xC0 | register << 3]) + size_prefix(size) + opcode, {EAX: 0}, [(0x7FFE7FF8, s.bytes(16))], steps=2)
    # After a null selector the next access through the register is refused.
    for override, register in ((b"\x64", 4), (b"\x65", 5)):
        for access in (b"\x8B\x0E", b"\x89\x0E", b"\xFE\x06", b"\xD7", b"\xAC"):
            yield Case(bytes([0x8E, 0xC0 | register << 3]) + override + access, {EAX: 0, EBX: DATA, 6: DATA}, [(DATA, s.bytes(4))], steps=2)


GROUPS = {
    "daa": decimal(0x27), "das": decimal(0x2F), "aaa": decimal(0x37), "aas": decimal(0x3F), "aam": digits(0xD4), "aad": digits(0xD5),
    "bsf": bit_scan(0xBC), "bsr": bit_scan(0xBD), "shld": double_shift(0xA4), "shrd": double_shift(0xAC),
    "cmpxchg": cmpxchg, "cmpxchg8b": cmpxchg8b, "xadd": xadd, "cmov": cmov, "bswap": bswap, "xlat": xlat, "bound": bound,
    "arpl": arpl, "hints": hints, "refused": refused, "selectors": selectors,
}
