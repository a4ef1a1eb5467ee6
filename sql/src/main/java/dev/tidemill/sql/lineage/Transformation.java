package dev.tidemill.sql.lineage;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * One way in which an input reaches an output.
 *
 * @param masking the input's values cannot be read back, since they were hashed or counted
 */
public record Transformation(Influence influence, boolean masking)
        implements Comparable<Transformation> {
    private static final Comparator<Transformation> ORDER =
            Comparator.comparing(Transformation::influence).thenComparing(Transformation::masking);

    public Transformation {
        requireNonNull(influence, "influence");
    }

    public static Transformation of(Influence influence) {
        return new Transformation(influence, false);
    }

    public static Transformation masking(Influence influence) {
        return new Transformation(influence, true);
    }

    /** This step behind a first one. */
    Transformation after(Transformation first) {
        return new Transformation(influence.after(first.influence), masking || first.masking);
    }

    @Override
    public int compareTo(Transformation other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return influence + (masking ? "(masked)" : "");
    }
}
