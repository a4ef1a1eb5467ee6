package dev.tidemill.bench.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.Random;

/** Rows of a keyed table of accounts: first each once, then changes of some of them. One thread. */
final class AccountRows {
    static final String TABLE = "accounts";

    /** A group for each account, so that the query's state grows with the table. */
    static final String LIVE_TABLE =
            "CREATE LIVE TABLE balances AS SELECT account, sum(amount) AS balance,"
                    + " count(*) AS entries FROM accounts GROUP BY account";

    static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: accounts
            name: accounts
            version: 1.0.0
            status: active
            schema:
              - name: accounts
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: account, logicalType: integer, physicalType: "BIGINT", required: true, primaryKey: true, primaryKeyPosition: 1}
                  - {name: amount, logicalType: integer, physicalType: "BIGINT"}
                  - {name: owner, logicalType: string, physicalType: "TEXT"}
            """;

    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            new Field("account", Type.BIGINT, false),
                            new Field("amount", Type.BIGINT, true),
                            new Field("owner", Type.TEXT, true)));

    private final Random random = new Random(1);
    private final double changing;
    private long accounts;

    /**
     * @param changing the share of the accounts that change, the newest ones
     */
    AccountRows(double changing) {
        this.changing = changing;
    }

    long accounts() {
        return accounts;
    }

    Batch added(int count) {
        long[] ids = new long[count];
        for (int i = 0; i < count; i++) {
            ids[i] = accounts++;
        }
        return batch(ids);
    }

    Batch changed(int count) {
        long[] ids = new long[count];
        for (int i = 0; i < count; i++) {
            ids[i] = accounts - 1 - random.nextLong(Math.max(1, (long) (accounts * changing)));
        }
        return batch(ids);
    }

    private Batch batch(long[] ids) {
        int count = ids.length;
        long[] amounts = new long[count];
        int[] offsets = new int[count + 1];
        StringBuilder owners = new StringBuilder();
        for (int i = 0; i < count; i++) {
            amounts[i] = random.nextLong(1_000_000);
            owners.append("the owner of account ").append(ids[i]);
            offsets[i + 1] = owners.length();
        }
        byte[] texts = owners.toString().getBytes(UTF_8);
        return Batch.insertions(
                SCHEMA,
                new LongColumn(Type.BIGINT, count, ids, null),
                new LongColumn(Type.BIGINT, count, amounts, null),
                new BytesColumn(Type.TEXT, count, offsets, texts, null));
    }
}
