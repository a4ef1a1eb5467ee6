package dev.tidemill.algebra.plan;

import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.type.Schema;
import java.util.List;

/** Constant rows. */
public record Values(Schema schema, List<List<Literal>> rows) implements Plan {
    public Values {
        rows = rows.stream().map(List::copyOf).toList();
    }

    @Override
    public List<Plan> inputs() {
        return List.of();
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return this;
    }

    @Override
    public String describe() {
        return "values " + rows;
    }
}
