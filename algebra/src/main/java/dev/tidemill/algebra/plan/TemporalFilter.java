package dev.tidemill.algebra.plan;

import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Schema;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are valid at the tick's time: {@code from <= now() < to}, where both bounds are
 * timestamps computed from the row. Rows appear and expire by themselves as time goes on.
 *
 * <p>A row whose given bound is NULL is never valid. {@code t > now() - interval '1 hour'} becomes
 * {@code to = t + 1 hour}; with {@code >=} it is one microsecond later.
 *
 * @param from the first instant of validity; null when a row is valid from the beginning
 * @param to the first instant after validity; null when a row never expires
 */
public record TemporalFilter(Plan input, @Nullable Expr from, @Nullable Expr to) implements Plan {
    public TemporalFilter {
        if (from == null && to == null) {
            throw new IllegalArgumentException("a temporal filter needs a bound");
        }
        Stream.of(from, to)
                .filter(Objects::nonNull)
                .filter(bound -> !bound.type().isTimestamp())
                .findAny()
                .ifPresent(
                        bound -> {
                            throw new IllegalArgumentException("bound is " + bound.type());
                        });
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public List<Plan> inputs() {
        return List.of(input);
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return new TemporalFilter(inputs.getFirst(), from, to);
    }

    @Override
    public String describe() {
        return "valid from " + from + " to " + to;
    }
}
