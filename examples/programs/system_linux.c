/* The same programs as processes of Linux for i386, to compare with: input is the standard input. */
#include "runtime.h"
#include "system.h"

enum { SYS_EXIT = 1, SYS_READ = 3, SYS_WRITE = 4 };

static uint8_t input[0x100000];

static int32_t call(uint32_t number, uint32_t first, uintptr_t second, size_t third)
{
    int32_t result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(first), "c"(second), "d"(third) : "memory");
    return result;
}

void system_write(const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        int32_t written = call(SYS_WRITE, 1, (uintptr_t)bytes, length);
        if (written <= 0)
            system_exit(2);
        bytes += written;
        length -= (size_t)written;
    }
}

_Noreturn void system_exit(int status)
{
    call(SYS_EXIT, (uint32_t)status, 0, 0);
    __builtin_unreachable();
}

/* A process begins with its arguments on the stack, and no address to return to. */
__asm__(".globl start\n"
        "start:\txor %ebp, %ebp\n"
        "\tcall read_and_begin\n");

__attribute__((used)) _Noreturn void read_and_begin(void)
{
    size_t length = 0;
    int32_t count;
    while ((count = call(SYS_READ, 0, (uintptr_t)(input + length), sizeof input - length)) > 0)
        length += (size_t)count;
    begin(input, length);
}
