/*
 * A server that runs batches of test cases on the processor of this machine.
 *
 * The program is a 32-bit Linux process without a C library. Each case ends by
 * one signal (the pages of code are filled with INT3, so that whatever does not
 * fault runs into one), and one return from that signal starts the next case:
 * it is the only way to load all registers and flags at once. Everything but
 * the program itself, at IMAGE, and the pages that the client asks for is
 * unmapped, so that a case meets the same address space as on the emulator.
 *
 * stdin:  u32 pages; for each: u32 address, u32 rights (1 write, 2 execute),
 *         4096 bytes. Then batches: u32 length, cases (layout: liveFormat.ts).
 * stdout: u32 1 when the pages are mapped. Then for each batch: u32 length, answers.
 * All numbers are little-endian. The program ends with stdin.
 */

typedef unsigned int u32;
typedef unsigned short u16;
typedef unsigned char u8;
typedef long long vector __attribute__((vector_size(16)));
typedef u32 loose_u32 __attribute__((aligned(1)));
typedef u16 loose_u16 __attribute__((aligned(1)));

enum { SYS_EXIT = 1, SYS_READ = 3, SYS_WRITE = 4, SYS_MUNMAP = 91, SYS_SETITIMER = 104,
       SYS_MPROTECT = 125, SYS_PRCTL = 172, SYS_SIGACTION = 174, SYS_SIGALTSTACK = 186, SYS_MMAP2 = 192 };

enum { PAGE = 4096, MAX_PAGES = 16, MAX_INPUT = 1 << 20, MAX_OUTPUT = 4 << 20, STACK_SIZE = 1 << 16 };

/* The addresses where this program lies; cases that touch them are never sent. */
#define IMAGE 0x60000000u
#define IMAGE_END 0x61000000u
/* The end of what a 32-bit process may map. */
#define SPACE_END 0xffffe000u

/* Indices of the words of the kernel's struct sigcontext for 32-bit processes. */
enum { C_GS = 0, C_FS, C_ES, C_DS, C_EDI, C_ESI, C_EBP, C_ESP, C_EBX, C_EDX, C_ECX, C_EAX,
       C_TRAPNO, C_ERR, C_EIP, C_CS, C_EFLAGS, C_SS = 18, C_CR2 = 21 };

static const u8 order[10] = { C_EAX, C_ECX, C_EDX, C_EBX, C_ESP, C_EBP, C_ESI, C_EDI, C_EIP, C_EFLAGS };

enum { SIGNAL_ALARM = 14, SIGNAL_SYSTEM = 31, VECTOR_SYSTEM = 254, VECTOR_ENDLESS = 255 };

struct kernel_action { void *handler; u32 flags; void *restorer; u32 mask[2]; };
struct kernel_stack { void *base; u32 flags; u32 size; };
struct page { u32 address, rights; };
struct patch { u8 *at; u8 length; };

u8 own_stack[STACK_SIZE];
static u8 alternate[STACK_SIZE], input[MAX_INPUT], output[MAX_OUTPUT];
static u32 input_length, input_at, output_length;

/* The pages: what the client sent, and that with the patches of the running case. */
static struct page pages[MAX_PAGES];
static u8 pristine[MAX_PAGES][PAGE] __attribute__((aligned(64)));
static u8 before[MAX_PAGES][PAGE] __attribute__((aligned(64)));
static u32 page_count;

static struct patch patches[256];
static u32 patch_count, case_number, case_at_last_tick;

static u32 call6(u32 number, u32 a, u32 b, u32 c, u32 d, u32 e, u32 f)
{
    u32 result;
    u32 both[2] = { number, f };
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

static void copy(void *to, const void *from, u32 length)
{
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(length) : : "memory");
}

/* The short copies of patches, which a string instruction would make slow. */
static void copy_short(u8 *to, const u8 *from, u32 length)
{
    for (u32 i = 0; i < length; i++) *(volatile u8 *)(to + i) = from[i];
}

/* False at the end of the input, if nothing of the block has come. */
static u32 read_all(void *to, u32 length)
{
    u32 done = 0;
    while (done < length) {
        u32 got = call3(SYS_READ, 0, (u32)to + done, length - done);
        if (got == 0 && done == 0) return 0;
        if ((int)got <= 0) quit(3);
        done += got;
    }
    return 1;
}

