package dev.tidemill.node.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of machines' readings, which is not flights, replayed by its project's SQL. */
class ReplayedFileTest {
    private static final String PROJECT =
            """
            name: machines
            clock:
              kind: replay
              source: readings
              speed: 1000000
            sources:
              - name: readings
                kind: replay
                file: readings.csv
                format: csv
                preload: 1 day
                repeat: REPEAT
                streams:
                  - table: readings
                    time: at + INTERVAL '5 seconds'
                    columns:
                      id: row_id
                      machine: upper(machine)
                      half: celsius OPERATOR 2
                      at: at
            """;
    private static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: readings
            name: readings
            version: 1.0.0
            status: active
            schema:
              - name: readings
                logicalType: object
                physicalType: table
                customProperties:
                  - property: tableKind
                    value: event
                  - property: eventTime
                    value: at
                properties:
                  - name: id
                    logicalType: integer
                    physicalType: BIGINT
                    required: true
                  - name: machine
                    logicalType: string
                    physicalType: TEXT
                  - name: half
                    logicalType: integer
                    physicalType: INTEGER
                  - name: at
                    logicalType: timestamp
                    physicalType: TIMESTAMP
                    required: true
            """;
    private static final long TIMEOUT_MILLIS = 20_000;

    @TempDir @Nullable Path folder;

    private Path project(boolean repeat, String operator) throws IOException {
        Path project = java.util.Objects.requireNonNull(folder);
        Files.createDirectories(project.resolve("contracts"));
        Files.writeString(project.resolve("contracts/readings.yaml"), CONTRACT);
        Files.writeString(
                project.resolve("tidemill.yaml"),
                PROJECT.replace("REPEAT", Boolean.toString(repeat)).replace("OPERATOR", operator));
        StringBuilder csv = new StringBuilder("machine,celsius,at\n");
        for (int hour = 0; hour < 48; hour++) {
            csv.append(
                    "m%d,%d,2024-02-%02d %02d:30:00\n"
                            .formatted(hour % 3, 20 + hour, 28 + hour / 24, hour % 24));
        }
        Files.writeString(project.resolve("readings.csv"), csv);
        return project;
    }

    private static void await(Tidemill mill, String query, String expected) throws Exception {
        long deadline = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000;
        String found = "";
        while (System.nanoTime() < deadline) {
            found = mill.execute(query).rows().row(0).toString();
            if (found.equals(expected)) {
                return;
            }
            mill.await(mill.pin().tick() + 1, 50);
        }
        assertEquals(expected, found);
    }

    @Test
    void computesEachStreamByItsSql() throws Exception {
        try (Tidemill mill = Tidemill.open(project(false, "/"), TidemillOptions.defaults())) {
            await(mill, "SELECT count(*) FROM readings", "[48]");
            assertEquals(
                    "[1, M0, 10, 1, 48]",
                    mill.execute(
                                    "SELECT min(id), min(machine), min(half), min(id), max(id) FROM"
                                            + " readings")
                            .rows()
                            .row(0)
                            .toString());
        }
    }

    @Test
    void beginsAgainWithShiftedDatesAndGoesOnWhereItWasClosed() throws Exception {
        Path project = project(true, "/");
        for (int opening = 0; opening < 2; opening++) {
            try (Tidemill mill = Tidemill.open(project, TidemillOptions.defaults())) {
                long wanted = 100L * (opening + 1);
                long deadline = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000;
                long rows = 0;
                while (rows < wanted && System.nanoTime() < deadline) {
                    rows =
                            (Long)
                                    java.util.Objects.requireNonNull(
                                            mill.execute("SELECT count(*) FROM readings")
                                                    .rows()
                                                    .row(0)
                                                    .getFirst());
                }
                assertTrue(rows >= wanted, rows + " rows");
                assertEquals(
                        "[0, 0]",
                        mill.execute(
                                        "SELECT count(*) - count(DISTINCT id), max(id) - count(*)"
                                                + " FROM readings")
                                .rows()
                                .row(0)
                                .toString());
                assertEquals(
                        "[true]",
                        mill.execute(
                                        "SELECT bool_and(\"at\" = TIMESTAMP '2024-02-28 00:30:00' +"
                                                + " to_hours(id - 1)) FROM readings")
                                .rows()
                                .row(0)
                                .toString());
            }
        }
    }

    @Test
    void saysInTheStatusWhichSqlCannotBeUsed() throws Exception {
        Path project = project(false, "|| missing +");
        try (Tidemill mill = Tidemill.open(project, TidemillOptions.defaults())) {
            long deadline = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000;
            String detail = "";
            while (detail.isEmpty() && System.nanoTime() < deadline) {
                detail =
                        java.util.Objects.requireNonNullElse(
                                mill.status().sources().getFirst().detail(), "");
            }
            assertTrue(detail.contains("the stream readings"), detail);
            assertTrue(detail.contains("missing"), detail);
        }
    }
}
