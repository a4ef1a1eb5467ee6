package dev.tidemill.bench.soak;

import dev.tidemill.connectors.format.ByteBuilder;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;

/** Bodies of NDJSON for the soak's tables; event times are now. One thread. */
final class SoakRows {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");
    private static final int BYTES_PER_ROW = 100;

    private final SplittableRandom random;

    SoakRows(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Rows for one table. */
    record Body(String table, int rows, byte[] ndjson) {}

    /** Of ten bodies five are trades, three visits and two changes of accounts. */
    Body next(int rows) {
        int drawn = random.nextInt(10);
        return drawn < 5 ? trades(rows) : drawn < 8 ? visits(rows) : accounts(rows);
    }

    private Body trades(int rows) {
        ByteBuilder body = new ByteBuilder(rows * BYTES_PER_ROW);
        String end = ",\"traded_at\":\"" + now() + "\"}\n";
        for (int i = 0; i < rows; i++) {
            body.append("{\"account\":").append((long) random.nextInt(SoakProject.ACCOUNTS));
            body.append(",\"symbol\":\"S").append((long) random.nextInt(SoakProject.SYMBOLS));
            body.append("\",\"amount\":").append((long) random.nextInt(1, 1_000));
            body.append(",\"price\":").append((long) random.nextInt(1, 10_000));
            body.append(".25").append(end);
        }
        return new Body("trades", rows, body.toByteArray());
    }

    private Body visits(int rows) {
        ByteBuilder body = new ByteBuilder(rows * BYTES_PER_ROW);
        String end = ",\"visited_at\":\"" + now() + "\"}\n";
        for (int i = 0; i < rows; i++) {
            body.append("{\"page\":").append((long) random.nextInt(SoakProject.PAGES));
            body.append(",\"account\":").append((long) random.nextInt(SoakProject.ACCOUNTS));
            body.append(",\"millis\":").append((long) random.nextInt(1, 5_000)).append(end);
        }
        return new Body("visits", rows, body.toByteArray());
    }

    private Body accounts(int rows) {
        ByteBuilder body = new ByteBuilder(rows * BYTES_PER_ROW);
        for (int i = 0; i < rows; i++) {
            account(body, random.nextInt(SoakProject.ACCOUNTS));
        }
        return new Body("accounts", rows, body.toByteArray());
    }

    /** Each account once, so that their number does not grow afterwards. */
    Body allAccounts(int from, int to) {
        ByteBuilder body = new ByteBuilder((to - from) * BYTES_PER_ROW);
        for (int account = from; account < to; account++) {
            account(body, account);
        }
        return new Body("accounts", to - from, body.toByteArray());
    }

    private void account(ByteBuilder body, int account) {
        body.append("{\"account\":").append((long) account);
        body.append(",\"region\":\"region ").append((long) random.nextInt(SoakProject.REGIONS));
        body.append("\",\"credit\":").append((long) random.nextInt(1_000_000)).append("}\n");
    }

    private static String now() {
        return MILLIS.format(LocalDateTime.ofInstant(Instant.now(), ZoneOffset.UTC));
    }
}
