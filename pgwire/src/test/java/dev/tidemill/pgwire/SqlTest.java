package dev.tidemill.pgwire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.pgwire.sql.Command;
import dev.tidemill.pgwire.sql.CommandReader;
import dev.tidemill.pgwire.sql.CopyOptions;
import dev.tidemill.pgwire.sql.Lexer;
import dev.tidemill.pgwire.sql.RenderedSql;
import dev.tidemill.pgwire.sql.StatementText;
import dev.tidemill.pgwire.sql.Token;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a session understands of SQL itself. */
class SqlTest {
    private static List<String> texts(String sql) {
        return Lexer.tokens(sql).stream().map(Token::text).toList();
    }

    private static Command read(String sql) {
        return CommandReader.read(StatementText.of(sql));
    }

    @Test
    void cutsByPostgreSqlsRulesOfQuotes() {
        assertEquals(
                List.of(
                        "SELECT",
                        "'a''b;'",
                        ",",
                        "\"c\"\"d;\"",
                        ",",
                        "E'\\';'",
                        ",",
                        "$1",
                        ",",
                        "$x$;'$x$"),
                texts(
                        "SELECT 'a''b;', \"c\"\"d;\", E'\\';', $1, $x$;'$x$ -- ;\n /* ; /* ; */ ; */"));
        assertEquals(List.of("a", ".", "b", "1.5e-3", "+", "$$;$$"), texts("a.b 1.5e-3+$$;$$"));
    }

    @Test
    void splitsStatements() {
        List<StatementText> all = StatementText.split(" SELECT ';' ;; SELECT 2; -- no more;\n");
        assertEquals(
                List.of("SELECT ';' ", "SELECT 2"), all.stream().map(StatementText::sql).toList());
        assertEquals(List.of(1, 15), all.stream().map(StatementText::offset).toList());
    }

    @Test
    void neverFailsToCutAnything() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String letters = "aE$'\"\\;-/* 1.e+\n\u20ac[](),";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder sql = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                sql.append(letters.charAt(random.nextInt(letters.length())));
            }
            int end = 0;
            for (Token token : Lexer.tokens(sql.toString())) {
                assertEquals(
                        true, token.from() >= end && token.to() > token.from(), sql.toString());
                assertEquals(token.text(), sql.substring(token.from(), token.to()));
                String _ = token.value();
                end = token.to();
            }
            for (StatementText statement : StatementText.split(sql.toString())) {
                try {
                    Command _ = CommandReader.read(statement);
                } catch (TidemillException e) {
                    // It is told that it is wrong.
                }
            }
        }
    }

    @Test
    void findsAPlaceBehindParametersAgain() {
        StatementText text = StatementText.of("SELECT $1,\n $2 + nothing");
        RenderedSql sql = RenderedSql.of(text, number -> "'a long text %d'".formatted(number));
        assertEquals("SELECT 'a long text 1',\n 'a long text 2' + nothing", sql.sql());
        int column = sql.sql().split("\n", -1)[1].indexOf("nothing") + 1;
        assertEquals(text.sql().indexOf("nothing") + 1, sql.position(text, 2, column));
        assertEquals(8, sql.position(text, 1, 8));
    }

    @Test
    void readsWhatIsAboutTheSession() {
        assertEquals(
                new Command.Set("timezone", "Europe/Berlin", false),
                read("SET TIME ZONE 'Europe/Berlin'"));
        assertEquals(new Command.Set("timezone", "-3", true), read("SET LOCAL TIME ZONE -3"));
        assertEquals(
                new Command.Set("search_path", "a, b", false),
                read("set session search_path = a, \"b\""));
        assertEquals(new Command.Set("datestyle", null, false), read("SET DateStyle TO DEFAULT"));
        assertEquals(
                new Command.Show("transaction_isolation"),
                read("SHOW TRANSACTION ISOLATION LEVEL"));
        assertEquals(new Command.Deallocate(null), read("DEALLOCATE PREPARE ALL"));
        assertEquals(new Command.Fetch("c", 7, false), read("FETCH FORWARD 7 IN c"));
        assertEquals(new Command.Fetch("c", Long.MAX_VALUE, true), read("MOVE ALL c"));
        assertEquals(
                new Command.ExecutePrepared("p", List.of("1", "f(2, 3)", "'a,b'")),
                read("EXECUTE p(1, f(2, 3), 'a,b')"));
        assertEquals(
                new Command.CopyIn(
                        "t", List.of("a", "b"), CopyOptions.CSV.withHeader(true).withNull("-")),
                read("COPY t (a, b) FROM STDIN WITH (FORMAT csv, HEADER, NULL '-')"));
        assertEquals(
                new Command.CopyIn("t", List.of(), CopyOptions.CSV.withDelimiter('|')),
                read("COPY public.t FROM STDIN DELIMITER '|' CSV".replace("public.", "")));
        assertEquals(
                new Command.Subscribe("t", false, CopyOptions.CSV),
                read("SUBSCRIBE TO t WITH (SNAPSHOT false, FORMAT csv)"));
        assertInstanceOf(Command.Query.class, read("/* a */ ((SELECT 1))"));
        assertInstanceOf(Command.Execute.class, read("UPDATE t SET x = 1"));
        assertInstanceOf(Command.Empty.class, read(" -- nothing"));
        TidemillException wrong = assertThrows(TidemillException.class, () -> read("FETCH\n FROM"));
        assertEquals("42601", wrong.errorCode().sqlState());
        assertEquals(2, java.util.Objects.requireNonNull(wrong.place()).line());
    }
}
