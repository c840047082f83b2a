/* Sorts numbers twice, by quicksort in place and by merge sort, and prints them if both agree. */
#include "runtime.h"

#define NUMBERS_MAX 20000

static int32_t quick[NUMBERS_MAX], merged[NUMBERS_MAX], spare[NUMBERS_MAX];

static void swap(int32_t *a, int32_t *b)
{
    int32_t other = *a;
    *a = *b;
    *b = other;
}

/* Median of three: sorted input is no worst case. */
static int32_t pivot_of(const int32_t *numbers, int32_t count)
{
    int32_t a = numbers[0], b = numbers[count / 2], c = numbers[count - 1];
    if (a < b)
        return b < c ? b : a < c ? c : a;
    return a < c ? a : b < c ? c : b;
}

/* The larger part is left to the loop, so that the stack stays logarithmic. */
static void quicksort(int32_t *numbers, int32_t count)
{
    while (count > 1) {
        int32_t pivot = pivot_of(numbers, count), low = 0, high = count - 1;
        while (low <= high) {
            while (numbers[low] < pivot)
                low++;
            while (numbers[high] > pivot)
                high--;
            if (low <= high)
                swap(&numbers[low++], &numbers[high--]);
        }
        /* What is left between the two parts is the pivot. */
        int32_t left = high + 1, right = count - low;
        if (left < right) {
            quicksort(numbers, left);
            numbers += low;
            count = right;
        } else {
            quicksort(numbers + low, right);
            count = left;
        }
    }
}

/* From the bottom up: runs of 1, 2, 4 … numbers. */
static void merge_sort(int32_t *numbers, int32_t *other, size_t count)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t begin = 0; begin < count; begin += 2 * width) {
            size_t middle = begin + width < count ? begin + width : count;
            size_t end = begin + 2 * width < count ? begin + 2 * width : count;
            size_t a = begin, b = middle;
            for (size_t to = begin; to < end; to++)
                other[to] = a < middle && (b == end || numbers[a] <= numbers[b]) ? numbers[a++] : numbers[b++];
        }
        memcpy(numbers, other, count * sizeof *numbers);
    }
}

int run(const uint8_t *input, size_t length)
{
    struct reader reader = reader_of(input, length);
    size_t count = 0;
    int32_t value;
    while (read_signed(&reader, &value)) {
        if (count == NUMBERS_MAX)
            fail("too many numbers");
        quick[count] = merged[count] = value;
        count++;
    }
    quicksort(quick, (int32_t)count);
    merge_sort(merged, spare, count);
    if (memcmp(quick, merged, count * sizeof *quick) != 0)
        fail("the two sorts disagree");
    for (size_t i = 0; i < count; i++) {
        put_signed(quick[i]);
        put_byte('\n');
    }
    return 0;
}
