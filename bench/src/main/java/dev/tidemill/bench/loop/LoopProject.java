package dev.tidemill.bench.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Payments, what is known of their accounts, whether they are foretold to be fraud, and a request
 * to the application for each that is. All of its state has a bound.
 */
final class LoopProject {
    /** Payments are decided upon within this of their time. */
    private static final String WINDOW = "2 seconds";

    private static final String PAYMENTS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: loop.payments
            name: payments
            version: 1.0.0
            status: active
            schema:
              - name: payments
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: paid_at}
                  - {property: lateness, value: 30 seconds}
                  - {property: retentionRows, value: 500000}
                properties:
                  - {name: payment_id, logicalType: integer, physicalType: BIGINT, required: true}
                  - {name: account, logicalType: integer, physicalType: INTEGER, required: true}
                  - {name: amount, logicalType: number, physicalType: DOUBLE, required: true}
                  - {name: paid_at, logicalType: timestamp, physicalType: TIMESTAMPTZ, required: true}
            """;

    private static final String OUTCOMES =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: loop.outcomes
            name: outcomes
            version: 1.0.0
            status: active
            schema:
              - name: outcomes
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: known_at}
                  - {property: lateness, value: 30 seconds}
                  - {property: retentionRows, value: 500000}
                properties:
                  - {name: payment_id, logicalType: integer, physicalType: BIGINT, required: true}
                  - {name: fraud, logicalType: boolean, physicalType: BOOLEAN, required: true}
                  - {name: known_at, logicalType: timestamp, physicalType: TIMESTAMPTZ, required: true}
            """;

    private static final String PREDICTOR =
            """
            name: fraud
            on: paying
            key: {payment_id: BIGINT}
            features:
              amount: {type: number}
              account_payments: {type: number}
              account_average: {type: number}
            target: {type: boolean}
            label: {table: outcomes, value: fraud, within: 10 seconds}
            learner: {type: logistic}
            limits: {pending: 200000, kept: 10000}
            """;

    private static final Map<String, String> TABLES =
            Map.of(
                    "account_minute",
                    """
                    SELECT account, count(*) AS payments, avg(amount) AS average
                    FROM payments
                    WHERE paid_at > now() - INTERVAL '1 minute'
                    GROUP BY account
                    """,
                    "paying",
                    """
                    SELECT p.payment_id, p.amount, a.payments AS account_payments,
                           a.average AS account_average
                    FROM payments p
                    JOIN account_minute a ON a.account = p.account
                    WHERE p.paid_at > now() - INTERVAL '%s'
                    """
                            .formatted(WINDOW),
                    "to_review",
                    """
                    SELECT payment_id, score
                    FROM tidemill.predictions_fraud
                    WHERE status = 'pending' AND prediction
                    """);

    private LoopProject() {}

    /**
     * Writes its files.
     *
     * @param receiver the address that the application listens at
     */
    static void write(Path folder, String receiver) throws IOException {
        for (String inner : new String[] {"contracts", "tables", "predictors", "actions"}) {
            Files.createDirectories(folder.resolve(inner));
        }
        Files.writeString(folder.resolve("tidemill.yaml"), "name: loop\ntimezone: UTC\n");
        Files.writeString(folder.resolve("contracts/payments.yaml"), PAYMENTS);
        Files.writeString(folder.resolve("contracts/outcomes.yaml"), OUTCOMES);
        Files.writeString(folder.resolve("predictors/fraud.yaml"), PREDICTOR);
        for (Map.Entry<String, String> table : TABLES.entrySet()) {
            Files.writeString(
                    folder.resolve("tables/" + table.getKey() + ".sql"), table.getValue());
        }
        Files.writeString(folder.resolve("actions/review.yaml"), action(receiver));
    }

    private static String action(String receiver) {
        return """
        name: review
        on: to_review
        key: [payment_id]
        when: [entered]
        webhook:
          url: "%s"
          body: {payment: "{{row.payment_id}}", score: "{{row.score}}"}
        rate: {per-second: 10000, in-flight: 16}
        """
                .formatted(receiver);
    }
}
