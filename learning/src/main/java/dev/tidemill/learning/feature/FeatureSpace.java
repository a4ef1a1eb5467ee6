package dev.tidemill.learning.feature;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The features of a model by name and position; part of what is written with it.
 *
 * @param numbers the names of the numeric features
 * @param categories the names of the features that are hashed
 * @param crosses pairs of categories that count as further categories; only linear models and naive
 *     Bayes see them, as a tree finds its own
 * @param hashBits linear models have 2 to this many slots for all categories; with n values in use
 *     about n² / 2^(bits + 1) pairs share one
 */
public record FeatureSpace(
        List<String> numbers, List<String> categories, List<Cross> crosses, int hashBits)
        implements Stored {
    /** Together, of all kinds; a row's work and a tree's leaves grow with them. */
    public static final int FEATURES_MAX = 1024;

    public static final int HASH_BITS_DEFAULT = 16;
    public static final int HASH_BITS_MAX = 24;

    public FeatureSpace {
        numbers = List.copyOf(numbers);
        categories = List.copyOf(categories);
        crosses = List.copyOf(crosses);
        int features = numbers.size() + categories.size() + crosses.size();
        if (features == 0 || features > FEATURES_MAX) {
            throw new IllegalArgumentException(
                    "%d features; 1 to %d are possible".formatted(features, FEATURES_MAX));
        }
        if (hashBits < 1 || hashBits > HASH_BITS_MAX) {
            throw new IllegalArgumentException(
                    "%d hash bits; 1 to %d are possible".formatted(hashBits, HASH_BITS_MAX));
        }
        List<String> names = new ArrayList<>(numbers);
        names.addAll(categories);
        if (Set.copyOf(names).size() < names.size()) {
            throw new IllegalArgumentException("two features have one name: " + names);
        }
        for (Cross cross : crosses) {
            if (Math.max(cross.first(), cross.second()) >= categories.size()) {
                throw new IllegalArgumentException(cross + " is of a category that is not there");
            }
        }
    }

    public static FeatureSpace of(List<String> numbers, List<String> categories) {
        return new FeatureSpace(numbers, categories, List.of(), HASH_BITS_DEFAULT);
    }

    public static FeatureSpace ofNumbers(String... names) {
        return of(List.of(names), List.of());
    }

    public static FeatureSpace read(ModelReader in) {
        try {
            List<String> numbers = texts(in);
            List<String> categories = texts(in);
            int length = in.length(2 * Integer.BYTES);
            List<Cross> crosses = new ArrayList<>(length);
            for (int i = 0; i < length; i++) {
                crosses.add(new Cross(in.integer(), in.integer()));
            }
            return new FeatureSpace(numbers, categories, crosses, in.integer());
        } catch (IllegalArgumentException wrong) {
            throw ModelReader.corrupt(String.valueOf(wrong.getMessage()));
        }
    }

    private static List<String> texts(ModelReader in) {
        int length = in.length(Integer.BYTES);
        List<String> texts = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            texts.add(in.text());
        }
        return texts;
    }

    @Override
    public void write(ModelWriter out) {
        out.number(numbers.size());
        numbers.forEach(out::text);
        out.number(categories.size());
        categories.forEach(out::text);
        out.number(crosses.size());
        crosses.forEach(cross -> out.number(cross.first()).number(cross.second()));
        out.number(hashBits);
    }

    /** How many hashed features a row has: categories and then crosses. */
    public int hashed() {
        return categories.size() + crosses.size();
    }

    /** 2 to the hash bits, or 0 when nothing is hashed. */
    public int slots() {
        return hashed() == 0 ? 0 : 1 << hashBits;
    }
}
