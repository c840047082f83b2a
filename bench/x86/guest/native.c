/* The loops as a 32-bit program of the host that times itself, without a C library. Arguments: number of the loop, rounds. */
typedef unsigned int u32;

u32 fill(void), copy(void), sieve(void), crc32(void), quicksort(void), fibonacci(void), strings(void), pingPong(void), mixed(void);
static u32 (*const loops[])(void) = {fill, copy, sieve, crc32, quicksort, fibonacci, strings, pingPong, mixed};

static int system3(int number, int a, int b, int c) {
  __asm__ volatile("int $0x80" : "+a"(number) : "b"(a), "c"(b), "d"(c) : "memory");
  return number;
}

/* Nanoseconds of processor time of this process. */
static unsigned long long now(void) {
  struct { int seconds, nanoseconds; } time;
  system3(265, 2, (int)&time, 0);
  return time.seconds * 1000000000ull + (u32)time.nanoseconds;
}

static u32 number(const char *digits) {
  u32 value = 0;
  while (*digits) value = value * 10 + (u32)(*digits++ - '0');
  return value;
}

static void put(unsigned long long value, char end) {
  char text[17];
  for (int i = 15; i >= 0; i--, value >>= 4) text[i] = "0123456789abcdef"[value & 15];
  text[16] = end;
  system3(4, 1, (int)text, 17);
}

__attribute__((used)) static void begin(char **stack) {
  u32 (*loop)(void) = loops[number(stack[2])];
  u32 rounds = number(stack[3]), first = loop();
  unsigned long long began = now();
  for (u32 i = 0; i < rounds; i++) {
    if (loop() != first) first = 0;
  }
  put(now() - began, ' ');
  put(first, '\n');
  system3(1, 0, 0, 0);
}

__asm__(".globl _start\n_start:\n mov %esp, %eax\n and $-16, %esp\n sub $12, %esp\n push %eax\n call begin\n");
