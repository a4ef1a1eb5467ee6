package dev.tidemill.learning.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row as learners see it, to be filled again for the next one; all features are missing at
 * first. For one thread.
 */
public final class FeatureVector implements Stored {
    /** Numbers and targets beyond this are refused: sums of their squares would overflow. */
    public static final double MAGNITUDE_MAX = 1e100;

    private final FeatureSpace space;
    // NaN is a missing one.
    private final double[] numbers;
    // CategoryHash.MISSING is a missing one.
    private final long[] categories;
    // As they were given, for models that know no hashes; no part of what is written.
    private final @Nullable CharSequence[] texts;

    public FeatureVector(FeatureSpace space) {
        this.space = requireNonNull(space, "space");
        this.numbers = new double[space.numbers().size()];
        this.categories = new long[space.categories().size()];
        this.texts = new @Nullable CharSequence[categories.length];
        clear();
    }

    /** The features of a row that was kept until its label came. */
    public static FeatureVector read(FeatureSpace space, ModelReader in) {
        FeatureVector vector = new FeatureVector(space);
        double[] numbers = in.reals(vector.numbers.length);
        System.arraycopy(numbers, 0, vector.numbers, 0, numbers.length);
        for (int i = 0; i < vector.categories.length; i++) {
            vector.categories[i] = in.whole();
        }
        return vector;
    }

    @Override
    public void write(ModelWriter out) {
        out.numbers(numbers);
        for (long category : categories) {
            out.number(category);
        }
    }

    public FeatureSpace space() {
        return space;
    }

    /** Makes all features missing. */
    public FeatureVector clear() {
        Arrays.fill(numbers, Double.NaN);
        Arrays.fill(categories, CategoryHash.MISSING);
        Arrays.fill(texts, null);
        return this;
    }

    /** Takes all features of another row of the same space. */
    public FeatureVector copyFrom(FeatureVector other) {
        if (!space.equals(other.space)) {
            throw new IllegalArgumentException("a row of other features");
        }
        System.arraycopy(other.numbers, 0, numbers, 0, numbers.length);
        System.arraycopy(other.categories, 0, categories, 0, categories.length);
        System.arraycopy(other.texts, 0, texts, 0, texts.length);
        return this;
    }

    /**
     * Sets a number; one that is NaN, infinite or beyond {@link #MAGNITUDE_MAX} is refused with
     * {@link ErrorCode#UNLEARNABLE}, and the row stays as it was.
     */
    public FeatureVector number(int feature, double value) {
        if (!(Math.abs(value) <= MAGNITUDE_MAX)) {
            throw new TidemillException(
                            ErrorCode.UNLEARNABLE,
                            "feature \"%s\" is %s".formatted(space.numbers().get(feature), value))
                    .withHint("give NULL when the value is not known");
        }
        numbers[feature] = value;
        return this;
    }

    public FeatureVector missingNumber(int feature) {
        numbers[feature] = Double.NaN;
        return this;
    }

    /** Sets a category; null is a missing one, and an empty text is a value. */
    public FeatureVector category(int feature, @Nullable CharSequence value) {
        categories[feature] = value == null ? CategoryHash.MISSING : CategoryHash.of(value);
        texts[feature] = value;
        return this;
    }

    /** Sets a category that is a number, such as a key; it is another than the number's text. */
    public FeatureVector category(int feature, long value) {
        categories[feature] = CategoryHash.of(value);
        texts[feature] = Long.toString(value);
        return this;
    }

    public FeatureVector missingCategory(int feature) {
        categories[feature] = CategoryHash.MISSING;
        texts[feature] = null;
        return this;
    }

    public boolean hasNumber(int feature) {
        return !Double.isNaN(numbers[feature]);
    }

    /** NaN when it is missing. */
    public double number(int feature) {
        return numbers[feature];
    }

    public boolean hasCategory(int feature) {
        return categories[feature] != CategoryHash.MISSING;
    }

    /** The hash of the value; 0 when it is missing, and never otherwise. */
    public long category(int feature) {
        return categories[feature];
    }

    /** The category as it was given; null when it is missing, or the row was kept meanwhile. */
    public @Nullable String text(int feature) {
        CharSequence text = texts[feature];
        return text == null ? null : text.toString();
    }

    /**
     * The slot of a hashed feature: first the categories, then the crosses. The same value of two
     * features has two slots. −1 when it is missing.
     */
    public int slot(int hashed) {
        long hash = hashed < categories.length ? categories[hashed] : cross(hashed);
        if (hash == CategoryHash.MISSING) {
            return -1;
        }
        return (int) (CategoryHash.of(hash, hashed + 1L) >>> (Long.SIZE - space.hashBits()));
    }

    private long cross(int hashed) {
        Cross cross = space.crosses().get(hashed - categories.length);
        long first = categories[cross.first()];
        long second = categories[cross.second()];
        boolean missing = first == CategoryHash.MISSING || second == CategoryHash.MISSING;
        return missing ? CategoryHash.MISSING : CategoryHash.of(first, second);
    }
}
