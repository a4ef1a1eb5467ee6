package dev.tidemill.node.pgcatalog.syntax;

import dev.tidemill.node.pgcatalog.syntax.Query.Alias;
import dev.tidemill.node.pgcatalog.syntax.Query.Body;
import dev.tidemill.node.pgcatalog.syntax.Query.From;
import dev.tidemill.node.pgcatalog.syntax.Query.JoinKind;
import dev.tidemill.node.pgcatalog.syntax.Query.SetKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one query. Owned by one call. */
public final class QueryParser {
    private final Cursor cursor;
    private final TermParser terms;

    private QueryParser(String sql) {
        this.cursor = new Cursor(sql);
        this.terms = new TermParser(cursor, this);
    }

    /**
     * One query and nothing behind it but a semicolon; throws SYNTAX_ERROR, UNSUPPORTED_SQL with
     * the place.
     */
    public static Query parse(String sql) {
        QueryParser parser = new QueryParser(sql);
        if (!parser.isQuery()) {
            throw parser.cursor.unexpected();
        }
        Query query = parser.query();
        while (parser.cursor.takeMark(";")) {}
        if (parser.cursor.peek().kind() != Token.Kind.END) {
            throw parser.cursor.unexpected();
        }
        return query;
    }

    /** Whether a statement begins as a query does; the rest of it is not looked at. */
    public static boolean startsQuery(String sql) {
        return Lexer.startsQuery(sql);
    }

    /** The type that a text names, as it stands in a cast; throws SYNTAX_ERROR. */
    public static Term.TypeName parseType(String text) {
        Cursor cursor = new Cursor(text);
        Term.TypeName type = new TypeNameParser(cursor).type();
        if (cursor.peek().kind() != Token.Kind.END) {
            throw cursor.unexpected();
        }
        return type;
    }

    /** Whether a query begins here, and no expression. */
    boolean isQuery() {
        int ahead = 0;
        while (cursor.peek(ahead).isMark("(")) {
            ahead++;
        }
        Token token = cursor.peek(ahead);
        return token.isWord("select") || token.isWord("with") || token.isWord("values");
    }

    Query query() {
        terms.enter();
        List<Query.CommonTable> with = with();
        Body body = setOperations(0);
        List<Term.SortKey> orderBy = terms.orderBy();
        Term limit = null;
        Term offset = null;
        while (true) {
            if (cursor.take("limit")) {
                limit = cursor.take("all") ? null : terms.term();
            } else if (cursor.take("offset")) {
                offset = terms.term();
                if (!cursor.take("rows")) {
                    cursor.take("row");
                }
            } else if (cursor.take("fetch")) {
                limit = fetch();
            } else {
                break;
            }
        }
        terms.leave();
        if (with.isEmpty()
                && orderBy.isEmpty()
                && limit == null
                && offset == null
                && body instanceof Query.Nested nested) {
            return nested.query();
        }
        return new Query(with, body, orderBy, limit, offset);
    }

    private Term fetch() {
        if (!cursor.take("first")) {
            cursor.expect("next");
        }
        Term count =
                cursor.isWord("row") || cursor.isWord("rows")
                        ? new Term.Numeral(java.math.BigDecimal.ONE)
                        : terms.term();
        if (!cursor.take("rows")) {
            cursor.expect("row");
        }
        cursor.expect("only");
        return count;
    }

    private List<Query.CommonTable> with() {
        if (!cursor.take("with")) {
            return List.of();
        }
        boolean recursive = cursor.take("recursive");
        return cursor.list(
                () -> {
                    String name = cursor.name();
                    List<String> columns =
                            cursor.isMark("(") ? cursor.inParentheses(cursor::name) : List.of();
                    cursor.expect("as");
                    cursor.take("not");
                    cursor.take("materialized");
                    cursor.expectMark("(");
                    Query query = query();
                    cursor.expectMark(")");
                    return new Query.CommonTable(name, columns, query, recursive);
                });
    }

    /** INTERSECT binds before UNION and EXCEPT. */
    private Body setOperations(int power) {
        Body left = operand();
        while (true) {
            SetKind kind =
                    cursor.isWord("union")
                            ? SetKind.UNION
                            : cursor.isWord("except")
                                    ? SetKind.EXCEPT
                                    : cursor.isWord("intersect") ? SetKind.INTERSECT : null;
            int own = kind == SetKind.INTERSECT ? 2 : 1;
            if (kind == null || own <= power) {
                return left;
            }
            cursor.next();
            boolean all = cursor.take("all");
            if (!all) {
                cursor.take("distinct");
            }
            left = new Query.SetOperation(kind, all, left, setOperations(own));
        }
    }

    private Body operand() {
        if (cursor.takeMark("(")) {
            Query query = query();
            cursor.expectMark(")");
            return new Query.Nested(query);
        }
        if (cursor.take("values")) {
            return new Query.Values(cursor.list(() -> cursor.inParentheses(terms::term)));
        }
        return select();
    }

    private Body select() {
        cursor.expect("select");
        List<Term> distinctOn = List.of();
        boolean distinct = cursor.take("distinct");
        if (distinct && cursor.take("on")) {
            distinctOn = cursor.inParentheses(terms::term);
            distinct = false;
        } else {
            cursor.take("all");
        }
        List<Query.Item> items = isEndOfItems() ? List.of() : cursor.list(this::item);
        List<From> from = cursor.take("from") ? cursor.list(this::joined) : List.of();
        Term where = cursor.take("where") ? terms.term() : null;
        List<Term> groupBy = List.of();
        if (cursor.take("group", "by")) {
            cursor.take("all");
            groupBy = cursor.list(this::groupKey);
        }
        Term having = cursor.take("having") ? terms.term() : null;
        if (cursor.isWord("window")) {
            throw cursor.unsupported("WINDOW");
        }
        return new Query.Select(distinct, distinctOn, items, from, where, groupBy, having);
    }

