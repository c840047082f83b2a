/*
 * Runs one function of functions.c as often as it is told, and times itself:
 *
 *   native NAME TIMES < metadata     prints nanoseconds, and a checksum over result and tuples of one run
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct tuple {
  unsigned long start;
  unsigned int count, type;
};
static struct tuple tuples[4096];
static unsigned int emitted;
static int isSpoilt;

static unsigned long own(unsigned long start, unsigned long count, unsigned long type);
#include "functions.c"

/* UDF-22. */
static unsigned long own(unsigned long start, unsigned long count, unsigned long type) {
  if (start == 0 || count == 0) return 0;
  if ((count | type) >> 32 != 0 || start > (1UL << 48) - count || emitted == 4096) {
    isSpoilt = 1;
    return 0;
  }
  tuples[emitted++] = (struct tuple){start, (unsigned int)count, (unsigned int)type};
  return 0;
}

static unsigned long callInode(const void *metadata) { return inode(metadata, 4096); }
static unsigned long callChecksum(const void *metadata) { return checksum(metadata, 4096); }
static unsigned long callDirectory(const void *metadata) { return directory(metadata, 4096); }
static unsigned long callArithmetic(const void *metadata) { return arithmetic(metadata, 4096); }

static const struct {
  const char *name;
  unsigned long (*call)(const void *metadata);
} functions[] = {{"inode", callInode}, {"checksum", callChecksum}, {"directory", callDirectory}, {"arithmetic", callArithmetic}};

static unsigned long mix(unsigned long sum, unsigned long value) { return (sum * 31 + value) & 0xffffffffUL; }

static unsigned long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000UL + time.tv_nsec;
}

int main(int argc, char **argv) {
  static unsigned char metadata[4096];
  if (argc != 3 || fread(metadata, 1, sizeof metadata, stdin) != sizeof metadata) return 2;
  unsigned long (*volatile call)(const void *) = NULL;
  for (unsigned int i = 0; i < sizeof functions / sizeof *functions; i++)
    if (strcmp(functions[i].name, argv[1]) == 0) call = functions[i].call;
  if (call == NULL) return 2;
  unsigned long value = 0, times = strtoul(argv[2], NULL, 10), began = now();
  for (unsigned long i = 0; i < times; i++) {
    emitted = 0;
    isSpoilt = 0;
    value = call(metadata);
  }
  unsigned long spent = now() - began;
  unsigned long sum = mix(mix(0, value & 0xffffffffUL), value >> 32);
  for (unsigned int i = 0; i < emitted; i++) sum = mix(mix(mix(sum, tuples[i].start), tuples[i].count), tuples[i].type);
  printf("%lu %lu\n", spent, mix(sum, isSpoilt));
  return 0;
}
