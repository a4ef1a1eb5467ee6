package dev.tidemill.store;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.store.SqlTokens.Kind;
import dev.tidemill.store.SqlTokens.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A query with each PREDICT as what it stands for, a subquery over the predictions:
 *
 * <pre>
 * predict('buys', v.id)
 *   → (SELECT score FROM tidemill.predictions_buys WHERE id = v.id)
 * </pre>
 *
 * whose own names are such that no query has them, so that each name of the key means what it meant
 * outside. Places of errors are told in the text as it was written. Immutable.
 */
final class PredictText {
    private static final String SCORE = "predict";
    private static final String VALUE = "predict_value";
    private static final String PREFIX = "tidemill.predictions_";

    private static final Set<String> CLAUSES =
            Set.of(
                    "select",
                    "from",
                    "where",
                    "group",
                    "having",
                    "qualify",
                    "window",
                    "order",
                    "limit",
                    "offset",
                    "union",
                    "intersect",
                    "except",
                    "values",
                    "on",
                    "using");

    private final String written;
    private final StringBuilder sql = new StringBuilder();
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Token> tokens;
    private final List<@Nullable String> clauses = new ArrayList<>();
    private final PinnedTables tables;

    /**
     * A part of the text.
     *
     * @param start where it is in the new text
     * @param from where it was, or where it was put in
     * @param length how much of it was there
     */
    private record Piece(int start, int from, int length) {}

    /** The predictions that a call asks for. */
    private record Asked(String predictor, TableSnapshot predictions) {
        List<String> key() {
            return predictions.key().stream()
                    .map(column -> predictions.schema().field(column).name())
                    .toList();
        }

        /** The subquery, up to its conditions. */
        String head(boolean isScore) {
            Schema schema = predictions.schema();
            boolean isNumber = schema.type(schema.indexOf("prediction")) == Type.DOUBLE;
            String answer = isScore && !isNumber ? "score" : "prediction";
            StringBuilder columns = new StringBuilder(answer + " AS \"$answer\"");
            for (int i = 0; i < key().size(); i++) {
                String name = key().get(i).replace("\"", "\"\"");
                columns.append(", \"%s\" AS \"$key%d\"".formatted(name, i));
            }
            return "(SELECT \"$predict\".\"$answer\" FROM (SELECT "
                    + columns
                    + " FROM tidemill.\"predictions_"
                    + predictor
                    + "\") AS \"$predict\" WHERE ";
        }
    }

    private PredictText(String written, List<Token> tokens, PinnedTables tables) {
        this.written = written;
        this.tokens = tokens;
        this.tables = tables;
    }

    /**
     * A query over tables.
     *
     * @throws TidemillException UNKNOWN_PREDICTOR, or what else a call of PREDICT does not keep to,
     *     at its place
     */
    static PredictText of(String sql, PinnedTables tables) {
        boolean mayHaveSome = sql.toLowerCase(Locale.ROOT).contains(SCORE);
        PredictText text =
                new PredictText(sql, mayHaveSome ? SqlTokens.of(sql) : List.of(), tables);
        text.findClauses();
        text.copyWithCalls(0, text.tokens.size(), 0, sql.length());
        return text;
    }

    String sql() {
        return sql.toString();
    }

    /** An error of the new text at its place in the one that was written. */
    TidemillException placed(TidemillException error) {
        Place place = error.place();
        return place == null || place.source() != null || pieces.size() <= 1
                ? error
                : error.at(place(original(offset(place))));
    }

    private int original(int offset) {
        int found = 0;
        for (Piece piece : pieces) {
            if (piece.start() <= offset) {
                found = piece.from() + Math.min(offset - piece.start(), piece.length());
            }
        }
        return found;
    }

    /** Lines and columns count code points, from 1. */
    private int offset(Place place) {
        int line = 1;
        int at = 0;
        while (line < place.line() && at < sql.length()) {
            line += sql.charAt(at++) == '\n' ? 1 : 0;
        }
        int column = 1;
        while (column < place.column() && at < sql.length()) {
            at += Character.charCount(sql.codePointAt(at));
            column++;
        }
        return at;
    }

