package dev.tidemill.algebra.expr;

import dev.tidemill.algebra.type.Type;
import java.util.List;

/**
 * A scalar expression over the columns of one row. NULL in gives NULL out unless a record says
 * otherwise. {@link Object#toString} is canonical: equal texts mean equal expressions.
 */
public sealed interface Expr
        permits ColumnRef, Literal, Call, JavaCall, Cast, Logical, Case, Coalesce, InList, Now {
    Type type();

    /** The direct operands, in order. */
    List<Expr> children();

    /** The same expression over other operands, as many as {@link #children} gives. */
    Expr withChildren(List<Expr> children);
}
