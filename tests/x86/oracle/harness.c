/*
 * Runs test cases on the processor of this machine and says what it did.
 *
 * The program is a 32-bit Linux process without a C library. All the work is
 * done inside one signal handler: a case ends by a signal (a fault of the
 * tested code, an INT3 at its end, or the single-step trap), the handler
 * writes down the registers which the kernel saved, prepares the memory of the
 * next case, puts the next case's registers into the same saved context and
 * returns. Returning from a signal is the only way to load every register and
 * the flags at once, whatever their values, and an alternate signal stack keeps
 * the handler alive when the tested ESP points nowhere.
 *
 * All numbers on stdin and stdout are 32-bit little-endian words; record.py is
 * the only client and describes the layout next to its packing code.
 */

typedef unsigned int u32;
typedef unsigned char u8;

enum { SYS_EXIT = 1, SYS_READ = 3, SYS_WRITE = 4, SYS_MUNMAP = 91,
       SYS_SIGACTION = 174, SYS_SIGALTSTACK = 186, SYS_MMAP2 = 192 };

enum { PAGE = 4096, STACK_LOW = 0x7ffe0000, STACK_SIZE = 0x10000, MAX_PAGES = 16,
       MAX_INPUT = 48 << 20, MAX_OUTPUT = 48 << 20, ALTERNATE_SIZE = 1 << 16 };

/* Indices of the words of the kernel's struct sigcontext for 32-bit processes. */
enum { C_EDI = 4, C_ESI, C_EBP, C_ESP, C_EBX, C_EDX, C_ECX, C_EAX,
       C_TRAPNO, C_ERR, C_EIP, C_CS, C_EFLAGS, C_CR2 = 21 };

/* The order of registers in a request and in an answer. */
static const u8 order[10] = { C_EAX, C_ECX, C_EDX, C_EBX, C_ESP, C_EBP, C_ESI, C_EDI, C_EIP, C_EFLAGS };

enum { FLAG_FIXED = 0x2, FLAG_TF = 0x100, FLAG_IF = 0x200, FLAG_RF = 0x10000 };

enum { MODE_STEP = 0, MODE_FREE = 1 };

struct kernel_action { void *handler; u32 flags; void *restorer; u32 mask[2]; };
struct kernel_stack { void *base; u32 flags; u32 size; };

static u8 input[MAX_INPUT], output[MAX_OUTPUT], alternate[ALTERNATE_SIZE];
static u32 input_length, input_at, output_length;

/* The pages of the running case with their contents at its beginning. */
static u32 page_address[MAX_PAGES];
static u8 page_before[MAX_PAGES][PAGE];
static u8 stack_before[STACK_SIZE];
static u32 page_count;

/* What the running case asked for and how far it is. */
static u32 running, mode, wanted_steps, done_steps;

static u32 call6(u32 number, u32 a, u32 b, u32 c, u32 d, u32 e, u32 f)
{
    u32 result;
    u32 both[2] = { number, f };
    /* EBP carries the sixth argument, and the compiler may use it for the frame,
       so it is saved around the call and loaded last. */
    __asm__ volatile("pushl %%ebp\n\t"
                     "movl 4(%%eax), %%ebp\n\t"
                     "movl (%%eax), %%eax\n\t"
                     "int $0x80\n\t"
                     "popl %%ebp"
                     : "=a"(result)
                     : "a"(both), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
                     : "memory", "cc");
    return result;
}

static u32 call3(u32 number, u32 a, u32 b, u32 c) { return call6(number, a, b, c, 0, 0, 0); }

static void quit(u32 code)
{
    for (;;) call3(SYS_EXIT, code, 0, 0);
}

static void copy(u8 *to, const u8 *from, u32 length)
{
    for (u32 i = 0; i < length; i++) to[i] = from[i];
}

/* The compiler turns plain loops into calls of these two. */
void *memcpy(void *to, const void *from, u32 length)
{
    void *start = to;
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(length) : : "memory");
    return start;
}

void *memset(void *to, int value, u32 length)
{
    void *start = to;
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(length) : "a"(value) : "memory");
    return start;
}

static u32 take(void)
{
    if (input_at + 4 > input_length) quit(3);
    u32 value = *(u32 *)(input + input_at);
    input_at += 4;
    return value;
}

static void give(u32 value)
{
    if (output_length + 4 > MAX_OUTPUT) quit(4);
    *(u32 *)(output + output_length) = value;
    output_length += 4;
}

static void map(u32 address, u32 length)
{
    /* Readable, writable, executable; private, fixed, anonymous. */
    if (call6(SYS_MMAP2, address, length, 7, 0x32, 0xffffffff, 0) != address) quit(5);
}

/* Makes the page of an address accessible and zero, once per case. */
static void need_page(u32 address)
{
    u32 base = address & ~(PAGE - 1);
    if (base - STACK_LOW < STACK_SIZE) return;
    for (u32 i = 0; i < page_count; i++)
        if (page_address[i] == base) return;
    if (page_count == MAX_PAGES) quit(6);
    map(base, PAGE);
    page_address[page_count++] = base;
}