    private Place place(int offset) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < offset; i++) {
            if (written.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return Place.at(line, written.codePointCount(start, offset) + 1);
    }

    /** The clause that each token stands in, within its own brackets. */
    private void findClauses() {
        Deque<String> open = new ArrayDeque<>();
        String clause = "";
        for (Token token : tokens) {
            if (token.is('(')) {
                open.push(clause);
                clause = "";
            } else if (token.is(')')) {
                clause = open.isEmpty() ? "" : open.pop();
            } else if (token.kind() == Kind.WORD && CLAUSES.contains(lower(token))) {
                clause = lower(token);
            }
            clauses.add(clause);
        }
    }

    private static String lower(Token token) {
        return token.text().toLowerCase(Locale.ROOT);
    }

    private void copy(int from, int to) {
        if (to > from) {
            pieces.add(new Piece(sql.length(), from, to - from));
            sql.append(written, from, to);
        }
    }

    private void insert(String text, int at) {
        pieces.add(new Piece(sql.length(), at, 0));
        sql.append(text);
    }

    /** Copies a part of the text, some tokens, with what is there instead of calls. */
    private void copyWithCalls(int first, int end, int from, int to) {
        int copied = from;
        int i = first;
        while (i < end) {
            if (isCall(i)) {
                copy(copied, tokens.get(i).start());
                int last = call(i, end);
                copied = tokens.get(last).end();
                i = last;
            }
            i++;
        }
        copy(copied, to);
    }

    private boolean isCall(int i) {
        Token token = tokens.get(i);
        if (!token.is(SCORE) && !token.is(VALUE)) {
            return false;
        }
        Token before = i == 0 ? null : tokens.get(i - 1);
        boolean isName = before != null && (before.is('.') || before.is("as") || before.is("with"));
        return !isName && i + 1 < tokens.size() && tokens.get(i + 1).is('(');
    }

    /** Puts in what a call stands for; gives its last token. */
    private int call(int name, int end) {
        List<Integer> ends = new ArrayList<>();
        int depth = 0;
        int last = -1;
        for (int i = name + 1; i < end && last < 0; i++) {
            Token token = tokens.get(i);
            boolean closes = token.is(')') || token.is(']') || token.is('}');
            depth += token.is('(') || token.is('[') || token.is('{') ? 1 : closes ? -1 : 0;
            if (depth == 0 || (depth == 1 && token.is(','))) {
                ends.add(i);
            }
            last = depth == 0 ? i : -1;
        }
        Token at = tokens.get(name);
        if (last < 0) {
            throw error(at, ErrorCode.SYNTAX_ERROR, "the call of " + at.text() + " has no end");
        }
        Asked asked = asked(name, ends.getFirst());
        int keySize = asked.key().size();
        if (ends.size() - 1 != keySize) {
            throw error(
                            at,
                            ErrorCode.UNKNOWN_FUNCTION,
                            "%s takes the predictor and a key of %d values, and not %d"
                                    .formatted(lower(at), keySize, ends.size() - 1))
                    .withHint("The key is " + asked.key());
        }
        insert(asked.head(at.is(SCORE)), at.start());
        for (int i = 0; i < keySize; i++) {
            int firstToken = ends.get(i) + 1;
            int endToken = ends.get(i + 1);
            if (firstToken == endToken) {
                throw error(
                        tokens.get(endToken),
                        ErrorCode.SYNTAX_ERROR,
                        "a value of the key is empty");
            }
            int start = tokens.get(firstToken).start();
            insert((i == 0 ? "" : " AND ") + "\"$predict\".\"$key" + i + "\" = (", start);
            copyWithCalls(firstToken, endToken, start, tokens.get(endToken - 1).end());
            insert(")", tokens.get(endToken - 1).end());
        }
        insert(isSelected(name, last) ? ") AS " + lower(at) : ")", tokens.get(last).start());
        return last;
    }

    private Asked asked(int name, int endOfFirst) {
        Token constant = tokens.get(name + 2);
        if (endOfFirst != name + 3 || constant.kind() != Kind.TEXT) {
            throw error(
                            tokens.get(name),
                            ErrorCode.INVALID_ARGUMENT,
                            "%s names its predictor as a constant text"
                                    .formatted(lower(tokens.get(name))))
                    .withHint("PREDICT('name', key)");
        }
        String predictor = constant.text().substring(1, constant.text().length() - 1);
        if (!tables.names().contains(PREFIX + predictor)) {
            TidemillException error =
                    error(
                            constant,
                            ErrorCode.UNKNOWN_PREDICTOR,
                            "there is no predictor " + predictor);
            List<String> all =
                    tables.names().stream()
                            .filter(table -> table.startsWith(PREFIX))
                            .map(table -> table.substring(PREFIX.length()))
                            .sorted()
                            .toList();
            throw all.isEmpty()
                    ? error
                    : error.withHint("The predictors are " + String.join(", ", all));
        }
        return new Asked(predictor, tables.table(PREFIX + predictor));
    }

    /** Whether a call is a whole column of a SELECT, which is called as the function then. */
    private boolean isSelected(int name, int last) {
        Token before = name == 0 ? null : tokens.get(name - 1);
        Token behind = last + 1 < tokens.size() ? tokens.get(last + 1) : null;
        boolean begins =
                before != null && (before.is("select") || before.is("distinct") || before.is(','));
        boolean ends =
                behind == null
                        || behind.is(',')
                        || behind.is(')')
                        || behind.is(';')
                        || (behind.kind() == Kind.WORD && CLAUSES.contains(lower(behind)));
        return "select".equals(clauses.get(name)) && begins && ends;
    }

    private TidemillException error(Token at, ErrorCode code, String message) {
        return new TidemillException(code, message).at(place(at.start()));
    }
}
