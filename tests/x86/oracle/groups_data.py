"""Groups of instructions which compute: arithmetic, logic, shifts, moves, bits."""

from cases import (Case, CODE, DATA, LOW, PAGE, EAX, ECX, EDX, EBX, ESP, EBP, EFLAGS, SIZES,
                   le, set_part, register_form, memory_form, size_prefix)

TIMES = 20


def start(s, down=None):
    return {EFLAGS: s.flags(down)}


def rm_case(s, opcode, size, reg, before, content, tail=b"", memory=True, locked=False):
    """An instruction with a ModRM byte: its reg field, the registers it reads,
    what its r/m operand holds, the immediate behind it."""
    regs = dict(before)
    if not memory:
        rm = s.r.randrange(8)
        set_part(regs, rm, size, content)
        return Case(size_prefix(size) + opcode + register_form(reg, rm) + tail, regs)
    prefix, form, target = memory_form(s, reg, regs, size)
    lock = b"\xF0" if locked else b""
    code = lock + prefix + size_prefix(size) + opcode + form + tail
    return Case(code, regs, [s.around(target, le(content, size))])


def both_kinds(times):
    for i in range(times):
        yield i % 2 == 0


def alu(number):
    def make(s):
        base = number * 8
        for size in SIZES:
            wide = 0 if size == 8 else 1
            for to_reg in (0, 2):
                for memory in both_kinds(TIMES * 2):
                    regs, reg = start(s), s.r.randrange(8)
                    set_part(regs, reg, size, s.value(size))
                    yield rm_case(s, bytes([base + to_reg + wide]), size, reg, regs, s.value(size), b"", memory)
            for _ in range(TIMES):
                regs = start(s)
                set_part(regs, 0, size, s.value(size))
                yield Case(size_prefix(size) + bytes([base + 4 + wide]) + le(s.value(size), size), regs)
            # 82 is the same as 80 in 32-bit code.
            for opcode, bits in ((0x80, 8), (0x82, 8)) if size == 8 else ((0x81, size), (0x83, 8)):
                for memory in both_kinds(TIMES if opcode != 0x82 else 4):
                    yield rm_case(s, bytes([opcode]), size, number, start(s), s.value(size),
                                  le(s.value(bits), bits), memory)
    return make


def group3(extension):
    """F6 and F7: NOT, NEG."""
    def make(s):
        for size in SIZES:
            for memory in both_kinds(50):
                yield rm_case(s, bytes([0xF6 if size == 8 else 0xF7]), size, extension, start(s), s.value(size), b"", memory)
    return make


def incdec(s):
    for size in SIZES:
        for extension in (0, 1):
            for memory in both_kinds(44):
                yield rm_case(s, bytes([0xFE if size == 8 else 0xFF]), size, extension, start(s), s.value(size), b"", memory)
            if size > 8:
                for number in list(range(8)) * 4:
                    regs = start(s)
                    set_part(regs, number, size, s.value(size))
                    yield Case(size_prefix(size) + bytes([0x40 + 8 * extension + number]), regs)


def test(s):
    for size in SIZES:
        wide = 0 if size == 8 else 1
        for memory in both_kinds(44):
            regs, reg = start(s), s.r.randrange(8)
            set_part(regs, reg, size, s.value(size))
            yield rm_case(s, bytes([0x84 + wide]), size, reg, regs, s.value(size), b"", memory)
            yield rm_case(s, bytes([0xF6 + wide]), size, 0, start(s), s.value(size), le(s.value(size), size), memory)
        # Extension 1 is a second encoding of TEST.
        for memory in both_kinds(12):
            yield rm_case(s, bytes([0xF6 + wide]), size, 1, start(s), s.value(size), le(s.value(size), size), memory)
        for _ in range(20):
            regs = start(s)
            set_part(regs, 0, size, s.value(size))
            yield Case(size_prefix(size) + bytes([0xA8 + wide]) + le(s.value(size), size), regs)


def mul(s):
    for size in SIZES:
        for extension in (4, 5):
            for memory in both_kinds(90):
                regs = start(s)
                set_part(regs, 0, size, s.value(size))
                yield rm_case(s, bytes([0xF6 if size == 8 else 0xF7]), size, extension, regs, s.value(size), b"", memory)


def imul(s):
    for size in (16, 32):
        for memory in both_kinds(110):
            regs, reg = start(s), s.r.randrange(8)
            set_part(regs, reg, size, s.value(size))
            yield rm_case(s, b"\x0F\xAF", size, reg, regs, s.value(size), b"", memory)
            reg = s.r.randrange(8)
            yield rm_case(s, b"\x69", size, reg, start(s), s.value(size), le(s.value(size), size), memory)
            reg = s.r.randrange(8)
            yield rm_case(s, b"\x6B", size, reg, start(s), s.value(size), le(s.value(8), 8), memory)


