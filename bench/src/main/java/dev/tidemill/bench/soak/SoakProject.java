package dev.tidemill.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What runs from the begin to the end of a soak: a stream of trades that is kept whole, a stream of
 * visits of which only the newest rows are kept, a keyed table of accounts, and live tables whose
 * state has a bound, since a state that grows with the rows would hide one that leaks.
 */
final class SoakProject {
    /** Keys of the table of accounts; more than a table may have to be built in its tick. */
    static final int ACCOUNTS = 200_000;

    static final int SYMBOLS = 100;
    static final int PAGES = 1_000;
    static final int REGIONS = 40;

    private static final String TRADES =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: soak.trades
            name: trades
            version: 1.0.0
            status: active
            schema:
              - name: trades
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: traded_at}
                  - {property: lateness, value: 30 seconds}
                properties:
                  - {name: account, logicalType: integer, physicalType: BIGINT, required: true}
                  - {name: symbol, logicalType: string, physicalType: TEXT, required: true}
                  - {name: amount, logicalType: integer, physicalType: BIGINT, required: true}
                  - {name: price, logicalType: number, physicalType: DOUBLE PRECISION, required: true}
                  - {name: traded_at, logicalType: timestamp, physicalType: TIMESTAMP, required: true, logicalTypeOptions: {timezone: false}}
            """;

    private static final String VISITS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: soak.visits
            name: visits
            version: 1.0.0
            status: active
            schema:
              - name: visits
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: visited_at}
                  - {property: lateness, value: 30 seconds}
                  - {property: retentionRows, value: 500000}
                properties:
                  - {name: page, logicalType: integer, physicalType: INTEGER, required: true}
                  - {name: account, logicalType: integer, physicalType: BIGINT, required: true}
                  - {name: millis, logicalType: integer, physicalType: INTEGER, required: true}
                  - {name: visited_at, logicalType: timestamp, physicalType: TIMESTAMP, required: true, logicalTypeOptions: {timezone: false}}
            """;

    private static final String ACCOUNT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: soak.accounts
            name: accounts
            version: 1.0.0
            status: active
            schema:
              - name: accounts
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: account, logicalType: integer, physicalType: BIGINT, required: true, primaryKey: true, primaryKeyPosition: 1}
                  - {name: region, logicalType: string, physicalType: TEXT, required: true}
                  - {name: credit, logicalType: integer, physicalType: BIGINT, required: true}
            """;

    private static final Map<String, String> TABLES =
            Map.of(
                    "balances",
                    """
                    SELECT account, count(*) AS trades, sum(amount) AS volume, max(price) AS most
                    FROM trades
                    GROUP BY account
                    """,
                    "region_totals",
                    """
                    SELECT a.region, count(*) AS accounts, sum(b.volume) AS volume
                    FROM balances b
                    JOIN accounts a ON a.account = b.account
                    GROUP BY a.region
                    """,
                    "largest",
                    """
                    SELECT account, volume, trades
                    FROM balances
                    ORDER BY volume DESC, account
                    LIMIT 20
                    """,
                    "last_seconds",
                    """
                    SELECT symbol, count(*) AS trades, sum(amount) AS volume, avg(price) AS price
                    FROM trades
                    WHERE traded_at > now() - INTERVAL '10 seconds'
                    GROUP BY symbol
                    """,
                    "minutes",
                    """
                    SELECT date_trunc('minute', traded_at) AS minute, symbol, count(*) AS trades,
                           min(price) AS low, max(price) AS high
                    FROM trades
                    GROUP BY date_trunc('minute', traded_at), symbol
                    """,
                    "recent_by_region",
                    """
                    SELECT a.region, count(*) AS trades, sum(t.amount) AS volume
                    FROM (
                      SELECT account, amount
                      FROM trades
                      WHERE traded_at > now() - INTERVAL '5 seconds'
                    ) t
                    JOIN accounts a ON a.account = t.account
                    GROUP BY a.region
                    """,
                    "pages",
                    """
                    SELECT page, count(*) AS visits, max(millis) AS slowest
                    FROM visits
                    GROUP BY page
                    """);

    private SoakProject() {}

    static void write(Path folder) throws IOException {
        Path contracts = Files.createDirectories(folder.resolve("contracts"));
        Path tables = Files.createDirectories(folder.resolve("tables"));
        Files.writeString(folder.resolve("tidemill.yaml"), "name: soak\ntimezone: UTC\n");
        Files.writeString(contracts.resolve("trades.yaml"), TRADES);
        Files.writeString(contracts.resolve("visits.yaml"), VISITS);
        Files.writeString(contracts.resolve("accounts.yaml"), ACCOUNT);
        for (Map.Entry<String, String> table : TABLES.entrySet()) {
            Files.writeString(tables.resolve(table.getKey() + ".sql"), table.getValue());
        }
    }
}
