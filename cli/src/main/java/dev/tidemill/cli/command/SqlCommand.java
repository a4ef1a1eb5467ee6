package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One SQL query over the published tables, all as of one tick. */
@Command(
        name = "sql",
        description = "Run one SQL query over the live tables, all at the same tick.",
        footer = {
            "  tidemill sql \"SELECT * FROM worst_airports\"",
            "  echo \"SELECT count(*) FROM arrivals\" | tidemill sql --format csv",
        })
final class SqlCommand extends ClientCommand {
    /** How the answer is printed. */
    enum Format {
        TABLE("application/json"),
        JSON("application/json"),
        CSV("text/csv"),
        NDJSON("application/x-ndjson");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "SQL",
            description = {
                "The query. When it is left out, standard input is read;",
                "on a terminal, one query after the other."
            })
    private @Nullable String sql;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "TABLE",
            description = "table, json, csv or ndjson (one JSON object a row). Default: table.")
    private Format format = Format.TABLE;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Override
    int execute(ServerClient client, Terminal terminal) throws IOException {
        if (sql == null && terminal.typed()) {
            new SqlPrompt(client, terminal).run();
            return ExitCode.OK;
        }
        String statement = sql == null || sql.equals("-") ? read(terminal.in()) : sql;
        if (statement.isBlank()) {
            throw new TidemillException(ErrorCode.INVALID_ARGUMENT, "there is no query to run")
                    .withHint("write it after the command, or send it to standard input");
        }
        try {
            return print(client, terminal, statement, json ? Format.JSON : format);
        } catch (TidemillException e) {
            throw new FailedStatement(statement, e);
        }
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static int print(ServerClient client, Terminal terminal, String sql, Format format)
            throws IOException {
        switch (format) {
            case TABLE -> printTable(terminal, client.queryJson(sql));
            case JSON -> JsonOutput.print(terminal, client.queryJson(sql));
            case CSV, NDJSON -> {
                try (Reader rows =
                        new InputStreamReader(
                                client.query(sql, format.mediaType), StandardCharsets.UTF_8)) {
                    rows.transferTo(terminal.out());
                }
            }
        }
        return ExitCode.OK;
    }

    static void printTable(Terminal terminal, JsonNode answer) {
        ResultTable.of(answer).print(terminal);
        long rows = answer.path("row_count").asLong();
        String summary =
                "%s %s at tick %s in %s%s"
                        .formatted(
                                Amount.count(rows),
                                rows == 1 ? "row" : "rows",
                                answer.path("tick").asText(),
                                Amount.millis(answer.path("elapsed_ms").asDouble()),
                                answer.path("truncated").asBoolean() ? ", cut short" : "");
        terminal.out().println(terminal.paint().dim(summary));
    }
}
