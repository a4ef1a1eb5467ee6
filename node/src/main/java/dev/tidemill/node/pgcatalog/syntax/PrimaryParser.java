package dev.tidemill.node.pgcatalog.syntax;

import dev.tidemill.node.pgcatalog.syntax.Term.Call;
import dev.tidemill.node.pgcatalog.syntax.Term.SortKey;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what stands between operators: literals, names, calls, CASE, queries in parentheses. */
final class PrimaryParser {
    /** Functions that are called without parentheses. */
    private static final Set<String> BARE =
            Set.of(
                    "current_user",
                    "session_user",
                    "user",
                    "current_role",
                    "current_catalog",
                    "current_schema",
                    "current_date",
                    "current_timestamp",
                    "localtimestamp");

    private final Cursor cursor;
    private final TermParser terms;
    private final QueryParser queries;

    PrimaryParser(Cursor cursor, TermParser terms, QueryParser queries) {
        this.cursor = cursor;
        this.terms = terms;
        this.queries = queries;
    }

    Term primary() {
        Token token = cursor.peek();
        return switch (token.kind()) {
            case STRING -> new Term.Text(strings());
            case NUMBER -> {
                cursor.next();
                yield new Term.Numeral(new BigDecimal(token.text()));
            }
            case PARAMETER -> parameter();
            case WORD -> word(token);
            case QUOTED -> name();
            case MARK -> {
                if (!cursor.isMark("(")) {
                    throw cursor.unexpected();
                }
                yield parentheses();
            }
            case OPERATOR, END -> throw cursor.unexpected();
        };
    }

    /** Strings on several lines are one. */
    private String strings() {
        StringBuilder text = new StringBuilder(cursor.next().text());
        while (cursor.peek().kind() == Token.Kind.STRING) {
            text.append(cursor.next().text());
        }
        return text.toString();
    }

    private Term parameter() {
        String text = cursor.peek().text();
        int index = text.length() > 5 ? 0 : Integer.parseInt(text);
        if (index < 1) {
            throw cursor.error("there is no parameter $" + text);
        }
        cursor.next();
        return new Term.Parameter(index);
    }

    private Term parentheses() {
        cursor.expectMark("(");
        if (queries.isQuery()) {
            Query query = queries.query();
            cursor.expectMark(")");
            return new Term.Scalar(query);
        }
        List<Term> fields = cursor.list(terms::term);
        cursor.expectMark(")");
        return fields.size() == 1 ? fields.getFirst() : new Term.Row(fields);
    }

    private Term word(Token token) {
        return switch (token.text()) {
            case "null" -> {
                cursor.next();
                yield new Term.Null();
            }
            case "true", "false" -> {
                cursor.next();
                yield new Term.Truth(token.text().equals("true"));
            }
            case "case" -> cases();
            case "array" -> array();
            case "exists" -> {
                cursor.next();
                cursor.expectMark("(");
                Query query = queries.query();
                cursor.expectMark(")");
                yield new Term.Exists(query);
            }
            default -> other(token);
        };
    }

    /** A call, a literal behind its type, or a name. */
    private Term other(Token token) {
        boolean opens = cursor.peek(1).isMark("(");
        if (opens) {
            Term special = special(token.text());
            if (special != null) {
                return special;
            }
        } else if (BARE.contains(token.text()) && !cursor.peek(1).isMark(".")) {
            cursor.next();
            return Call.of(token.text());
        } else if (cursor.peek(1).kind() == Token.Kind.STRING || isTimeType()) {
            Term.TypeName type = new TypeNameParser(cursor).type();
            if (cursor.peek().kind() != Token.Kind.STRING) {
                throw cursor.unexpected();
            }
            return new Term.Cast(new Term.Text(strings()), type);
        }
        if (!Keywords.mayBeAlias(token) && !opens) {
            throw cursor.unexpected();
        }
        return name();
    }

    /** {@code timestamp with time zone '…'}. */
    private boolean isTimeType() {
        return (cursor.isWord("timestamp") || cursor.isWord("time"))
                && (cursor.peek(1).isWord("with") || cursor.peek(1).isWord("without"))
                && cursor.peek(2).isWord("time");
    }

    /** Functions whose arguments have a syntax of their own; null for all others. */
    private @Nullable Term special(String name) {
        return switch (name) {
            case "row" -> {
                cursor.next();
                yield new Term.Row(cursor.inParentheses(terms::term));
            }
            case "cast" -> {
                cursor.next();
                cursor.expectMark("(");
                Term operand = terms.term();
                cursor.expect("as");
                Term.TypeName type = new TypeNameParser(cursor).type();
                cursor.expectMark(")");
                yield new Term.Cast(operand, type);
            }
            case "extract" -> {
                cursor.next();
                cursor.expectMark("(");
                String field = cursor.next().text();
                cursor.expect("from");
                Term from = terms.term();
                cursor.expectMark(")");
                yield Call.of("extract", new Term.Text(field), from);
            }
            case "substring" -> substring();
            case "position" -> {
                cursor.next();
                cursor.expectMark("(");
                Term sought = primary();
                cursor.expect("in");
                Term text = terms.term();
                cursor.expectMark(")");
                yield Call.of("strpos", text, sought);
            }
            case "trim" -> trim();
            default -> null;
        };
    }

