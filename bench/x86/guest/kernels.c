/*
 * The loops that bench/x86.ts measures, each a function of one round with a value that is the same in every round.
 * The guest (guest.S) and the native program (native.c) compile this file with the same options, so that all three
 * execute the same instructions.
 */
typedef unsigned int u32;
typedef unsigned char u8;

#define AREA 65536
#define NUMBERS 4096
#define SLOTS 1024

static u8 area[AREA], other[AREA];
static u32 numbers[NUMBERS], table[256], keys[SLOTS], counts[SLOTS];

u32 fill(void) {
  u32 *words = (u32 *)area;
  for (u32 i = 0; i < AREA / 4; i++) words[i] = i * 3;
  return words[AREA / 4 - 1] + words[77];
}

u32 copy(void) {
  u32 *to = (u32 *)other;
  const u32 *from = (const u32 *)area;
  ((u32 *)area)[5] = 4711;
  for (u32 i = 0; i < AREA / 4; i++) to[i] = from[i];
  return to[5];
}

u32 sieve(void) {
  u32 primes = 0;
  for (u32 i = 0; i < AREA; i++) area[i] = 1;
  for (u32 i = 2; i < AREA; i++) {
    if (!area[i]) continue;
    primes++;
    for (u32 multiple = i * 2; multiple < AREA; multiple += i) area[multiple] = 0;
  }
  return primes;
}

u32 crc32(void) {
  u32 crc = 0xffffffff;
  for (u32 i = 0; i < 256; i++) {
    u32 value = i;
    for (int bit = 0; bit < 8; bit++) value = value & 1 ? (value >> 1) ^ 0xedb88320 : value >> 1;
    table[i] = value;
  }
  for (u32 i = 0; i < AREA; i++) other[i] = i * 7;
  for (u32 i = 0; i < AREA; i++) crc = (crc >> 8) ^ table[(crc ^ other[i]) & 0xff];
  return ~crc;
}

static void sort(u32 *from, u32 *to) {
  while (from < to) {
    u32 pivot = from[(to - from) / 2], *left = from, *right = to;
    while (left <= right) {
      while (*left < pivot) left++;
      while (*right > pivot) right--;
      if (left > right) break;
      u32 swapped = *left;
      *left++ = *right;
      *right-- = swapped;
    }
    sort(from, right);
    from = left;
  }
}

u32 quicksort(void) {
  u32 drawn = 12345, sum = 0;
  for (u32 i = 0; i < NUMBERS; i++) numbers[i] = drawn = drawn * 1664525 + 1013904223;
  sort(numbers, numbers + NUMBERS - 1);
  for (u32 i = 0; i < NUMBERS; i++) sum = sum * 31 + numbers[i];
  return sum;
}

__attribute__((noinline, noclone, optimize("no-optimize-sibling-calls"))) static u32 fib(u32 n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

u32 fibonacci(void) {
  return fib(18);
}

__attribute__((noinline)) static u32 scramble(u32 value) {
  value ^= value >> 16;
  value *= 0x45d9f3b;
  return value ^ (value >> 13);
}

/* A hash table, text, branches, divisions and calls: what compiled programs do all day, in one loop. */
u32 mixed(void) {
  u32 drawn = 1, sum = 0;
  for (u32 i = 0; i < SLOTS; i++) keys[i] = counts[i] = 0;
  for (u32 i = 0; i < 4000; i++) {
    drawn = drawn * 1103515245 + 12345;
    u32 key = (drawn >> 16) % 700 + 1, slot = scramble(key) % SLOTS;
    while (keys[slot] && keys[slot] != key) slot = (slot + 1) & (SLOTS - 1);
    keys[slot] = key;
    counts[slot]++;
    u8 *text = area + (i & 255) * 8;
    u32 length = 0;
    for (u32 rest = key; rest; rest /= 10) text[length++] = '0' + rest % 10;
    for (u32 j = 0; j < length; j++) sum = (sum << 1 | sum >> 31) + text[j];
    switch (key & 7) {
      case 0: sum ^= counts[slot]; break;
      case 1: sum += (short)drawn; break;
      case 2: sum -= key * 3; break;
      case 3: sum += (int)drawn < 0 ? 5 : length; break;
      case 4: sum ^= (signed char)drawn; break;
      case 5: sum += (int)sum >> 3; break;
      default: sum++;
    }
  }
  return sum;
}
