package dev.tidemill.learning.shift;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import java.util.Arrays;

/** The last values of one feature, missing ones among them. */
public final class ValueWindow implements Stored {
    // NaN is a missing one.
    private final double[] values;
    private long added;

    public ValueWindow(int capacity) {
        this(new double[capacity]);
    }

    private ValueWindow(double[] values) {
        if (values.length < 1) {
            throw new IllegalArgumentException("a window of %d values".formatted(values.length));
        }
        this.values = values;
    }

    public static ValueWindow read(ModelReader in) {
        try {
            ValueWindow window = new ValueWindow(in.reals());
            window.added = in.whole();
            return window;
        } catch (IllegalArgumentException wrong) {
            throw ModelReader.corrupt(String.valueOf(wrong.getMessage()));
        }
    }

    @Override
    public void write(ModelWriter out) {
        out.numbers(values).number(added);
    }

    /**
     * Takes the next value; it pushes the oldest out of a full window.
     *
     * @param value NaN when it is missing, as {@link
     *     dev.tidemill.learning.feature.FeatureVector#number} has it
     */
    public void add(double value) {
        values[(int) (added++ % values.length)] = value;
    }

    public int size() {
        return (int) Math.min(added, values.length);
    }

    /** The values as they are now, to compare with others or to compare others with. */
    public Sample sample() {
        return Sample.of(Arrays.copyOf(values, size()));
    }
}
