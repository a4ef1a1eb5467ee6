package dev.tidemill.node.pgcatalog.syntax;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression as it is written, before names are found and types known. */
public sealed interface Term {
    /** A text in quotes, whose type follows from its place. */
    record Text(String value) implements Term {}

    record Numeral(BigDecimal value) implements Term {}

    record Truth(boolean value) implements Term {}

    record Null() implements Term {}

    /**
     * {@code $1}.
     *
     * @param index from 1
     */
    record Parameter(int index) implements Term {}

    /** A column or a table, with what stands before it. */
    record Name(List<String> parts) implements Term {
        public Name {
            parts = List.copyOf(parts);
        }

        public String last() {
            return parts.getLast();
        }
    }

    /** {@code *}, or all columns of a table. */
    record Star(List<String> qualifier) implements Term {
        public Star {
            qualifier = List.copyOf(qualifier);
        }
    }

    /**
     * A function, an aggregate or a window function.
     *
     * @param name the last of its parts
     * @param schema empty when none is given
     * @param star {@code count(*)}
     * @param filter of an aggregate, or null
     * @param over the window, or null
     */
    record Call(
            String schema,
            String name,
            List<Term> arguments,
            boolean star,
            boolean distinct,
            List<SortKey> orderBy,
            @Nullable Term filter,
            @Nullable Window over)
            implements Term {
        public Call {
            arguments = List.copyOf(arguments);
            orderBy = List.copyOf(orderBy);
        }

        public static Call of(String name, Term... arguments) {
            return new Call("", name, List.of(arguments), false, false, List.of(), null, null);
        }
    }

    record Window(List<Term> partitionBy, List<SortKey> orderBy) {
        public Window {
            partitionBy = List.copyOf(partitionBy);
            orderBy = List.copyOf(orderBy);
        }
    }

    /**
     * By what rows are put in order.
     *
     * @param nullsFirst where NULL goes
     */
    record SortKey(Term term, boolean descending, boolean nullsFirst) {}

    record Unary(String operator, Term operand) implements Term {}

    record Binary(String operator, Term left, Term right) implements Term {}

    record Not(Term operand) implements Term {}

    record And(Term left, Term right) implements Term {}

    record Or(Term left, Term right) implements Term {}

    /** {@code IS NULL}, or not. */
    record IsNull(Term operand, boolean negated) implements Term {}

    /** {@code IS TRUE}, {@code IS NOT FALSE} and so on. */
    record IsTruth(Term operand, boolean value, boolean negated) implements Term {}

    record IsDistinct(Term left, Term right, boolean negated) implements Term {}

    record Between(Term operand, Term low, Term high, boolean negated) implements Term {}

    record InList(Term operand, List<Term> values, boolean negated) implements Term {
        public InList {
            values = List.copyOf(values);
        }
    }

    record InQuery(Term operand, Query query, boolean negated) implements Term {}

    /** {@code = ANY (array)}; a query stands as an {@link ArrayQuery}. */
    record Quantified(String operator, boolean all, Term left, Term array) implements Term {}

    record Exists(Query query) implements Term {}

    record Scalar(Query query) implements Term {}

    record ArrayQuery(Query query) implements Term {}

    record ArrayOf(List<Term> elements) implements Term {
        public ArrayOf {
            elements = List.copyOf(elements);
        }
    }

    record Row(List<Term> fields) implements Term {
        public Row {
            fields = List.copyOf(fields);
        }
    }

    record Cast(Term operand, TypeName type) implements Term {}

    /**
     * A type as it is named.
     *
     * @param modifiers as in {@code numeric(12,2)}
     */
    record TypeName(String schema, String name, List<Integer> modifiers, boolean isArray) {
        public TypeName {
            modifiers = List.copyOf(modifiers);
        }
    }

    /**
     * CASE.
     *
     * @param operand null for one with conditions
     */
    record Case(@Nullable Term operand, List<When> whens, @Nullable Term otherwise)
            implements Term {
        public Case {
            whens = List.copyOf(whens);
        }
    }

    record When(Term condition, Term value) {}

    record Subscript(Term array, Term index) implements Term {}

    record Slice(Term array, @Nullable Term low, @Nullable Term high) implements Term {}

    /** {@code (row).field}; all fields for {@code *}. */
    record Field(Term row, String name) implements Term {}
}
