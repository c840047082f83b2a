"""A test case, and the operands from which cases are made.

Everything random comes from one generator with a fixed seed per group, so that
recording twice on the same processor gives the same files.
"""

import random

CODE = 0x00401000
DATA = 0x20000000
LOW = 0x00009000  # a data page which 16-bit addresses reach
STACK_LOW, STACK_END = 0x7FFE0000, 0x7FFF0000
PAGE = 0x1000
M32 = 0xFFFFFFFF

NAMES = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eip", "eflags"]
LETTERS = "acdbspijxf"
EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI, EIP, EFLAGS = range(10)

# What a register holds when a case does not say otherwise. The values are all
# different and point nowhere (but ESP), so that an instruction which touches the
# wrong register is found out.
DEFAULTS = [0x11A3C5E7, 0x22B4D6F8, 0x33C5E709, 0x44D6F81A, 0x7FFE8000,
            0x55E7092B, 0x66F81A3C, 0x7709B24D, CODE, 0x202]

CF, PF, AF, ZF, SF, DF, OF = 0x1, 0x4, 0x10, 0x40, 0x80, 0x400, 0x800
STATUS = CF | PF | AF | ZF | SF | OF

SIZES = (8, 16, 32)


class Case:
    def __init__(self, code, regs=None, mem=None, at=CODE, steps=1, free=False):
        self.code = bytes(code)
        self.regs = dict(regs or {})
        self.mem = list(mem or [])
        self.at = at
        self.steps = steps
        # A free case is not single-stepped, and has to end by a trap or fault of
        # its own: needed where the single-step flag would show (PUSHF) or would
        # split the work (REP). How many instructions ran is not known then.
        self.free = free

    def registers(self):
        values = [self.regs.get(i, DEFAULTS[i]) for i in range(10)]
        values[EIP] = self.at
        return values


