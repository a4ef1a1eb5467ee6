package dev.tidemill.algebra.plan;

import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.List;

/** The rows for which the predicate is true; false and NULL both drop a row. */
public record Filter(Plan input, Expr predicate) implements Plan {
    public Filter {
        if (predicate.type() != Type.BOOLEAN) {
            throw new IllegalArgumentException("predicate is " + predicate.type());
        }
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
        return new Filter(inputs.getFirst(), predicate);
    }

    @Override
    public String describe() {
        return "filter " + predicate;
    }
}
