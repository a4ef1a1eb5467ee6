package dev.tidemill.node.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.node.Session;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.status.Status;
import dev.tidemill.store.QueryResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that have left memory are seen by the same policies as those that have not. */
class RestrictedHistoryTest {
    private static final int ROWS = 1_000;

    @TempDir Path folder;

    private void write(String file, String text) throws Exception {
        Path path = folder.resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.writeString(path, text);
    }

    private static List<Object> onlyRow(QueryResult result) {
        Batch rows = Batch.concat(result.schema(), result.batches());
        assertEquals(1, rows.size());
        return rows.row(0).stream().map(Object.class::cast).toList();
    }

    @Test
    void rowsOnDiskAreFilteredAndMasked() throws Exception {
        write("tidemill.yaml", "name: readings\nlimits:\n  history-run-rows: 100\n");
        write(
                "contracts/readings.yaml",
                """
                apiVersion: v3.1.0
                kind: DataContract
                id: readings
                version: 1.0.0
                status: active
                schema:
                  - name: readings
                    customProperties:
                      - {property: tableKind, value: event}
                      - {property: eventTime, value: at}
                    properties:
                      - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
                      - {name: value, logicalType: integer, physicalType: INTEGER}
                      - {name: name, logicalType: string, physicalType: TEXT}
                """);
        write(
                "policies/readings.yaml",
                """
                tables:
                  - table: readings
                    privileges: [select]
                    filter: value % 2 = 0
                    columns: {name: {mask: "left(name, 1)"}}
                """);
        try (Tidemill mill = Tidemill.open(folder, TidemillOptions.defaults())) {
            for (int from = 0; from < ROWS; from += 100) {
                mill.execute(
                        IntStream.range(from, from + 100)
                                .mapToObj(
                                        i ->
                                                "(TIMESTAMP '2001-01-01 00:%02d:%02d', %d, 'name%d')"
                                                        .formatted(i / 60, i % 60, i, i))
                                .collect(
                                        Collectors.joining(
                                                ", ", "INSERT INTO readings VALUES ", "")));
            }
            awaitHistory(mill);
            Session ann = mill.as(Principal.user("ann", EnumSet.of(Scope.READ)));
            assertEquals(
                    List.of((long) ROWS / 2, "n", "n"),
                    onlyRow(ann.query("SELECT count(*), min(name), max(name) FROM readings")));
            assertEquals(
                    List.of(0L),
                    onlyRow(ann.query("SELECT count(*) FROM readings WHERE value = 7")));
            assertEquals(
                    List.of(1L),
                    onlyRow(ann.query("SELECT count(*) FROM readings WHERE value = 8")));
            assertEquals(1, ann.query("SELECT * FROM readings LIMIT 1").rowCount());
            assertEquals(
                    List.of((long) ROWS), onlyRow(mill.query("SELECT count(*) FROM readings")));
            assertEquals(
                    List.of((long) ROWS / 2),
                    onlyRow(
                            ann.query(
                                    "SELECT count(*) FROM readings a JOIN readings b USING (value)")));
        }
    }

    private static void awaitHistory(Tidemill mill) throws InterruptedException {
        long until = System.nanoTime() + 20_000_000_000L;
        while (mill.status().tables().stream().mapToLong(Status.TableStatus::historyRows).sum()
                < ROWS / 2) {
            assertTrue(System.nanoTime() < until, "no rows have left memory");
            Thread.sleep(10);
        }
    }
}