def le(value, size):
    return (value & ((1 << size) - 1)).to_bytes(size // 8, "little")


class Source:
    """Random operands, rich in boundary values."""

    def __init__(self, seed):
        self.r = random.Random(seed)

    def chance(self, part):
        return self.r.random() < part

    def pick(self, things):
        return self.r.choice(things)

    def value(self, size=32):
        edges = [0, 1, 2, 0x7F, 0x80, 0xFF, 0x0F, 0x10]
        if size >= 16:
            edges += [0x7FFF, 0x8000, 0xFFFF, 0xFFFE, 0x100, 0xFF80]
        if size >= 32:
            edges += [0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFE, 0x10000,
                      0xFFFF8000, 0xFFFFFF80, 0x55555555, 0xAAAAAAAA]
        if self.chance(0.55):
            return self.pick(edges) & ((1 << size) - 1)
        return self.r.getrandbits(size)

    def flags(self, down=None):
        f = 0x202 | (self.r.getrandbits(12) & STATUS)
        if down is None:
            down = self.chance(0.15)
        return f | (DF if down else 0)

    def bytes(self, n):
        return self.r.randbytes(n)

    def place(self, size, low=False):
        """An address in the middle of a data page."""
        return (LOW if low else DATA) + self.r.randrange(16, PAGE - 64)

    def around(self, at, content):
        """Memory with noise next to the operand, which must stay as it is."""
        left, right = self.r.randrange(1, 4), self.r.randrange(1, 4)
        return (at - left, self.bytes(left) + content + self.bytes(right))


def set_part(regs, number, size, value):
    """Puts a value into the register operand of a number and size."""
    if size == 8:
        index, shift = number & 3, 8 if number & 4 else 0
        mask = 0xFF << shift
    else:
        index, shift, mask = number, 0, (1 << size) - 1
    old = regs.get(index, DEFAULTS[index])
    regs[index] = (old & ~mask & M32) | ((value << shift) & mask)


def register_form(reg, rm):
    return bytes([0xC0 | reg << 3 | rm])


def signed8(value):
    value &= M32
    return value < 0x80 or value >= 0xFFFFFF80


def address_form32(s, reg, target, regs):
    """ModRM, SIB and displacement which lead to the target, with register values
    chosen to fit. Registers which already have a value keep it."""
    while True:
        kind = s.pick(["reg", "reg8", "reg32", "abs", "sib", "sib8", "sib32", "index", "nosi"])
        if kind == "abs":
            return bytes([reg << 3 | 5]) + le(target, 32), {}
        new = {}

        def held(number):
            return regs.get(number, new.get(number))

        def own(number):
            if held(number) is None and number != ESP:
                new[number] = s.value()
            return held(number) if held(number) is not None else DEFAULTS[number]

        base = s.r.randrange(8)
        mod = {"8": 1, "2": 2}.get(kind[-1], 0)
        if kind.startswith("reg"):
            if base == ESP or (mod == 0 and base == EBP):
                continue
            scale, index, sib = 0, None, b""
            rm = base
        else:
            index = s.r.randrange(8) if kind != "nosi" else 4
            scale = s.r.randrange(4)
            rm = 4
            if kind == "index":
                sib, index_value = bytes([scale << 6 | index << 3 | 5]), 0 if index == 4 else own(index)
                disp = (target - (index_value << scale)) & M32
                return bytes([reg << 3 | 4]) + sib + le(disp, 32), new
            if mod == 0 and base == EBP:
                continue
            sib = bytes([scale << 6 | index << 3 | base])
        part = 0 if index is None or index == 4 else own(index) << scale
        disp = 0 if mod == 0 else s.value(8) if mod == 1 else s.value()
        if mod == 1 and disp >= 0x80:
            disp |= 0xFFFFFF00
        need = (target - part - disp) & M32
        if base != index and held(base) is None and base != ESP:
            new[base] = need
        else:
            left = (target - part - own(base)) & M32
            if mod == 0 and left != 0 or mod == 1 and not signed8(left):
                continue
            disp = left
        tail = b"" if mod == 0 else le(disp, 8 if mod == 1 else 32)
        return bytes([mod << 6 | reg << 3 | rm]) + sib + tail, new


PAIRS16 = [(EBX, ESI), (EBX, EDI), (EBP, ESI), (EBP, EDI), (ESI,), (EDI,), (EBP,), (EBX,)]


def address_form16(s, reg, target, regs):
    """The same with the address-size prefix; the upper halves of the registers
    are noise which must not count, and sums wrap at 64 KB."""
    while True:
        mod, rm = s.r.randrange(3), s.r.randrange(8)
        if mod == 0 and rm == 6:
            return bytes([reg << 3 | 6]) + le(target, 16), {}
        parts, new = PAIRS16[rm], {}
        total = 0
        for number in parts:
            if regs.get(number) is None:
                new[number] = s.r.getrandbits(32)
            total += regs.get(number, new.get(number)) & 0xFFFF
        disp = 0 if mod == 0 else s.value(8) if mod == 1 else s.value(16)
        if mod == 1 and disp >= 0x80:
            disp |= 0xFF00
        left = (target - total - disp) & 0xFFFF
        free = [number for number in parts if number in new]
        if free:
            number = free[0]
            new[number] = (new[number] & 0xFFFF0000) | ((new[number] + left) & 0xFFFF)
        else:
            disp = (target - total) & 0xFFFF
            if mod == 0 and disp != 0 or mod == 1 and 0x80 <= disp < 0xFF80:
                continue
        tail = b"" if mod == 0 else le(disp, 8 if mod == 1 else 16)
        return bytes([mod << 6 | reg << 3 | rm]) + tail, new


def memory_form(s, reg, regs, size, narrow=None, target=None):
    """Prefix, ModRM tail and target of a random memory operand; enters the
    address registers into regs."""
    if narrow is None:
        narrow = s.chance(0.2)
    if target is None:
        target = s.place(size, narrow)
    tail, new = (address_form16 if narrow else address_form32)(s, reg, target, regs)
    regs.update(new)
    prefix = b"\x67" if narrow else b""
    if s.chance(0.06):
        prefix += bytes([s.pick([0x26, 0x36, 0x3E])])
    return prefix, tail, target


def size_prefix(size):
    return b"\x66" if size == 16 else b""


def ended(code, regs, mem=()):
    """A free case which ends by an INT3 behind it. Enough steps are allowed, even
    if every repetition of a string instruction counts as one."""
    return Case(bytes(code) + b"\xCC", regs, mem, steps=1000, free=True)
