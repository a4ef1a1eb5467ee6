package dev.tidemill.algebra.expr;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import java.util.List;

/**
 * A conversion with PostgreSQL's rules: numbers round half away from zero (DOUBLE to an integer
 * rounds half to even), a value that does not fit or does not parse is an error of its row.
 */
public record Cast(Expr input, Type type) implements Expr {
    public Cast {
        requireNonNull(input, "input");
        requireNonNull(type, "type");
    }

    @Override
    public List<Expr> children() {
        return List.of(input);
    }

    @Override
    public Expr withChildren(List<Expr> children) {
        return new Cast(children.getFirst(), type);
    }

    @Override
    public String toString() {
        return "CAST(" + input + " AS " + type + ")";
    }
}
