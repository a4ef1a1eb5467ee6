package dev.tidemill.learning.learner;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import java.util.Arrays;

/**
 * Numbers the values of one category from 0 in the order in which they came, up to a bound.
 *
 * <p>An open hash table of ordinals plus one; 0 is a free place. At most half of it is in use.
 */
final class CategoryOrdinals implements Stored {
    private static final int PLACES_MIN = 8;

    private final int sizeMax;
    private long[] values = new long[PLACES_MIN / 2];
    private int[] places = new int[PLACES_MIN];
    private int size;

    CategoryOrdinals(int sizeMax) {
        this.sizeMax = sizeMax;
    }

    static CategoryOrdinals read(ModelReader in, int sizeMax) {
        CategoryOrdinals ordinals = new CategoryOrdinals(sizeMax);
        for (long value : in.wholes()) {
            if (value == 0 || ordinals.find(value) >= 0 || ordinals.findOrTake(value) < 0) {
                throw ModelReader.corrupt("a category's values are not those of one");
            }
        }
        return ordinals;
    }

    @Override
    public void write(ModelWriter out) {
        out.numbers(Arrays.copyOf(values, size));
    }

    /** −1 for a value that has no number. */
    int find(long value) {
        return places[place(value)] - 1;
    }

    /** As {@link #find}, but a new value gets the next number as long as there is one. */
    int findOrTake(long value) {
        int place = place(value);
        if (places[place] != 0) {
            return places[place] - 1;
        }
        if (size == sizeMax) {
            return -1;
        }
        if (2 * (size + 1) > places.length) {
            grow();
            place = place(value);
        }
        values[size++] = value;
        places[place] = size;
        return size - 1;
    }

    private void grow() {
        places = new int[2 * places.length];
        values = Arrays.copyOf(values, places.length / 2);
        for (int i = 0; i < size; i++) {
            places[place(values[i])] = i + 1;
        }
    }

    /** Where the value is, or the free place where it would be. */
    private int place(long value) {
        int mask = places.length - 1;
        int place = (int) value & mask;
        while (places[place] != 0 && values[places[place] - 1] != value) {
            place = (place + 1) & mask;
        }
        return place;
    }

    int size() {
        return size;
    }

    long value(int ordinal) {
        return values[ordinal];
    }

    /** How many ordinals there is room for without growing. */
    int room() {
        return values.length;
    }

    long bytes() {
        return 64 + 8L * values.length + 4L * places.length;
    }
}
