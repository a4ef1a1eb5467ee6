package dev.tidemill.algebra.expr;

import dev.tidemill.algebra.type.Type;
import java.util.List;

/**
 * The tick's time, a constant within a tick. Plans that run keep it out of every expression but the
 * bounds of a {@link dev.tidemill.algebra.plan.TemporalFilter}; it stands here for the planner.
 */
public record Now() implements Expr {
    @Override
    public Type type() {
        return Type.TIMESTAMPTZ;
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
        return "NOW()";
    }
}
