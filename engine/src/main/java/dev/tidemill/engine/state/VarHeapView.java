package dev.tidemill.engine.state;

import java.util.Arrays;

/** Reads the byte strings of a {@link VarHeap}, from its writer's pages or from a snapshot's. */
public sealed class VarHeapView permits VarHeap {
    /** Slot widths; a longer string takes a chain of whole pages. */
    private static final int[] WIDTHS = {
        16, 24, 32, 48, 64, 80, 96, 128, 168, 256, 504, 1016, 2040, 4080
    };

    static final int SMALL_MAX = WIDTHS[WIDTHS.length - 1];

    /** A chained page begins with the next page's number + 1. */
    static final int CHAIN_HEADER = 4;

    static final int CHAIN_BYTES = Page.BYTES - CHAIN_HEADER;

    private static final Slots[] CLASSES =
            Arrays.stream(WIDTHS).mapToObj(Slots::new).toArray(Slots[]::new);
    private static final byte[] CLASS_OF_LENGTH = classOfLength();

    private final PageSource source;

    public VarHeapView(PageSource source) {
        this.source = source;
    }

    private static byte[] classOfLength() {
        byte[] classes = new byte[SMALL_MAX / 8 + 1];
        int next = 0;
        for (int i = 0; i < classes.length; i++) {
            if (i * 8 > WIDTHS[next]) {
                next++;
            }
            classes[i] = (byte) next;
        }
        return classes;
    }

    static int classOf(int length) {
        return CLASS_OF_LENGTH[(length + 7) >>> 3];
    }

    static Slots slots(int sizeClass) {
        return CLASSES[sizeClass];
    }

    /** Copies a string's bytes. The length must be the one it was stored with. */
    public final void read(long reference, int length, byte[] target, int at) {
        if (length <= SMALL_MAX) {
            byte[] page = source.page(Slots.page(reference));
            System.arraycopy(page, slots(classOf(length)).offset(reference), target, at, length);
            return;
        }
        int done = 0;
        for (int number = (int) reference; done < length; ) {
            byte[] page = source.page(number);
            int count = Math.min(CHAIN_BYTES, length - done);
            System.arraycopy(page, CHAIN_HEADER, target, at + done, count);
            done += count;
            number = Page.getInt(page, 0) - 1;
        }
    }

    /** True when the string has these bytes. */
    public final boolean matches(long reference, int length, byte[] bytes, int start) {
        if (length <= SMALL_MAX) {
            byte[] page = source.page(Slots.page(reference));
            int at = slots(classOf(length)).offset(reference);
            return Arrays.equals(page, at, at + length, bytes, start, start + length);
        }
        int done = 0;
        for (int number = (int) reference; done < length; ) {
            byte[] page = source.page(number);
            int count = Math.min(CHAIN_BYTES, length - done);
            if (!Arrays.equals(
                    page,
                    CHAIN_HEADER,
                    CHAIN_HEADER + count,
                    bytes,
                    start + done,
                    start + done + count)) {
                return false;
            }
            done += count;
            number = Page.getInt(page, 0) - 1;
        }
        return true;
    }
}
