package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a text says of the transaction itself: BEGIN, START TRANSACTION, COMMIT, END, ROLLBACK,
 * ABORT, SAVEPOINT, ROLLBACK TO, RELEASE, SET TRANSACTION.
 */
public sealed interface TransactionWords {
    /** BEGIN or START TRANSACTION. */
    record Begin(Modes modes) implements TransactionWords {}

    /** SET TRANSACTION, for the transaction that has begun. */
    record SetModes(Modes modes) implements TransactionWords {}

    /** SET SESSION CHARACTERISTICS AS TRANSACTION, for those to come. */
    record SetDefaults(Modes modes) implements TransactionWords {}

    /**
     * COMMIT or END.
     *
     * @param chain whether another one begins at once
     */
    record Commit(boolean chain) implements TransactionWords {}

    /**
     * ROLLBACK or ABORT.
     *
     * @param chain whether another one begins at once
     */
    record Rollback(boolean chain) implements TransactionWords {}

    /** SAVEPOINT. */
    record Savepoint(String name) implements TransactionWords {}

    /** ROLLBACK TO [SAVEPOINT]. */
    record RollbackTo(String name) implements TransactionWords {}

    /** RELEASE [SAVEPOINT]. */
    record Release(String name) implements TransactionWords {}

    /**
     * What is said of how a transaction is to be.
     *
     * @param isolation null when nothing is said of it
     * @param readOnly null when nothing is said of it
     */
    record Modes(@Nullable Isolation isolation, @Nullable Boolean readOnly) {
        // Spelled out, since a compact constructor's parameters lose their annotations.
        public Modes(@Nullable Isolation isolation, @Nullable Boolean readOnly) {
            this.isolation = isolation;
            this.readOnly = readOnly;
        }

        /** Options with what is said here. */
        public TransactionOptions over(TransactionOptions options) {
            return new TransactionOptions(
                    isolation == null ? options.isolation() : isolation,
                    readOnly == null ? options.readOnly() : readOnly);
        }
    }

    /**
     * Reads one statement; empty when it is about something else.
     *
     * @throws TidemillException SYNTAX_ERROR; UNSUPPORTED_SQL of SERIALIZABLE
     */
    static Optional<TransactionWords> of(String sql) {
        Reader reader = new Reader(words(sql));
        return switch (reader.next()) {
            case "begin" -> {
                reader.skip("work", "transaction");
                yield Optional.of(new Begin(reader.modes()));
            }
            case "start" -> {
                if (!reader.skip("transaction")) {
                    yield Optional.empty();
                }
                yield Optional.of(new Begin(reader.modes()));
            }
            case "commit", "end" -> {
                reader.skip("work", "transaction");
                yield Optional.of(new Commit(reader.chain()));
            }
            case "abort" -> {
                reader.skip("work", "transaction");
                yield Optional.of(new Rollback(reader.chain()));
            }
            case "rollback" -> {
                reader.skip("work", "transaction");
                if (reader.skip("to")) {
                    reader.skip("savepoint");
                    yield Optional.of(new RollbackTo(reader.name()));
                }
                yield Optional.of(new Rollback(reader.chain()));
            }
            case "savepoint" -> Optional.of(new Savepoint(reader.name()));
            case "release" -> {
                reader.skip("savepoint");
                yield Optional.of(new Release(reader.name()));
            }
            case "set" -> reader.set();
            default -> Optional.empty();
        };
    }

    /** Words in small letters and commas, names in quotes as they are; comments are passed over. */
    private static List<String> words(String sql) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < sql.length() && words.size() < Reader.WORDS_MAX) {
            char c = sql.charAt(at);
            if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
            } else if (sql.startsWith("/*", at)) {
                int end = sql.indexOf("*/", at + 2);
                at = end < 0 ? sql.length() : end + 2;
            } else if (Character.isJavaIdentifierStart(c)) {
                int end = at;
                while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
                    end++;
                }
                words.add(sql.substring(at, end).toLowerCase(Locale.ROOT));
                at = end;
            } else if (c == '"') {
                int end = sql.indexOf('"', at + 1);
                end = end < 0 ? sql.length() : end;
                words.add("\"" + sql.substring(at + 1, end));
                at = end + 1;
            } else {
                if (!Character.isWhitespace(c) && c != ';') {
                    words.add(String.valueOf(c));
                }
                at++;
            }
        }
        return words;
    }

    /** Goes through a statement's words. */
    final class Reader {
        /** Longer statements are about something else. */
        private static final int WORDS_MAX = 64;

        private final List<String> words;
        private int at;

        private Reader(List<String> words) {
            this.words = requireNonNull(words, "words");
        }

        private String next() {
            return at < words.size() ? words.get(at++) : "";
        }

        private boolean skip(String... some) {
            for (String word : some) {
                if (at < words.size() && words.get(at).equals(word)) {
                    at++;
                    return true;
                }
            }
            return false;
        }

        private String name() {
            String name = next();
            boolean isName = name.startsWith("\"") || (!name.isEmpty() && isWord(name.charAt(0)));
            if (!isName) {
                throw unexpected(name);
            }
            requireEnd();
            return name.startsWith("\"") ? name.substring(1) : name;
        }

        private static boolean isWord(char first) {
            return Character.isJavaIdentifierStart(first);
        }

        private boolean chain() {
            boolean chain = false;
            if (skip("and")) {
                boolean not = skip("no");
                if (!skip("chain")) {
                    throw unexpected(next());
                }
                chain = !not;
            }
            requireEnd();
            return chain;
        }

        private Optional<TransactionWords> set() {
            if (skip("transaction")) {
                return Optional.of(new SetModes(modes()));
            }
            if (!skip("session") || !skip("characteristics")) {
                return Optional.empty();
            }
            if (!skip("as") || !skip("transaction")) {
                throw unexpected(next());
            }
            return Optional.of(new SetDefaults(modes()));
        }

        private Modes modes() {
            Isolation isolation = null;
            Boolean readOnly = null;
            while (at < words.size()) {
                String word = next();
                switch (word) {
                    case "isolation" -> {
                        if (!skip("level")) {
                            throw unexpected(next());
                        }
                        isolation = isolation();
                    }
                    case "read" -> {
                        readOnly = skip("only");
                        if (!readOnly && !skip("write")) {
                            throw unexpected(next());
                        }
                    }
                    case "not" -> {
                        if (!skip("deferrable")) {
                            throw unexpected(next());
                        }
                    }
                    case "deferrable", "," -> {}
                    default -> throw unexpected(word);
                }
            }
            return new Modes(isolation, readOnly);
        }

        private Isolation isolation() {
            String word = next();
            if (word.equals("serializable")) {
                throw new TidemillException(
                                ErrorCode.UNSUPPORTED_SQL,
                                "transactions are not serializable, but of snapshot isolation")
                        .withHint("ISOLATION LEVEL REPEATABLE READ is what there is");
            }
            if (word.equals("repeatable") && skip("read")) {
                return Isolation.REPEATABLE_READ;
            }
            if (word.equals("read") && skip("committed", "uncommitted")) {
                return Isolation.READ_COMMITTED;
            }
            throw unexpected(word);
        }

        private void requireEnd() {
            if (at < words.size()) {
                throw unexpected(words.get(at));
            }
        }

        private static TidemillException unexpected(String word) {
            return new TidemillException(
                    ErrorCode.SYNTAX_ERROR,
                    word.isEmpty()
                            ? "the SQL ends too early"
                            : "syntax error at or near \"" + word.replace("\"", "") + "\"");
        }
    }
}
