package dev.tidemill.learning.shift;

import dev.tidemill.learning.feature.CategoryHash;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import java.util.Arrays;

/** The last values of one category, by their hashes, missing ones among them. */
public final class CategoryWindow implements Stored {
    private final long[] hashes;
    private long added;

    public CategoryWindow(int capacity) {
        this(new long[capacity]);
    }

    private CategoryWindow(long[] hashes) {
        if (hashes.length < 1) {
            throw new IllegalArgumentException("a window of %d values".formatted(hashes.length));
        }
        this.hashes = hashes;
    }

    public static CategoryWindow read(ModelReader in) {
        long[] hashes = in.wholes();
        if (hashes.length < 1) {
            throw ModelReader.corrupt("a window of no values");
        }
        CategoryWindow window = new CategoryWindow(hashes);
        window.added = in.whole();
        return window;
    }

    @Override
    public void write(ModelWriter out) {
        out.numbers(hashes).number(added);
    }

    /**
     * Takes the next value; it pushes the oldest out of a full window.
     *
     * @param hash {@link CategoryHash#MISSING} when there is none
     */
    public void add(long hash) {
        hashes[(int) (added++ % hashes.length)] = hash;
    }

    public int size() {
        return (int) Math.min(added, hashes.length);
    }

    /** The values as they are now, in ascending order; not to be changed. */
    public long[] sorted() {
        long[] sorted = Arrays.copyOf(hashes, size());
        Arrays.sort(sorted);
        return sorted;
    }
}