static void write_all(const void *from, u32 length)
{
    u32 done = 0;
    while (done < length) {
        u32 wrote = call3(SYS_WRITE, 1, (u32)from + done, length - done);
        if ((int)wrote <= 0) quit(4);
        done += wrote;
    }
}

static u32 page_of(u32 address)
{
    for (u32 i = 0; i < page_count; i++)
        if (address - pages[i].address < PAGE) return i;
    quit(5);
    return 0;
}

static void receive_pages(void)
{
    read_all(&page_count, 4);
    if (page_count > MAX_PAGES) quit(6);
    for (u32 i = 0; i < page_count; i++) {
        read_all(&pages[i], 8);
        read_all(pristine[i], PAGE);
        copy(before[i], pristine[i], PAGE);
        /* Private, fixed, anonymous. Below 64 KB only root may map. */
        if (call6(SYS_MMAP2, pages[i].address, PAGE, 3, 0x32, 0xffffffff, 0) != pages[i].address) quit(7);
        copy((void *)pages[i].address, pristine[i], PAGE);
        u32 rights = 1 | (pages[i].rights & 1 ? 2 : 0) | (pages[i].rights & 2 ? 4 : 0);
        if (call3(SYS_MPROTECT, pages[i].address, PAGE, rights) != 0) quit(8);
    }
}

static void give_run(u32 address, const u8 *bytes, u32 length)
{
    u8 *to = output + output_length;
    *(loose_u32 *)to = address;
    to[4] = length;
    copy_short(to + 5, bytes, length);
    output_length += 5 + length;
}

/* Writes down the bytes of 16 that changed, and puts them back. */
static u32 report_block(u32 page, u32 offset)
{
    u8 *now = (u8 *)pages[page].address + offset;
    u8 *old = before[page] + offset;
    u32 runs = 0;
    for (u32 i = 0; i < 16; i++) {
        if (now[i] == old[i]) continue;
        u32 end = i;
        while (end < 16 && now[end] != old[end]) end++;
        give_run((u32)now + i, now + i, end - i);
        runs++;
        copy_short(now + i, old + i, end - i);
        i = end;
    }
    return runs;
}

static u32 report_memory(void)
{
    u32 runs = 0;
    for (u32 page = 0; page < page_count; page++) {
        const vector *now = (const vector *)pages[page].address;
        const vector *old = (const vector *)before[page];
        for (u32 i = 0; i < PAGE / 16; i += 4) {
            vector differs = (now[i] ^ old[i]) | (now[i + 1] ^ old[i + 1]) | (now[i + 2] ^ old[i + 2]) | (now[i + 3] ^ old[i + 3]);
            if ((differs[0] | differs[1]) == 0) continue;
            for (u32 k = i; k < i + 4; k++) runs += report_block(page, k * 16);
        }
    }
    return runs;
}

static void report(const u32 *context, u32 trap)
{
    /* A case may change every byte, in runs of one. */
    if (output_length + 64 + page_count * PAGE * 6 > MAX_OUTPUT) quit(9);
    for (u32 i = 0; i < 10; i++, output_length += 4) *(loose_u32 *)(output + output_length) = context[order[i]];
    output[output_length] = trap;
    *(loose_u32 *)(output + output_length + 1) = trap < VECTOR_SYSTEM ? context[C_ERR] : 0;
    *(loose_u32 *)(output + output_length + 5) = trap == 14 ? context[C_CR2] : 0;
    u32 where = output_length + 9;
    output_length += 11;
    *(loose_u16 *)(output + where) = report_memory();
    for (u32 i = 0; i < patch_count; i++) {
        u32 page = page_of((u32)patches[i].at), offset = (u32)patches[i].at - pages[page].address;
        copy_short(patches[i].at, pristine[page] + offset, patches[i].length);
        copy_short(before[page] + offset, pristine[page] + offset, patches[i].length);
    }
}

static void next_batch(void)
{
    if (case_number > 0) {
        write_all(&output_length, 4);
        write_all(output, output_length);
    }
    output_length = 0;
    input_at = 0;
    if (!read_all(&input_length, 4)) quit(0);
    if (input_length > MAX_INPUT) quit(10);
    read_all(input, input_length);
}

