package dev.tidemill.node.pgcatalog.syntax;

import dev.tidemill.node.pgcatalog.syntax.Term.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads expressions by PostgreSQL's precedences. Owned by one call. */
final class TermParser {
    /** How deep expressions and queries may nest. */
    static final int DEPTH_MAX = 200;

    /** How many operators of one rank may follow each other, as conditions between OR do. */
    static final int CHAIN_MAX = 1_000;

    private static final int OR = 1;
    private static final int AND = 2;
    private static final int NOT = 3;
    private static final int IS = 4;
    private static final int COMPARISON = 5;
    private static final int MATCH = 6;
    private static final int OTHER = 7;
    private static final int ADD = 8;
    private static final int MULTIPLY = 9;
    private static final int POWER = 10;
    private static final int ZONE = 11;
    private static final int COLLATE = 12;
    private static final int SIGN = 13;
    private static final int POSTFIX = 14;

    private static final Set<String> COMPARISONS = Set.of("=", "<", ">", "<=", ">=", "<>", "!=");

    private final Cursor cursor;
    private final QueryParser queries;
    private final PrimaryParser primaries;
    private int depth;

    TermParser(Cursor cursor, QueryParser queries) {
        this.cursor = cursor;
        this.queries = queries;
        this.primaries = new PrimaryParser(cursor, this, queries);
    }

    Term term() {
        return term(0);
    }

    /** Counts one more level of nesting. */
    void enter() {
        if (++depth > DEPTH_MAX) {
            throw cursor.error("expressions nest deeper than " + DEPTH_MAX);
        }
    }

    void leave() {
        depth--;
    }

    private Term term(int power) {
        enter();
        Term term = prefix();
        Term longer = infix(term, power);
        for (int length = 1; longer != null; length++) {
            if (length > CHAIN_MAX) {
                throw cursor.error("an expression has more than " + CHAIN_MAX + " operators");
            }
            term = longer;
            longer = infix(term, power);
        }
        leave();
        return term;
    }

    private Term prefix() {
        if (cursor.take("not")) {
            return new Term.Not(term(NOT));
        }
        Token token = cursor.peek();
        if (token.kind() == Token.Kind.OPERATOR) {
            cursor.next();
            boolean sign = token.text().equals("-") || token.text().equals("+");
            return new Term.Unary(token.text(), term(sign ? SIGN : OTHER));
        }
        return primaries.primary();
    }

    /** The term that what follows makes of the one on its left; null when it binds less. */
    private @Nullable Term infix(Term left, int power) {
        Token token = cursor.peek();
        return switch (token.kind()) {
            case OPERATOR -> operator(left, token.text(), power);
            case MARK -> mark(left, token.text(), power);
            case WORD -> word(left, token.text(), power);
            default -> null;
        };
    }

    private @Nullable Term operator(Term left, String operator, int power) {
        int own =
                switch (operator) {
                    case "^" -> POWER;
                    case "*", "/", "%" -> MULTIPLY;
                    case "+", "-" -> ADD;
                    default -> COMPARISONS.contains(operator) ? COMPARISON : OTHER;
                };
        if (own <= power) {
            return null;
        }
        cursor.next();
        return right(left, operator.equals("!=") ? "<>" : operator, own);
    }

    /** The right side of an operator, which may be ANY or ALL of an array or a query. */
    private Term right(Term left, String operator, int own) {
        boolean any = cursor.isWord("any") || cursor.isWord("some");
        if ((any || cursor.isWord("all")) && cursor.peek(1).isMark("(")) {
            cursor.next();
            cursor.next();
            Term array = queries.isQuery() ? new Term.ArrayQuery(queries.query()) : term();
            cursor.expectMark(")");
            return new Term.Quantified(operator, !any, left, array);
        }
        return new Term.Binary(operator, left, term(own));
    }

    private @Nullable Term mark(Term left, String mark, int power) {
        if (power >= POSTFIX + 1) {
            return null;
        }
        return switch (mark) {
            case "::" -> {
                cursor.next();
                yield new Term.Cast(left, new TypeNameParser(cursor).type());
            }
            case "[" -> subscript(left);
            case "." -> {
                cursor.next();
                boolean all = cursor.takeOperator("*");
                yield new Term.Field(left, all ? "*" : cursor.name());
            }
            default -> null;
        };
    }

    private Term subscript(Term array) {
        cursor.expectMark("[");
        Term low = cursor.isMark(":") ? null : term();
        if (low != null && cursor.takeMark("]")) {
            return new Term.Subscript(array, low);
        }
        cursor.expectMark(":");
        Term high = cursor.isMark("]") ? null : term();
        cursor.expectMark("]");
        return new Term.Slice(array, low, high);
    }