def divide(extension):
    """Half of the dividends are made from a quotient which fits (or just does
    not), as a random dividend almost always overflows."""
    def make(s):
        for size in SIZES:
            full = (1 << size) - 1
            for memory in both_kinds(170):
                divisor = s.value(size)
                dividend = s.r.getrandbits(2 * size) if s.chance(0.2) else s.value(size)
                if s.chance(0.7):
                    quotient = s.value(size)
                    number = divisor
                    if extension == 7:
                        quotient -= (quotient >> (size - 1)) << size
                        number -= (number >> (size - 1)) << size
                    near = s.pick([0, 0, 1, -1]) if s.chance(0.5) else s.r.randrange(abs(number) + 1)
                    dividend = quotient * number + near
                regs = start(s)
                if size == 8:
                    set_part(regs, EAX, 16, dividend & 0xFFFF)
                else:
                    set_part(regs, EAX, size, dividend & full)
                    set_part(regs, EDX, size, (dividend >> size) & full)
                opcode = bytes([0xF6 if size == 8 else 0xF7])
                if memory:
                    yield rm_case(s, opcode, size, extension, regs, divisor)
                else:
                    rm = s.pick([0, 1, 3, 5, 6, 7]) if s.chance(0.85) else s.r.randrange(8)
                    if rm not in (0, 2) and not (size == 8 and rm & 3 in (0,)):
                        set_part(regs, rm, size, divisor)
                    yield Case(size_prefix(size) + opcode + register_form(extension, rm), regs)
    return make


COUNTS = [0, 1, 2, 3, 4, 7, 8, 9, 10, 15, 16, 17, 18, 19, 24, 27, 30, 31, 32, 33, 34, 40, 63, 64, 65, 127, 128, 255]


def shift(extension):
    def make(s):
        for size in SIZES:
            wide = 0 if size == 8 else 1
            for memory in both_kinds(24):
                yield rm_case(s, bytes([0xD0 + wide]), size, extension, start(s), s.value(size), b"", memory)
            for count in COUNTS:
                for memory in both_kinds(4):
                    yield rm_case(s, bytes([0xC0 + wide]), size, extension, start(s), s.value(size), bytes([count]), memory)
                    regs = start(s)
                    set_part(regs, ECX, 8, count)
                    case = rm_case(s, bytes([0xD2 + wide]), size, extension, regs, s.value(size), b"", memory)
                    yield case
    return make


def mov(s):
    for size in SIZES:
        wide = 0 if size == 8 else 1
        for memory in both_kinds(40):
            for opcode in (0x88, 0x8A):
                regs, reg = start(s), s.r.randrange(8)
                set_part(regs, reg, size, s.value(size))
                yield rm_case(s, bytes([opcode + wide]), size, reg, regs, s.value(size), b"", memory)
            yield rm_case(s, bytes([0xC6 + wide]), size, 0, start(s), s.value(size), le(s.value(size), size), memory)
        for number in list(range(8)) * 2:
            yield Case(size_prefix(size) + bytes([0xB0 + 8 * wide + number]) + le(s.value(size), size), start(s))
        for opcode in (0xA0, 0xA2):
            for narrow in (False, True) * 6:
                target = s.place(size, narrow)
                regs = start(s)
                set_part(regs, 0, size, s.value(size))
                prefix = b"\x67" if narrow else b""
                yield Case(prefix + size_prefix(size) + bytes([opcode + wide]) + le(target, 16 if narrow else 32),
                           regs, [s.around(target, le(s.value(size), size))])


def movx(s):
    for opcode, source in ((0xB6, 8), (0xB7, 16), (0xBE, 8), (0xBF, 16)):
        for size in (16, 32):
            for memory in both_kinds(50):
                case = rm_case(s, bytes([0x0F, opcode]), source, s.r.randrange(8), start(s), s.value(source), b"", memory)
                # The operand-size prefix follows the destination, not the source.
                code = case.code.replace(b"\x66", b"", 1) if source == 16 else case.code
                case.code = size_prefix(size) + code
                yield case


def lea(s):
    for size in (16, 32):
        for narrow in (False, True):
            for _ in range(120):
                regs = start(s)
                target = s.value(16 if narrow else 32)
                prefix, form, _ = memory_form(s, s.r.randrange(8), regs, size, narrow, target)
                yield Case(prefix + size_prefix(size) + b"\x8D" + form, regs)