static void start_next(u32 *context)
{
    if (input_at == input_length) next_batch();
    const u8 *from = input + input_at;
    /* The first byte says how many instructions the case has; only the client needs it. */
    patch_count = from[1];
    from += 2;
    for (u32 i = 0; i < 10; i++, from += 4) context[order[i]] = *(const loose_u32 *)from;
    for (u32 i = 0; i < patch_count; i++) {
        patches[i].at = (u8 *)*(const loose_u32 *)from;
        patches[i].length = from[4];
        from += 5;
        u32 page = page_of((u32)patches[i].at);
        copy_short(patches[i].at, from, patches[i].length);
        copy_short(before[page] + ((u32)patches[i].at - pages[page].address), from, patches[i].length);
        from += patches[i].length;
    }
    input_at = from - input;
    /* FS and GS as flat as the others. */
    context[C_FS] = context[C_GS] = context[C_DS];
    case_number++;
}

void on_signal(int signal, void *info, u8 *frame)
{
    (void)info;
    /* NT and ID, which the tested POPF may have set, survive a signal return. */
    __asm__ volatile("pushl $0x202\n\tpopfl" : : : "memory", "cc");
    u32 *context = (u32 *)(frame + 20);
    u32 trap = context[C_TRAPNO];
    if (signal == SIGNAL_SYSTEM) trap = VECTOR_SYSTEM;
    if (signal == SIGNAL_ALARM) {
        u32 stands = case_number > 0 && case_number == case_at_last_tick;
        case_at_last_tick = case_number;
        if (!stands) return;
        trap = VECTOR_ENDLESS;
    }
    if (case_number > 0) report(context, trap);
    start_next(context);
}

void restorer(void);
/* Call 173 is rt_sigreturn. */
__asm__(".globl restorer\nrestorer:\n\tmovl $173, %eax\n\tint $0x80\n");

/* System calls from outside this program, which a tested INT 0x80 would make, become signals. */
static void forbid_system_calls(void)
{
    struct instruction { u16 code; u8 yes, no; u32 value; };
    static const struct instruction filter[] = {
        { 0x20, 0, 0, 8 },                /* load the low word of the instruction pointer */
        { 0x35, 0, 2, IMAGE },            /* at least */
        { 0x35, 1, 0, IMAGE_END },
        { 0x06, 0, 0, 0x7fff0000 },       /* allow */
        { 0x06, 0, 0, 0x00030000 },       /* trap */
    };
    static const struct { u16 length; const struct instruction *filter; } program = { 5, filter };
    /* PR_SET_NO_NEW_PRIVS; PR_SET_SECCOMP with a filter. */
    if (call6(SYS_PRCTL, 38, 1, 0, 0, 0, 0) != 0) quit(11);
    if (call6(SYS_PRCTL, 22, 2, (u32)&program, 0, 0, 0) != 0) quit(12);
}

static void install_handlers(void)
{
    struct kernel_stack stack = { alternate, 0, STACK_SIZE };
    if (call3(SYS_SIGALTSTACK, (u32)&stack, 0, 0) != 0) quit(13);
    /* SA_SIGINFO, SA_ONSTACK, SA_RESTORER; the alarm waits while a handler runs. */
    struct kernel_action action = { on_signal, 0x0c000004, restorer, { 1u << (SIGNAL_ALARM - 1), 0 } };
    static const u8 signals[] = { 4, 5, 7, 8, 11, SIGNAL_ALARM, SIGNAL_SYSTEM };
    for (u32 i = 0; i < sizeof signals; i++)
        if (call6(SYS_SIGACTION, signals[i], (u32)&action, 0, 8, 0, 0) != 0) quit(14);
    /* A case that runs through two ticks, of a second each, is endless. */
    static const u32 ticks[4] = { 1, 0, 1, 0 };
    if (call3(SYS_SETITIMER, 0, (u32)ticks, 0) != 0) quit(15);
}

void serve(void)
{
    call3(SYS_MUNMAP, PAGE, IMAGE - PAGE, 0);
    if (call3(SYS_MUNMAP, IMAGE_END, SPACE_END - IMAGE_END, 0) != 0) quit(16);
    receive_pages();
    install_handlers();
    forbid_system_calls();
    static const u32 ready = 1;
    write_all(&ready, 4);
    __asm__ volatile("int3");
    quit(17);
}

/* The stack which the kernel gave goes away with everything else. */
__asm__(".globl _start\n_start:\n\tmovl $own_stack + 65536, %esp\n\tcall serve\n");