    private Term substring() {
        cursor.next();
        cursor.expectMark("(");
        List<Term> arguments = new ArrayList<>(List.of(terms.term()));
        while (!cursor.takeMark(")")) {
            if (!cursor.takeMark(",") && !cursor.take("from")) {
                cursor.expect("for");
                if (arguments.size() == 1) {
                    arguments.add(new Term.Numeral(BigDecimal.ONE));
                }
            }
            arguments.add(terms.term());
        }
        return Call.of("substring", arguments.toArray(Term[]::new));
    }

    private Term trim() {
        cursor.next();
        cursor.expectMark("(");
        String function = "btrim";
        if (cursor.take("leading")) {
            function = "ltrim";
        } else if (cursor.take("trailing")) {
            function = "rtrim";
        } else {
            cursor.take("both");
        }
        Term first = cursor.isWord("from") ? new Term.Text(" ") : terms.term();
        Call call;
        if (cursor.take("from")) {
            call = Call.of(function, terms.term(), first);
        } else {
            call = Call.of(function, first);
        }
        cursor.expectMark(")");
        return call;
    }

    private Term cases() {
        cursor.expect("case");
        Term operand = cursor.isWord("when") ? null : terms.term();
        List<Term.When> whens = new ArrayList<>();
        while (cursor.take("when")) {
            Term condition = terms.term();
            cursor.expect("then");
            whens.add(new Term.When(condition, terms.term()));
        }
        Term otherwise = cursor.take("else") ? terms.term() : null;
        cursor.expect("end");
        return new Term.Case(operand, whens, otherwise);
    }

    private Term array() {
        cursor.expect("array");
        if (cursor.takeMark("(")) {
            Query query = queries.query();
            cursor.expectMark(")");
            return new Term.ArrayQuery(query);
        }
        cursor.expectMark("[");
        List<Term> elements = cursor.isMark("]") ? List.of() : cursor.list(terms::term);
        cursor.expectMark("]");
        return new Term.ArrayOf(elements);
    }

    private Term name() {
        List<String> parts = new ArrayList<>(List.of(cursor.next().text()));
        while (cursor.isMark(".")) {
            cursor.next();
            if (cursor.takeOperator("*")) {
                return new Term.Star(parts);
            }
            parts.add(cursor.name());
        }
        return cursor.isMark("(") ? call(parts) : new Term.Name(parts);
    }

    /** The call whose name, of one part or more, has been read. */
    Call call(List<String> parts) {
        if (parts.size() > 2) {
            throw cursor.unsupported("a function of another database");
        }
        String schema = parts.size() == 2 ? parts.getFirst() : "";
        cursor.expectMark("(");
        List<Term> arguments = new ArrayList<>();
        List<SortKey> orderBy = List.of();
        boolean star = cursor.takeOperator("*");
        boolean distinct = false;
        if (!star && !cursor.isMark(")")) {
            distinct = cursor.take("distinct");
            if (!distinct) {
                cursor.take("all");
            }
            arguments.addAll(cursor.list(this::argument));
            orderBy = terms.orderBy();
        }
        cursor.expectMark(")");
        Term filter = null;
        if (cursor.isWord("filter") && cursor.peek(1).isMark("(")) {
            cursor.next();
            cursor.next();
            cursor.expect("where");
            filter = terms.term();
            cursor.expectMark(")");
        }
        return new Call(
                schema, parts.getLast(), arguments, star, distinct, orderBy, filter, window());
    }

    private Term argument() {
        if (cursor.isWord("variadic")) {
            throw cursor.unsupported("VARIADIC");
        }
        return terms.term();
    }

    private Term.@Nullable Window window() {
        if (!cursor.isWord("over")) {
            return null;
        }
        if (!cursor.peek(1).isMark("(")) {
            throw cursor.unsupported("a named window");
        }
        cursor.next();
        cursor.next();
        List<Term> partitionBy =
                cursor.take("partition", "by") ? cursor.list(terms::term) : List.of();
        List<SortKey> orderBy = terms.orderBy();
        if (!cursor.isMark(")")) {
            throw cursor.unsupported("a frame of a window");
        }
        cursor.next();
        return new Term.Window(partitionBy, orderBy);
    }
}
