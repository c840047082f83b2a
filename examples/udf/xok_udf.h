/*
 * Downloaded code in C: kinds as section macros, helpers, and types.
 * What a function may do: spec/udf.md. How a file is made up: spec/udf-files.md.
 *
 *     clang -O2 -ffreestanding -target bpf -mcpu=v3 -c file.c -o file.o
 */
#ifndef XOK_UDF_H
#define XOK_UDF_H

typedef __UINT8_TYPE__ u8;
typedef __UINT16_TYPE__ u16;
typedef __UINT32_TYPE__ u32;
typedef __UINT64_TYPE__ u64;

/*
 * Before the definition of a function: its kind, and the bytes of metadata that it claims. It is never run on fewer, so that
 * what lies before them can be read without a look at the length. The number must be written in digits.
 */
#define XOK_SECTION(name) __attribute__((section(name), used))
#define XOK_NAME(kind, bytes) #kind "/" #bytes
#define XOK_OWNS(bytes) XOK_SECTION(XOK_NAME(owns, bytes)) u64
#define XOK_ACL(bytes) XOK_SECTION(XOK_NAME(acl, bytes)) u64
#define XOK_SIZE(bytes) XOK_SECTION(XOK_NAME(size, bytes)) u64

/* What an owns function gives: the set is what was emitted, or there is none. */
#define XOK_SET 0
#define XOK_NO_SET 1

/* What an acl function gives. */
#define XOK_REFUSE 0
#define XOK_ALLOW 1

/* A local function: one copy, which is called. It must give a value, since EXIT reads R0. */
#define XOK_LOCAL static __attribute__((noinline))

/* Of owns functions: emits a range of blocks. A start or count of 0 is no block. */
extern u64 own(u64 start, u64 count, u64 type);

/* Of acl and size functions: the clock of the caller's call, and the capability in a slot of its list, 0 if there is none. */
extern u64 time(void);
extern u64 credential(u64 index);

/* A capability in eight bytes: rights, a valid bit, the length of its name, and the name from the second byte on. */
#define XOK_RIGHT_WRITE 1
#define XOK_CAPABILITY_VALID 8
#define XOK_NAME_LENGTH(capability) (((capability) >> 5) & 7)

/* Slots of a list that acl functions look at; a library keeps the capabilities of its user in the first ones. */
#define XOK_SLOTS 16

/* Whether a capability dominates a name of seven bytes: its own name is the beginning of it. */
static inline int xok_dominates(u64 capability, u64 name)
{
	u64 mask = (1ULL << (8 * XOK_NAME_LENGTH(capability))) - 1;

	return (capability & XOK_CAPABILITY_VALID) && (((capability >> 8) ^ name) & mask) == 0;
}

/* Whether the caller holds a capability with such rights that dominates a name. */
static inline int xok_holds(u64 name, u64 rights)
{
	for (u64 slot = 0; slot < XOK_SLOTS; slot++) {
		u64 capability = credential(slot);

		if ((capability & rights) == rights && xok_dominates(capability, name))
			return 1;
	}
	return 0;
}

#endif
