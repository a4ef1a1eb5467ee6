package dev.tidemill.cli.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.client.ServerClient;
import java.util.ArrayList;
import java.util.List;

/** The columns of a server's table. */
public record TableColumns(String table, List<String> names) {
    public TableColumns {
        names = List.copyOf(names);
    }

    /** Asks the server; refused as UNKNOWN_TABLE when there is none. */
    public static TableColumns of(ServerClient client, String table) {
        JsonNode answer =
                client.queryJson("SHOW COLUMNS FROM \"" + table.replace("\"", "\"\"") + '"');
        List<String> names = new ArrayList<>();
        answer.path("rows").forEach(row -> names.add(row.path(0).asText()));
        return new TableColumns(table, names);
    }
}
