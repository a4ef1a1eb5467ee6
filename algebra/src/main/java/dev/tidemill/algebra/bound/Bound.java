package dev.tidemill.algebra.bound;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongBinaryOperator;
import java.util.stream.Collectors;

/**
 * A lower bound of a column: after a tick, no change to come has a value below it. NULLs are not
 * bounded. It never goes back from tick to tick.
 *
 * <p>Values are those of {@code Column}: microseconds of a timestamp, days of a DATE. {@link
 * Object#toString} is canonical and is what people read.
 */
public sealed interface Bound {
    /** The bound's value at a frontier; empty when nothing is known yet. */
    OptionalLong at(Frontier frontier);

    /** Whether the bound depends on now(), so that it moves though no row comes. */
    boolean readsClock();

    /** The watermark of a table's column. */
    record Watermark(String table, String column) implements Bound {
        public Watermark {
            requireNonNull(table, "table");
            requireNonNull(column, "column");
        }

        @Override
        public OptionalLong at(Frontier frontier) {
            return frontier.watermark(this);
        }

        @Override
        public boolean readsClock() {
            return false;
        }

        @Override
        public String toString() {
            return "watermark(" + table + "." + column + ")";
        }
    }

    /** The tick's time. */
    record Clock() implements Bound {
        @Override
        public OptionalLong at(Frontier frontier) {
            return frontier.now();
        }

        @Override
        public boolean readsClock() {
            return true;
        }

        @Override
        public String toString() {
            return "now()";
        }
    }

    /** What a function that never falls makes of a bound. */
    record Mapped(Bound of, MonotoneStep step) implements Bound {
        public Mapped {
            requireNonNull(of, "of");
            requireNonNull(step, "step");
        }

        @Override
        public OptionalLong at(Frontier frontier) {
            OptionalLong value = of.at(frontier);
            return value.isEmpty() ? value : step.apply(value.getAsLong());
        }

        @Override
        public boolean readsClock() {
            return of.readsClock();
        }

        @Override
        public String toString() {
            return step.describe(of.toString());
        }
    }

    /** The least of several, all of which must be known. */
    record Least(List<Bound> of) implements Bound {
        public Least {
            of = List.copyOf(of);
        }

        @Override
        public OptionalLong at(Frontier frontier) {
            return of.stream().map(bound -> bound.at(frontier)).anyMatch(OptionalLong::isEmpty)
                    ? OptionalLong.empty()
                    : known(of, frontier, Math::min);
        }

        @Override
        public boolean readsClock() {
            return of.stream().anyMatch(Bound::readsClock);
        }

        @Override
        public String toString() {
            return named("least", of);
        }
    }

    /** The greatest of several, as far as they are known. */
    record Greatest(List<Bound> of) implements Bound {
        public Greatest {
            of = List.copyOf(of);
        }

        @Override
        public OptionalLong at(Frontier frontier) {
            return known(of, frontier, Math::max);
        }

        @Override
        public boolean readsClock() {
            return of.stream().anyMatch(Bound::readsClock);
        }

        @Override
        public String toString() {
            return named("greatest", of);
        }
    }

    private static OptionalLong known(
            List<Bound> bounds, Frontier frontier, LongBinaryOperator choice) {
        return bounds.stream()
                .map(bound -> bound.at(frontier))
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .reduce(choice);
    }

    private static String named(String function, List<Bound> bounds) {
        return bounds.stream()
                .map(Bound::toString)
                .collect(Collectors.joining(", ", function + "(", ")"));
    }

    /** The bound below both; either one alone when they are equal. */
    static Bound least(Bound one, Bound other) {
        return one.equals(other) ? one : new Least(List.of(one, other));
    }

    /** The better of two bounds that both hold. */
    static Bound greatest(Bound one, Bound other) {
        return one.equals(other) ? one : new Greatest(List.of(one, other));
    }

    /** The bound moved by a constant, in the column's unit. */
    default Bound plus(long distance) {
        if (distance == 0) {
            return this;
        }
        if (this instanceof Mapped(Bound inner, MonotoneStep.Shift(long there))) {
            return inner.plus(Math.addExact(there, distance));
        }
        return new Mapped(this, new MonotoneStep.Shift(distance));
    }
}
