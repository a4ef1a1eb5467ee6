package dev.tidemill.algebra.expr;

import dev.tidemill.algebra.type.Type;
import java.util.List;

/** The value of an input column, by position from 0. */
public record ColumnRef(int index, Type type) implements Expr {
    public ColumnRef {
        if (index < 0) {
            throw new IllegalArgumentException("column " + index);
        }
    }

    @Override
    public List<Expr> children() {
        return List.of();
    }

    @Override
    public Expr withChildren(List<Expr> children) {
        return this;
    }

    @Override
    public String toString() {
        return "$" + index;
    }
}