def modrm(s):
    """Every ModRM and SIB byte which names a memory operand, by LEA."""
    def registers():
        return {**start(s), **{number: s.r.getrandbits(32) for number in range(8)}}

    for mod, bits in ((0, 0), (1, 8), (2, 32)):
        for rm in range(8):
            if rm != 4:
                length = 32 if mod == 0 and rm == 5 else bits
                yield Case(bytes([0x8D, mod << 6 | s.r.randrange(8) << 3 | rm]) + le(s.value(), length), registers())
            narrow = 16 if bits == 32 or (mod == 0 and rm == 6) else bits
            yield Case(bytes([0x67, 0x8D, mod << 6 | s.r.randrange(8) << 3 | rm]) + le(s.value(16), narrow), registers())
        for sib in range(256):
            length = 32 if mod == 0 and sib & 7 == 5 else bits
            yield Case(bytes([0x8D, mod << 6 | s.r.randrange(8) << 3 | 4, sib]) + le(s.value(), length), registers())


def xchg(s):
    for size in SIZES:
        for memory in both_kinds(60):
            regs, reg = start(s), s.r.randrange(8)
            set_part(regs, reg, size, s.value(size))
            # XCHG locks the bus; keep it within one cache line, since this
            # kernel may punish a split lock.
            case = rm_case(s, bytes([0x86 if size == 8 else 0x87]), size, reg, regs, s.value(size), b"", memory)
            if memory and any(at % 64 > 52 for at, _ in case.mem):
                continue
            yield case
        if size > 8:
            for number in list(range(8)) * 3:
                regs = start(s)
                set_part(regs, number, size, s.value(size))
                set_part(regs, 0, size, s.value(size))
                yield Case(size_prefix(size) + bytes([0x90 + number]), regs)


def setcc(s):
    for condition in range(16):
        for memory in both_kinds(30):
            yield rm_case(s, bytes([0x0F, 0x90 + condition]), 8, s.r.randrange(8), start(s), s.value(8), b"", memory)


def bit_test(kind):
    """0 BT, 1 BTS, 2 BTR, 3 BTC. In memory the offset of a register operand is a
    signed number of bits which reaches outside the addressed word."""
    def make(s):
        for size in (16, 32):
            for memory in both_kinds(40):
                yield rm_case(s, b"\x0F\xBA", size, 4 + kind, start(s), s.value(size), bytes([s.value(8)]), memory)
            opcode = bytes([0x0F, 0xA3 + 8 * kind])
            for _ in range(30):
                regs, reg = start(s), s.r.randrange(8)
                set_part(regs, reg, size, s.value(size))
                yield rm_case(s, opcode, size, reg, regs, s.value(size), b"", False)
            for _ in range(60):
                offset = s.pick([0, 1, 7, 8, 15, 16, 31, 32, 33, -1, -8, -16, -17, -31, -32, -33, -64]) \
                    if s.chance(0.5) else s.r.randrange(-1500, 1500)
                regs, reg = start(s), s.pick([0, 1, 2, 3, 5, 6, 7])
                set_part(regs, reg, size, offset)
                narrow = s.chance(0.2)
                target = (LOW if narrow else DATA) + s.r.randrange(0x400, 0xC00)
                prefix, form, _ = memory_form(s, reg, regs, size, narrow, target)
                word = target + (offset >> (4 if size == 16 else 5)) * (size // 8)
                yield Case(prefix + size_prefix(size) + opcode + form, regs,
                           [s.around(word, s.bytes(size // 8))])
    return make


def convert(s):
    for code in (b"\x98", b"\x66\x98", b"\x99", b"\x66\x99"):
        for _ in range(30):
            yield Case(code, {**start(s), EAX: s.value(), EDX: s.value()})


def flag_ops(s):
    for code in (0xF8, 0xF9, 0xF5, 0xFC, 0xFD, 0x90):
        for _ in range(24):
            yield Case([code], start(s))


ALU_NAMES = ["add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"]
# Extension 6 is a second encoding of SHL.
SHIFT_NAMES = {0: "rol", 1: "ror", 2: "rcl", 3: "rcr", 4: "shl", 5: "shr", 6: "sal", 7: "sar"}

GROUPS = {name: alu(i) for i, name in enumerate(ALU_NAMES)}
GROUPS.update({name: shift(i) for i, name in SHIFT_NAMES.items()})
GROUPS.update({name: bit_test(i) for i, name in enumerate(["bt", "bts", "btr", "btc"])})
GROUPS.update({"not": group3(2), "neg": group3(3), "mul": mul, "imul": imul, "div": divide(6), "idiv": divide(7),
               "incdec": incdec, "test": test, "mov": mov, "movx": movx, "lea": lea, "modrm": modrm, "xchg": xchg,
               "setcc": setcc, "convert": convert, "flags": flag_ops})
