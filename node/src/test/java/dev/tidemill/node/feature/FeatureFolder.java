package dev.tidemill.node.feature;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A project about accounts: rows come into the keyed table {@code moves}, two live tables sum them
 * up by account and by branch, and a feature view brings both together.
 */
final class FeatureFolder {
    static final String MOVES =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: bank.moves
            name: moves
            version: 1.0.0
            status: active
            schema:
              - name: moves
                logicalType: object
                physicalType: table
                customProperties:
                  - property: tableKind
                    value: keyed
                properties:
                  - name: id
                    logicalType: integer
                    physicalType: BIGINT
                    required: true
                    primaryKey: true
                    primaryKeyPosition: 1
                  - name: account
                    logicalType: string
                    physicalType: TEXT
                    required: true
                  - name: branch
                    logicalType: integer
                    physicalType: INTEGER
                  - name: amount
                    logicalType: integer
                    physicalType: INTEGER
                  - name: at
                    logicalType: timestamp
                    physicalType: TIMESTAMPTZ
            """;

    static final String BY_ACCOUNT =
            """
            SELECT account, count(*) AS n, sum(amount) AS total, max(at) AS last_at
            FROM moves GROUP BY account
            """;

    static final String BY_BRANCH =
            """
            SELECT branch, count(*) AS n, sum(amount) AS total FROM moves
            WHERE branch IS NOT NULL GROUP BY branch
            """;

    static final String VIEW =
            """
            name: account
            version: 1
            entity: account
            key: {account: TEXT, branch: INTEGER}
            samples-per-minute: 6000
            sources:
              - table: by_account
                key: {account: account}
                features:
                  moves: {column: n, type: BIGINT, default: 0}
                  total: {type: BIGINT}
              - table: by_branch
                key: {branch: branch}
                features:
                  branch_total: {column: total, type: BIGINT, default: -1}
            request: {amount: INTEGER}
            on-demand:
              share: {sql: 'amount * 100 / total', type: BIGINT}
            """;

    private final Path folder;

    FeatureFolder(Path folder) throws IOException {
        this.folder = folder;
        put("tidemill.yaml", "name: bank\n");
        put("contracts/moves.yaml", MOVES);
        put("tables/by_account.sql", BY_ACCOUNT);
        put("tables/by_branch.sql", BY_BRANCH);
        put("features/account.yaml", VIEW);
    }

    Path folder() {
        return folder;
    }

    FeatureFolder put(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, text, UTF_8);
        return this;
    }

    Tidemill open() {
        return Tidemill.open(folder, TidemillOptions.defaults().withWatching(false));
    }
}
