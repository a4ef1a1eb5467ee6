package dev.tidemill.algebra.jsonpath;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a path from a value to others. */
public sealed interface PathStep {
    /** {@code .key}. */
    record Member(String key) implements PathStep {
        public Member {
            requireNonNull(key, "key");
        }
    }

    /** {@code .*}. */
    record AnyMember() implements PathStep {}

    /** {@code [*]}. */
    record AnyElement() implements PathStep {}

    /** {@code [1, 3 to last]}. */
    record Elements(List<Range> ranges) implements PathStep {
        /**
         * Positions from 0.
         *
         * @param to null for one position
         */
        public record Range(PathNode from, @Nullable PathNode to) {
            public Range {
                requireNonNull(from, "from");
            }
        }

        public Elements {
            ranges = List.copyOf(ranges);
        }
    }

    /**
     * {@code .**}, {@code .**{2}} or {@code .**{1 to last}}: values at these depths below, 0 being
     * the value itself.
     *
     * @param last {@link #LAST} for the leaves' depth
     */
    record Depths(int first, int last) implements PathStep {
        /** As deep as there is something. */
        public static final int LAST = Integer.MAX_VALUE;
    }

    /** {@code ?(predicate)}. */
    record Filter(PathNode.Predicate predicate) implements PathStep {
        public Filter {
            requireNonNull(predicate, "predicate");
        }
    }

    /** {@code .size()} and its like. */
    record Method(Kind kind) implements PathStep {
        /** What a method gives; each has PostgreSQL's name. */
        public enum Kind {
            TYPE,
            SIZE,
            ABS,
            FLOOR,
            CEILING,
            DOUBLE,
            NUMBER,
            INTEGER,
            BIGINT,
            BOOLEAN,
            STRING
        }

        public Method {
            requireNonNull(kind, "kind");
        }
    }

    /** {@code .decimal(precision, scale)}. */
    record Decimal(int precision, int scale) implements PathStep {}
}
