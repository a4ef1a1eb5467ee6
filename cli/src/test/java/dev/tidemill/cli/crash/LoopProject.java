package dev.tidemill.cli.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Payments, what is known of their accounts, what is foretold of them, and what is done then. */
final class LoopProject {
    private static final String EVENTS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: loop.%1$s
            name: %1$s
            version: 1.0.0
            status: active
            schema:
              - name: %1$s
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: at}
                properties:
                  - {name: payment_id, logicalType: integer, physicalType: BIGINT, required: true}
                  - {name: at, logicalType: timestamp, physicalType: TIMESTAMPTZ, required: true}
            """;
    private static final String MARKS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: loop.marks
            name: marks
            version: 1.0.0
            status: active
            schema:
              - name: marks
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: payment_id, logicalType: integer, physicalType: BIGINT, required: true, primaryKey: true, primaryKeyPosition: 1}
                  - {name: score, logicalType: number, physicalType: DOUBLE}
            """;
    private static final String PREDICTOR =
            """
            name: fraud
            on: paying
            key: {payment_id: BIGINT}
            features:
              account: {type: category}
              amount: {type: number}
              account_payments: {type: number}
              account_average: {type: number}
            target: {type: boolean}
            label: {table: outcomes, value: fraud, within: 1 hour}
            learner: {type: logistic, hash-bits: 8}
            """;
    private static final String TOLD = "SELECT payment_id, score FROM tidemill.predictions_fraud\n";

    private LoopProject() {}

    /**
     * Writes its files.
     *
     * @param receiver where the application listens
     */
    static void write(Path folder, String receiver) throws IOException {
        put(folder, "tidemill.yaml", "name: loop\ntimezone: UTC\n");
        put(
                folder,
                "contracts/payments.yaml",
                EVENTS.formatted("payments")
                        + "      - {name: account, logicalType: integer, physicalType: INTEGER}\n"
                        + "      - {name: amount, logicalType: number, physicalType: DOUBLE}\n");
        put(
                folder,
                "contracts/outcomes.yaml",
                EVENTS.formatted("outcomes")
                        + "      - {name: fraud, logicalType: boolean, physicalType: BOOLEAN}\n");
        put(folder, "contracts/marks.yaml", MARKS);
        put(
                folder,
                "tables/account_minute.sql",
                """
                SELECT account, count(*) AS payments, avg(amount) AS average
                FROM payments
                WHERE at > now() - INTERVAL '1 minute'
                GROUP BY account
                """);
        put(
                folder,
                "tables/paying.sql",
                """
                SELECT p.payment_id, p.account, p.amount, a.payments AS account_payments,
                       a.average AS account_average
                FROM payments p
                JOIN account_minute a ON a.account = p.account
                WHERE p.at > now() - INTERVAL '30 seconds'
                """);
        put(folder, "tables/told.sql", TOLD);
        put(folder, "predictors/fraud.yaml", PREDICTOR);
        put(
                folder,
                "actions/tell.yaml",
                """
                name: tell
                on: told
                key: [payment_id]
                when: [entered]
                webhook: {url: "%s"}
                retry: {initial: 100ms, max: 1s, attempts: 100}
                rate: {per-second: 1000, in-flight: 16}
                """
                        .formatted(receiver));
        put(
                folder,
                "actions/mark.yaml",
                """
                name: mark
                on: told
                key: [payment_id]
                when: [entered]
                write: {table: marks, row: {payment_id: "{{row.payment_id}}", score: "{{row.score}}"}}
                """);
    }

    private static void put(Path folder, String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.writeString(path, text);
    }
}
