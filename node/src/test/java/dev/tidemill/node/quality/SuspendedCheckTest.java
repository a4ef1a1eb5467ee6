package dev.tidemill.node.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks of two tables, one of which comes to fail in a tick. */
@Timeout(120)
class SuspendedCheckTest {
    /** So many that the join of a thousand rows with themselves is too much for one tick. */
    private static final int COLUMNS = 40;

    private static final String CHECKS =
            "SELECT table_name, check_name, measured, state FROM contract_checks ORDER BY 1, 2";
    private static final String ALERTS =
            "SELECT table_name, check_name, state FROM contract_alerts ORDER BY 1, 2";

    @TempDir private Path folder;

    private Path project() {
        return folder.resolve("project");
    }

    private static String columns(String of) {
        return IntStream.range(0, COLUMNS)
                .mapToObj(i -> of + ".c" + i + " AS " + of + i)
                .collect(Collectors.joining(", "));
    }

    private static String pairs(String where) {
        return "SELECT %s, %s FROM wide a JOIN wide b ON a.k = b.k %s"
                .formatted(columns("a"), columns("b"), where);
    }

    @BeforeEach
    void writeProject() throws IOException {
        Files.createDirectories(project().resolve("contracts"));
        Files.createDirectories(project().resolve("tables"));
        Files.writeString(project().resolve("tidemill.yaml"), "name: suspended\n");
        Files.writeString(project().resolve("tables/pairs.sql"), pairs(""));
        String properties =
                IntStream.range(0, COLUMNS)
                        .mapToObj(
                                i ->
                                        "      - {name: c%d, logicalType: integer, physicalType: INTEGER}\n"
                                                .formatted(i))
                        .collect(Collectors.joining());
        Files.writeString(
                project().resolve("contracts/wide.yaml"),
                """
                apiVersion: v3.1.0
                kind: DataContract
                id: suspended.wide
                version: 1.0.0
                status: active
                schema:
                  - name: pairs
                    customProperties: [{property: tableKind, value: live}]
                    quality:
                      - name: few-pairs
                        metric: rowCount
                        mustBeLessThan: 50
                        customProperties: [{property: onFailure, value: alert}]
                    properties:
                      - {name: a0, logicalType: integer, physicalType: INTEGER}
                  - name: wide
                    customProperties:
                      - {property: tableKind, value: event}
                      - {property: eventTime, value: at}
                    quality:
                      - name: few-rows
                        metric: rowCount
                        mustBeLessThan: 5
                        customProperties: [{property: onFailure, value: alert}]
                    properties:
                      - {name: k, logicalType: integer, physicalType: BIGINT}
                      - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
                """
                        + properties);
    }

    private Tidemill open(Path data) {
        return Tidemill.open(
                project(), TidemillOptions.defaults().withData(data).withWatching(false));
    }

    private static void append(Tidemill mill, int rows, long key) throws InterruptedException {
        BatchBuilder builder = new BatchBuilder(mill.input("wide").schema(), rows);
        for (int row = 0; row < rows; row++) {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(key);
            values.add(0L);
            for (int i = 0; i < COLUMNS; i++) {
                values.add(row);
            }
            builder.addRow(1, values);
        }
        long tick =
                mill.append("wide", ParsedRows.of(builder.build()), AppendOptions.embedded())
                        .tick();
        assertTrue(mill.await(tick, 60_000));
    }

    private static List<String> rows(Tidemill mill, String sql) throws InterruptedException {
        Batch batch = mill.execute(sql).rows();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            rows.add(batch.row(i).stream().map(String::valueOf).collect(Collectors.joining("|")));
        }
        return rows;
    }

    private static Path copy(Path data, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(f -> !f.startsWith(data.resolve("tmp"))).toList()) {
                if (!file.endsWith("LOCK")) {
                    Files.copy(file, to.resolve(data.relativize(file).toString()));
                }
            }
        }
        return to;
    }

    @Test
    void areUnknownWhileTheOtherTablesChecksGoOn() throws Exception {
        Path data = folder.resolve("data");
        Path crash;
        List<String> unknown =
                List.of("pairs|few-pairs|null|unknown", "wide|few-rows|1011.0|failing");
        try (Tidemill mill = open(data)) {
            append(mill, 10, 1);
            assertEquals(
                    List.of("pairs|few-pairs|100.0|failing", "wide|few-rows|10.0|failing"),
                    rows(mill, CHECKS));
            append(mill, 1_000, 2);
            assertTrue(mill.status().definitionProblem() != null, "pairs has failed");
            append(mill, 1, 3);
            assertEquals(unknown, rows(mill, CHECKS));
            assertEquals(
                    List.of("pairs|few-pairs|unknown", "wide|few-rows|failing"),
                    rows(mill, ALERTS));
            assertEquals(0, mill.verify().mismatches());
            assertEquals("suspended: pairs", mill.status().definitionProblem());
            crash = copy(data, folder.resolve("crash"));
        }
        for (Path each : List.of(crash, data, data)) {
            try (Tidemill mill = open(each)) {
                assertEquals(unknown, rows(mill, CHECKS), each.toString());
                assertEquals("suspended: pairs", mill.status().definitionProblem());
                assertEquals(0, mill.verify().mismatches());
            }
        }
        Files.writeString(project().resolve("tables/pairs.sql"), pairs("WHERE a.k = 3"));
        try (Tidemill mill = open(data)) {
            assertEquals(
                    List.of("pairs|few-pairs|1.0|passing", "wide|few-rows|1011.0|failing"),
                    rows(mill, CHECKS));
            assertEquals(List.of("wide|few-rows|failing"), rows(mill, ALERTS));
        }
        try (Tidemill mill = open(data)) {
            assertEquals(
                    List.of("pairs|few-pairs|1.0|passing", "wide|few-rows|1011.0|failing"),
                    rows(mill, CHECKS));
        }
    }
}
