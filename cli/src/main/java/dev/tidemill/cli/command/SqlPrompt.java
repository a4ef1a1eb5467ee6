package dev.tidemill.cli.command;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.ErrorText;
import dev.tidemill.cli.show.Paint;
import dev.tidemill.cli.show.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one query after the other until the input ends. A query ends with a semicolon; one that
 * fails is explained, and the next is asked for.
 */
final class SqlPrompt {
    private static final String FIRST = "sql> ";
    private static final String NEXT = "...> ";

    private final ServerClient client;
    private final Terminal terminal;
    private final BufferedReader lines;

    SqlPrompt(ServerClient client, Terminal terminal) {
        this.client = client;
        this.terminal = terminal;
        this.lines =
                new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
    }

    void run() throws IOException {
        Paint paint = terminal.paint();
        terminal.out().println(paint.dim("end a query with a semicolon, the session with \\q"));
        for (String query = read(); query != null; query = read()) {
            if (!query.isBlank()) {
                answer(query);
            }
        }
    }

    /** The next query without its semicolon; null when there is none any more. */
    private @Nullable String read() throws IOException {
        StringBuilder query = new StringBuilder();
        while (true) {
            ask(query.isEmpty() ? FIRST : NEXT);
            String line = lines.readLine();
            if (line == null || line.strip().equals("\\q")) {
                return null;
            }
            query.append(line);
            String text = query.toString().stripTrailing();
            if (text.endsWith(";")) {
                return text.substring(0, text.length() - 1);
            }
            query.append('\n');
        }
    }

    private void ask(String prompt) {
        terminal.out().print(terminal.paint().bold(prompt));
        terminal.out().flush();
    }

    private void answer(String query) {
        try {
            SqlCommand.printTable(terminal, client.queryJson(query));
        } catch (TidemillException e) {
            new ErrorText(e, query).lines(terminal.paint()).forEach(terminal.out()::println);
        }
    }
}
