package dev.tidemill.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A body that fills what state may take. */
class StateFullApiTest {
    private static final Pattern TAKEN = Pattern.compile("^(\\d+) rows and 0 quarantined");
    private static final int ROWS = 30_000;

    /** The answer says how many rows were taken; deletions are taken all the same. */
    @Test
    void saysHowMuchOfABodyWasTaken(@TempDir Path folder) throws Exception {
        String limits = "  state-memory: 3 MiB\n  queued-rows: 100000\n";
        try (Served served = Served.in(folder, limits)) {
            StringBuilder rows = new StringBuilder("country,number,name\n");
            for (int i = 0; i < ROWS; i++) {
                rows.append("de,").append(i).append(',').repeat('x', 200).append('\n');
            }
            HttpResponse<String> refused =
                    served.post("customers", "text/csv", rows.toString().getBytes(UTF_8));
            assertEquals("429 TM4041", Served.code(refused), refused.body());
            JsonNode error = Served.json(refused).path("error");
            Matcher taken = TAKEN.matcher(error.path("detail").asText());
            assertTrue(taken.find(), refused.body());
            long count = Long.parseLong(taken.group(1));
            assertTrue(count > 0 && count < ROWS, refused.body());
            assertEquals(String.valueOf(count), counted(served, count));
            HttpResponse<String> deleted =
                    served.send(
                            served.request("/v1/tables/customers/rows?op=delete")
                                    .header("Content-Type", "text/csv")
                                    .POST(BodyPublishers.ofString("country,number\nde,0\nde,1\n")));
            assertEquals(200, deleted.statusCode(), deleted.body());
            assertEquals(String.valueOf(count - 2), counted(served, count - 2));
        }
    }

    private static String counted(Served served, long wanted) throws Exception {
        String found = "";
        for (int i = 0; i < 100 && !found.equals(String.valueOf(wanted)); i++) {
            Thread.sleep(50);
            JsonNode answer =
                    Served.json(served.sql("SELECT count(*) FROM customers", "application/json"));
            found = answer.path("rows").path(0).path(0).asText();
        }
        return found;
    }
}
