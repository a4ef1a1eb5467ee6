package dev.tidemill.algebra.expr;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of the first branch whose condition is true, else {@code otherwise}. A branch is
 * evaluated only for the rows that reach it.
 */
public record Case(List<Branch> branches, Expr otherwise, Type type) implements Expr {
    /** A condition and what it leads to. */
    public record Branch(Expr condition, Expr result) {
        public Branch {
            requireNonNull(condition, "condition");
            requireNonNull(result, "result");
        }
    }

    public Case {
        branches = List.copyOf(branches);
        requireNonNull(otherwise, "otherwise");
        requireNonNull(type, "type");
    }

    /** Condition, result, condition, result …, otherwise. */
    @Override
    public List<Expr> children() {
        List<Expr> children = new ArrayList<>();
        for (Branch branch : branches) {
            children.add(branch.condition());
            children.add(branch.result());
        }
        children.add(otherwise);
        return children;
    }

    @Override
    public Expr withChildren(List<Expr> children) {
        List<Branch> renewed = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            renewed.add(new Branch(children.get(2 * i), children.get(2 * i + 1)));
        }
        return new Case(renewed, children.getLast(), type);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("CASE");
        for (Branch branch : branches) {
            text.append(" WHEN ").append(branch.condition());
            text.append(" THEN ").append(branch.result());
        }
        return text.append(" ELSE ").append(otherwise).append(" END").toString();
    }
}