    private boolean isEndOfItems() {
        return cursor.isWord("from") || cursor.isMark(")") || cursor.isMark(";");
    }

    private Term groupKey() {
        for (String word : List.of("rollup", "cube", "grouping")) {
            if (cursor.isWord(word) && cursor.peek(1).kind() != Token.Kind.MARK) {
                throw cursor.unsupported("grouping sets");
            }
        }
        return terms.term();
    }

    private Query.Item item() {
        if (cursor.takeOperator("*")) {
            return new Query.Item(new Term.Star(List.of()), null);
        }
        Term term = terms.term();
        String alias = null;
        if (cursor.take("as")) {
            alias = cursor.name();
        } else if (Keywords.mayBeAlias(cursor.peek())) {
            alias = cursor.name();
        }
        return new Query.Item(term, alias);
    }

    private From joined() {
        From left = one();
        while (true) {
            boolean natural = cursor.take("natural");
            if (cursor.take("cross", "join")) {
                left = new Query.Join(JoinKind.INNER, left, one(), null, List.of(), false);
                continue;
            }
            JoinKind kind = joinKind();
            if (kind == null) {
                if (natural) {
                    throw cursor.unexpected();
                }
                return left;
            }
            left = join(kind, left, natural);
        }
    }

    private From join(JoinKind kind, From left, boolean natural) {
        From right = one();
        if (natural) {
            return new Query.Join(kind, left, right, null, List.of(), true);
        }
        terms.enter();
        // a JOIN b JOIN c ON … ON …: the inner condition comes first.
        while (!cursor.isWord("on") && !cursor.isWord("using")) {
            JoinKind inner = joinKind();
            if (inner == null) {
                throw cursor.unexpected();
            }
            right = join(inner, right, false);
        }
        terms.leave();
        if (cursor.take("using")) {
            List<String> using = cursor.inParentheses(cursor::name);
            return new Query.Join(kind, left, right, null, using, false);
        }
        cursor.expect("on");
        return new Query.Join(kind, left, right, terms.term(), List.of(), false);
    }

    private @Nullable JoinKind joinKind() {
        if (cursor.take("join") || cursor.take("inner", "join")) {
            return JoinKind.INNER;
        }
        for (JoinKind kind : List.of(JoinKind.LEFT, JoinKind.RIGHT, JoinKind.FULL)) {
            String word = kind.name().toLowerCase(java.util.Locale.ROOT);
            if (cursor.take(word, "join") || cursor.take(word, "outer", "join")) {
                return kind;
            }
        }
        return null;
    }

    private From one() {
        boolean lateral = cursor.take("lateral");
        if (cursor.isMark("(")) {
            return parenthesis();
        }
        if (cursor.isWord("rows") && cursor.peek(1).isWord("from")) {
            cursor.next();
            cursor.next();
            List<Term.Call> calls = cursor.inParentheses(this::functionCall);
            return function(calls);
        }
        cursor.take("only");
        int position = cursor.peek().start();
        List<String> parts = new ArrayList<>(List.of(cursor.name()));
        while (cursor.takeMark(".")) {
            parts.add(cursor.name());
        }
        if (cursor.isMark("(")) {
            return function(List.of(call(parts)));
        }
        if (lateral) {
            throw cursor.unexpected();
        }
        cursor.takeOperator("*");
        // A database before the schema is this one, or none of ours.
        String schema = parts.size() == 1 ? "" : parts.get(parts.size() - 2);
        return new Query.Table(schema, parts.getLast(), alias(), position);
    }

    /** A query with its alias, or tables that are joined in there. */
    private From parenthesis() {
        boolean isQuery = isQuery() && !isJoin();
        terms.enter();
        cursor.expectMark("(");
        if (isQuery) {
            Query query = query();
            cursor.expectMark(")");
            terms.leave();
            return new Query.DerivedTable(query, alias());
        }
        From inner = joined();
        cursor.expectMark(")");
        terms.leave();
        return inner;
    }

    /** Whether {@code ((SELECT …) …} goes on with an alias, so that the outer one is no query. */
    private boolean isJoin() {
        if (!cursor.peek(1).isMark("(")) {
            return false;
        }
        int ahead = 2;
        for (int depth = 1; depth > 0; ahead++) {
            Token token = cursor.peek(ahead);
            if (token.kind() == Token.Kind.END) {
                return false;
            }
            depth += token.isMark("(") ? 1 : token.isMark(")") ? -1 : 0;
        }
        return Keywords.mayBeAlias(cursor.peek(ahead)) || cursor.peek(ahead).isWord("as");
    }

    private Term.Call functionCall() {
        List<String> parts = new ArrayList<>(List.of(cursor.name()));
        while (cursor.takeMark(".")) {
            parts.add(cursor.name());
        }
        return call(parts);
    }

    private Term.Call call(List<String> parts) {
        return new PrimaryParser(cursor, terms, this).call(parts);
    }

    private From function(List<Term.Call> calls) {
        boolean ordinality = cursor.take("with", "ordinality");
        return new Query.FunctionTable(calls, ordinality, alias());
    }

    private Alias alias() {
        String alias = null;
        if (cursor.take("as")) {
            if (cursor.isMark("(")) {
                throw cursor.unsupported("a list of column types");
            }
            alias = cursor.name();
        } else if (Keywords.mayBeAlias(cursor.peek())) {
            alias = cursor.name();
        }
        List<String> columns = List.of();
        if (alias != null && cursor.isMark("(")) {
            columns = cursor.inParentheses(cursor::name);
        }
        return new Alias(alias, columns);
    }
}
