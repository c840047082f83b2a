/*
 * The functions of the benchmark, for BPF and for the host alike. own() is a helper there (spec/udf.md, UDF-20) and the
 * same in C here; metadata is 4,096 bytes.
 */
#ifdef __bpf__
static unsigned long (*const own)(unsigned long start, unsigned long count, unsigned long type) = (void *)1;
#define FUNCTION(name) __attribute__((section("bench/" #name)))
#else
static unsigned long own(unsigned long start, unsigned long count, unsigned long type);
#define FUNCTION(name) __attribute__((noinline))
#endif

/* An inode that is all pointers: emits those that are not zero. */
FUNCTION(inode) unsigned long inode(const unsigned int *pointers, unsigned long length) {
  for (unsigned long i = 0; i < 1024; i++)
    if (pointers[i] != 0) own(pointers[i], 1, 2);
  return 0;
}

/* Two running sums of 32-bit words, as Fletcher's checksum has them. */
FUNCTION(checksum) unsigned long checksum(const unsigned int *words, unsigned long length) {
  unsigned long sum = 0, sums = 0;
  for (unsigned long i = 0; i < 1024; i++) {
    sum += words[i];
    sums += sum;
  }
  return (sums << 32) ^ sum;
}

struct entry {
  unsigned int inode;
  unsigned short bytes;
  unsigned char nameBytes, type;
  unsigned int nameBegin;
};

/* A directory block of records of various length: mixes what is in those in use, up to the first record that is damaged. */
FUNCTION(directory) unsigned long directory(const unsigned char *block, unsigned long length) {
  unsigned long total = 0;
  for (unsigned long at = 0; at <= 4096 - sizeof(struct entry);) {
    const struct entry *entry = (const struct entry *)(block + at);
    unsigned long bytes = entry->bytes;
    if (bytes < sizeof(struct entry) || bytes % 4 != 0) break;
    if (entry->inode != 0 && entry->nameBytes + 8UL <= bytes)
      total = total * 31 + (entry->inode ^ entry->nameBegin) + entry->nameBytes + (entry->type == 2);
    at += bytes;
  }
  return total;
}

/* Multiplications, shifts and divisions in both widths, without memory. */
FUNCTION(arithmetic) unsigned long arithmetic(const unsigned char *unused, unsigned long length) {
  unsigned long state = 0x9e3779b97f4a7c15UL, total = length;
  for (unsigned int i = 1; i <= 2048; i++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    unsigned int low = (unsigned int)(state * 0x2545f4914f6cdd1dUL >> 32);
    total += low / i;
    total ^= (state >> 11) % (low | 1);
  }
  return total;
}