    private @Nullable Term word(Term left, String word, int power) {
        return switch (word) {
            case "or" -> power < OR && cursor.take("or") ? new Term.Or(left, term(OR)) : null;
            case "and" -> power < AND && cursor.take("and") ? new Term.And(left, term(AND)) : null;
            case "is" -> power < IS ? is(left) : null;
            case "isnull", "notnull" ->
                    power < IS && cursor.take(word)
                            ? new Term.IsNull(left, word.equals("notnull"))
                            : null;
            case "collate" -> power < COLLATE ? collate(left) : null;
            case "at" ->
                    power < ZONE && cursor.take("at", "time", "zone")
                            ? Term.Call.of("timezone", term(ZONE), left)
                            : null;
            case "operator" ->
                    power < OTHER && cursor.peek(1).isMark("(")
                            ? right(left, qualifiedOperator(), OTHER)
                            : null;
            case "not", "between", "in", "like", "ilike", "similar" ->
                    power < MATCH ? match(left) : null;
            default -> null;
        };
    }

    /** {@code OPERATOR(pg_catalog.~)}. */
    private String qualifiedOperator() {
        cursor.next();
        cursor.expectMark("(");
        if (cursor.peek().isName()) {
            cursor.next();
            cursor.expectMark(".");
        }
        Token operator = cursor.next();
        if (operator.kind() != Token.Kind.OPERATOR) {
            throw cursor.unexpected();
        }
        cursor.expectMark(")");
        return operator.text().equals("!=") ? "<>" : operator.text();
    }

    /** Texts compare by code points whatever the collation. */
    private Term collate(Term left) {
        cursor.expect("collate");
        cursor.name();
        if (cursor.takeMark(".")) {
            cursor.name();
        }
        return left;
    }

    private Term is(Term left) {
        cursor.expect("is");
        boolean negated = cursor.take("not");
        if (cursor.take("null")) {
            return new Term.IsNull(left, negated);
        }
        if (cursor.take("unknown")) {
            return new Term.IsNull(left, negated);
        }
        if (cursor.take("true")) {
            return new Term.IsTruth(left, true, negated);
        }
        if (cursor.take("false")) {
            return new Term.IsTruth(left, false, negated);
        }
        cursor.expect("distinct");
        cursor.expect("from");
        return new Term.IsDistinct(left, term(IS), negated);
    }

    private @Nullable Term match(Term left) {
        boolean negated = cursor.isWord("not");
        String word = cursor.peek(negated ? 1 : 0).text();
        if (!Set.of("between", "in", "like", "ilike", "similar").contains(word)) {
            return null;
        }
        if (negated) {
            cursor.next();
        }
        cursor.next();
        return switch (word) {
            case "between" -> {
                cursor.take("symmetric");
                Term low = term(MATCH);
                cursor.expect("and");
                yield new Term.Between(left, low, term(MATCH), negated);
            }
            case "in" -> in(left, negated);
            case "similar" -> throw cursor.unsupported("SIMILAR TO");
            default -> like(left, word.equals("ilike"), negated);
        };
    }

    private Term like(Term left, boolean ignoresCase, boolean negated) {
        String operator = (negated ? "!~~" : "~~") + (ignoresCase ? "*" : "");
        Term matched = right(left, operator, MATCH);
        if (!cursor.take("escape")) {
            return matched;
        }
        Term escape = term(MATCH);
        if (!(matched instanceof Term.Binary binary)) {
            throw cursor.unsupported("ESCAPE behind ANY");
        }
        return new Term.Binary(operator, left, Term.Call.of("like_escape", binary.right(), escape));
    }

    private Term in(Term left, boolean negated) {
        cursor.expectMark("(");
        if (queries.isQuery()) {
            Query query = queries.query();
            cursor.expectMark(")");
            return new Term.InQuery(left, query, negated);
        }
        List<Term> values = cursor.list(this::term);
        cursor.expectMark(")");
        return new Term.InList(left, values, negated);
    }

    /** The keys behind {@code ORDER BY}, which has been read; none when it is not next. */
    List<SortKey> orderBy() {
        return cursor.take("order", "by") ? cursor.list(this::sortKey) : new ArrayList<>();
    }

    private SortKey sortKey() {
        Term term = term();
        boolean descending = false;
        if (cursor.take("using")) {
            descending = cursor.next().text().startsWith(">");
        } else if (cursor.take("desc")) {
            descending = true;
        } else {
            cursor.take("asc");
        }
        boolean nullsFirst = descending;
        if (cursor.take("nulls", "first")) {
            nullsFirst = true;
        } else if (cursor.take("nulls", "last")) {
            nullsFirst = false;
        }
        return new SortKey(term, descending, nullsFirst);
    }
}