static void fill(u32 address, u32 length)
{
    if (input_at + length > input_length) quit(3);
    for (u32 i = 0; i < length; i++) {
        need_page(address + i);
        *(u8 *)(address + i) = input[input_at + i];
    }
    input_at += length;
}

static void report_changes(u32 base, const u8 *before, u32 length, u32 *count)
{
    const u8 *now = (const u8 *)base;
    for (u32 i = 0; i < length; i++) {
        if (now[i] == before[i]) continue;
        u32 end = i;
        while (end < length && now[end] != before[end]) end++;
        give(base + i);
        give(end - i);
        if (output_length + (end - i) > MAX_OUTPUT) quit(4);
        copy(output + output_length, now + i, end - i);
        output_length += end - i;
        *count += 1;
        i = end;
    }
}

static void report(u32 *context)
{
    u32 trap = context[C_TRAPNO];
    u32 faulted = 1;
    if (mode == MODE_STEP && trap == 1) faulted = 0;
    /* RF is set by the processor in the image which a fault saves, but not in the
       register which the program sees; TF of a stepped case is the harness's. */
    context[C_EFLAGS] &= ~(u32)(mode == MODE_STEP ? FLAG_TF | FLAG_RF : FLAG_RF);
    for (u32 i = 0; i < 10; i++) give(context[order[i]]);
    give(faulted);
    give(trap);
    give(context[C_ERR]);
    give(trap == 14 ? context[C_CR2] : 0);
    give(done_steps);
    u32 where = output_length, count = 0;
    give(0);
    for (u32 i = 0; i < page_count; i++)
        report_changes(page_address[i], page_before[i], PAGE, &count);
    report_changes(STACK_LOW, stack_before, STACK_SIZE, &count);
    *(u32 *)(output + where) = count;
    for (u32 i = 0; i < page_count; i++) call3(SYS_MUNMAP, page_address[i], PAGE, 0);
}

static void flush(void)
{
    u32 at = 0;
    while (at < output_length) {
        u32 wrote = call3(SYS_WRITE, 1, (u32)output + at, output_length - at);
        if ((int)wrote <= 0) quit(7);
        at += wrote;
    }
}

static void start_next(u32 *context)
{
    if (input_at == input_length) {
        flush();
        quit(0);
    }
    for (u32 i = 0; i < 10; i++) context[order[i]] = take();
    mode = take();
    wanted_steps = take();
    done_steps = 0;
    page_count = 0;
    memset((void *)STACK_LOW, 0, STACK_SIZE);
    for (u32 chunks = take(); chunks > 0; chunks--) {
        u32 address = take();
        u32 length = take();
        fill(address, length);
    }
    for (u32 i = 0; i < page_count; i++) copy(page_before[i], (u8 *)page_address[i], PAGE);
    copy(stack_before, (u8 *)STACK_LOW, STACK_SIZE);
    context[C_EFLAGS] |= FLAG_FIXED | FLAG_IF | (mode == MODE_STEP ? FLAG_TF : 0);
    running = 1;
}

void on_signal(int signal, void *info, u8 *frame)
{
    (void)signal;
    (void)info;
    /* NT and ID, which the tested POPF may have set, survive a signal return;
       loading clean flags here keeps them out of the next case. */
    __asm__ volatile("pushl $0x202\n\tpopfl" : : : "memory", "cc");
    u32 *context = (u32 *)(frame + 20);
    if (running && mode == MODE_STEP && context[C_TRAPNO] == 1) {
        done_steps++;
        if (done_steps < wanted_steps) {
            context[C_EFLAGS] |= FLAG_TF;
            return;
        }
    }
    if (running) report(context);
    start_next(context);
}

void restorer(void);
/* Call 173 is rt_sigreturn. */
__asm__(".globl restorer\nrestorer:\n\tmovl $173, %eax\n\tint $0x80\n");

/* The kernel enters here with ESP not aligned as the compiler expects; the
   program uses no instruction which cares. */
void _start(void)
{
    for (;;) {
        u32 room = MAX_INPUT - input_length;
        u32 got = call3(SYS_READ, 0, (u32)input + input_length, room);
        if ((int)got < 0 || room == 0) quit(8);
        if (got == 0) break;
        input_length += got;
    }
    struct kernel_stack stack = { alternate, 0, ALTERNATE_SIZE };
    if (call3(SYS_SIGALTSTACK, (u32)&stack, 0, 0) != 0) quit(9);
    /* SA_SIGINFO, SA_ONSTACK, SA_RESTORER. */
    struct kernel_action action = { on_signal, 0x0c000004, restorer, { 0, 0 } };
    static const u8 signals[] = { 4, 5, 7, 8, 11 };
    for (u32 i = 0; i < sizeof signals; i++)
        if (call6(SYS_SIGACTION, signals[i], (u32)&action, 0, 8, 0, 0) != 0) quit(10);
    map(STACK_LOW, STACK_SIZE);
    __asm__ volatile("int3");
    quit(11);
}
