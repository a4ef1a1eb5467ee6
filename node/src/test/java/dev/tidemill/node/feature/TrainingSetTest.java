package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.store.admission.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training sets beside an oracle that remembers every tick: what a read answered then is what a
 * label of that moment gets, and never anything that became known later.
 */
class TrainingSetTest {
    private static final List<String> ACCOUNTS = List.of("ada", "bob", "cleo", "dan");
    private static final int BRANCHES = 3;

    @TempDir @Nullable Path temporary;

    private FeatureFolder project() throws Exception {
        return new FeatureFolder(requireNonNull(temporary));
    }

    /** What reads answered, by the time of the tick: the last tick of a time is kept. */
    private static final class Oracle {
        private final NavigableMap<Long, Map<String, List<Object>>> known = new TreeMap<>();
        private final NavigableMap<Long, Map<String, List<Object>>> byTick = new TreeMap<>();

        void remember(Tidemill mill) {
            List<Map<String, Object>> keys = new ArrayList<>();
            for (String account : ACCOUNTS) {
                for (int branch = 0; branch < BRANCHES; branch++) {
                    keys.add(Map.of("account", account, "branch", branch, "amount", 10));
                }
            }
            FeatureAnswer answer = mill.features("account").get(keys);
            Map<String, List<Object>> rows = new TreeMap<>();
            for (int i = 0; i < keys.size(); i++) {
                List<Object> row = new ArrayList<>();
                answer.features().row(i).forEach(value -> row.add(String.valueOf(value)));
                row.add(answer.status(i, "by_account").word());
                row.add(answer.status(i, "by_branch").word());
                rows.put(keys.get(i).get("account") + "/" + keys.get(i).get("branch"), row);
            }
            known.put(answer.nowMicros(), rows);
            byTick.put(answer.tick(), rows);
        }
    }

    private record Label(String account, int branch, long at) {
        String sql() {
            String time =
                    LocalDateTime.ofInstant(
                                    Instant.EPOCH.plus(at, ChronoUnit.MICROS), ZoneOffset.UTC)
                            .toString()
                            .replace('T', ' ');
            return "('%s', %d, 10, TIMESTAMP '%s', %d)".formatted(account, branch, time, at);
        }
    }

    private static List<List<Object>> training(
            Tidemill mill, String labels, @Nullable String time, @Nullable String tick) {
        return training(
                mill,
                "account",
                new TrainingLabels(labels, time, tick, TrainingLabels.Mode.AS_KNOWN));
    }

    private static List<List<Object>> training(Tidemill mill, String view, TrainingLabels labels) {
        List<List<Object>> rows = new ArrayList<>();
        boolean whole =
                mill.features()
                        .trainingSet(
                                mill.features().definition(view),
                                labels,
                                new FeatureDesk.Reader(Principal.LOCAL, new Cancellation()),
                                stream -> {
                                    Batch batch;
                                    while ((batch = stream.next()) != null) {
                                        for (int row = 0; row < batch.size(); row++) {
                                            List<Object> values = new ArrayList<>();
                                            batch.row(row)
                                                    .forEach(v -> values.add(String.valueOf(v)));
                                            rows.add(values);
                                        }
                                    }
                                    return true;
                                });
        assertTrue(whole);
        return rows;
    }

    private static void checkAll(Tidemill mill, Oracle oracle, SplittableRandom random) {
        long first = oracle.known.firstKey();
        long last = oracle.known.lastKey();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            long near =
                    new ArrayList<>(oracle.known.keySet()).get(random.nextInt(oracle.known.size()));
            long at =
                    switch (random.nextInt(4)) {
                        case 0 -> near;
                        case 1 -> near - 1;
                        case 2 -> near + 1;
                        default -> random.nextLong(first, last + 1_000_000);
                    };
            labels.add(
                    new Label(
                                    ACCOUNTS.get(random.nextInt(ACCOUNTS.size())),
                                    random.nextInt(BRANCHES),
                                    at)
                            .sql());
        }
        String sql =
                "SELECT * FROM (VALUES %s) AS l(account, branch, amount, happened, id)"
                        .formatted(String.join(", ", labels));
        List<List<Object>> rows = training(mill, sql, "happened", null);
        assertEquals(labels.size(), rows.size());
        for (List<Object> row : rows) {
            long at = Long.parseLong(row.get(4).toString());
            Map.Entry<Long, Map<String, List<Object>>> then = oracle.known.floorEntry(at);
            if (then == null) {
                assertEquals("unrecorded", row.get(row.size() - 1), row::toString);
            } else {
                assertEquals(
                        then.getValue().get(row.get(0) + "/" + row.get(1)),
                        row.subList(5, row.size()),
                        () -> "at " + at + ", known at " + then.getKey() + ": " + row);
            }
        }
    }

    private static void change(Tidemill mill, SplittableRandom random, int step) throws Exception {
        String account = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
        String branch = random.nextInt(5) == 0 ? "NULL" : "" + random.nextInt(BRANCHES);
        String statement =
                switch (random.nextInt(4)) {
                    case 0, 1 ->
                            "INSERT INTO moves VALUES (%d, '%s', %s, %d, NULL)"
                                    .formatted(step, account, branch, random.nextInt(3) * 5);
                    case 2 -> "DELETE FROM moves WHERE account = '" + account + "'";
                    default ->
                            "UPDATE moves SET amount = %d WHERE branch = %d"
                                    .formatted(random.nextInt(9), random.nextInt(BRANCHES));
                };
        long ignored = mill.execute(statement).tick();
    }

    @Test
    void aLabelGetsWhatWasKnownAtItsTimeAndNothingLater() throws Exception {
        FeatureFolder project = project();
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        Oracle oracle = new Oracle();
        try {
            int step = 0;
            for (int session = 0; session < 3; session++) {
                try (Tidemill mill = project.open()) {
                    if (session == 0) {
                        oracle.remember(mill);
                    }
                    for (int i = 0; i < 40; i++) {
                        change(mill, random, step++);
                        oracle.remember(mill);
                    }
                    checkAll(mill, oracle, random);
                }
            }
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @Test
    void aReplayOfTheJournalRecordsTheSame() throws Exception {
        FeatureFolder project = project();
        SplittableRandom random = new SplittableRandom(3);
        Path killed = requireNonNull(temporary).resolve("killed");
        List<List<Object>> recorded;
        Oracle oracle = new Oracle();
        try (Tidemill mill = project.open()) {
            oracle.remember(mill);
            for (int i = 0; i < 40; i++) {
                change(mill, random, i);
                oracle.remember(mill);
            }
            recorded = log(mill);
            // What a kill at this instant would leave: a journal, and no checkpoint of its end.
            copy(project.folder().resolve(".tidemill").resolve("data"), killed);
        }
        TidemillOptions options = TidemillOptions.defaults().withData(killed).withWatching(false);
        try (Tidemill mill = Tidemill.open(project.folder(), options)) {
            assertEquals(recorded, log(mill));
            checkAll(mill, oracle, random);
        }
    }

    private static List<List<Object>> log(Tidemill mill) {
        Batch rows =
                mill.query("SELECT * FROM tidemill.log_account__1__by_account ORDER BY ALL").rows();
        List<List<Object>> lines = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            List<Object> line = new ArrayList<>();
            rows.row(row).forEach(value -> line.add(String.valueOf(value)));
            lines.add(line);
        }
        assertTrue(lines.size() > 10, lines::toString);
        return lines;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (Files.isRegularFile(file)) {
                    Files.copy(file, target);
                }
            }
        }
    }

    @Test
    void aTickSaysExactlyWhatWasServed() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        Oracle oracle = new Oracle();
        try (Tidemill mill = project().open()) {
            for (int i = 0; i < 30; i++) {
                change(mill, random, i);
                oracle.remember(mill);
            }
            List<String> labels = new ArrayList<>();
            oracle.byTick.keySet().forEach(tick -> labels.add("('ada', 1, 10, " + tick + ")"));
            for (List<Object> row :
                    training(
                            mill,
                            "SELECT * FROM (VALUES %s) AS l(account, branch, amount, served)"
                                    .formatted(String.join(", ", labels)),
                            null,
                            "served")) {
                long tick = Long.parseLong(row.get(3).toString());
                assertEquals(
                        requireNonNull(oracle.byTick.get(tick)).get("ada/1"),
                        row.subList(4, row.size()));
            }
        }
    }

    @Test
    void aViewThatComesLaterKnowsNothingOfBefore() throws Exception {
        FeatureFolder project = project();
        long before;
        project.put(
                "features/account.yaml",
                FeatureFolder.VIEW.replace("name: account\n", "name: other\n"));
        try (Tidemill mill = project.open()) {
            before = mill.execute("INSERT INTO moves VALUES (1, 'ada', 1, 5, NULL)").tick();
        }
        project.put("features/account.yaml", FeatureFolder.VIEW);
        try (Tidemill mill = project.open()) {
            long now;
            try (PublishedTick tick = mill.pin()) {
                now = tick.tick();
            }
            String labels =
                    "SELECT * FROM (VALUES ('ada', 1, 10, %d), ('ada', 1, 10, %d))"
                                    .formatted(before, now)
                            + " AS l(account, branch, amount, served) ORDER BY served";
            List<List<Object>> rows = training(mill, labels, null, "served");
            rows.sort((a, b) -> a.get(3).toString().compareTo(b.get(3).toString()));
            List<String> statuses =
                    rows.stream().map(row -> row.get(row.size() - 1).toString()).toList();
            assertTrue(statuses.contains("unrecorded"), statuses::toString);
            assertTrue(statuses.contains("present"), statuses::toString);
        }
    }

    @Test
    void correctionsAreSeenOnlyWhereTheyAreAskedFor() throws Exception {
        FeatureFolder project =
                project()
                        .put(
                                "features/timed.yaml",
                                """
                                name: timed
                                entity: account
                                key: {account: TEXT}
                                sources:
                                  - table: by_account
                                    key: {account: account}
                                    time: last_at
                                    features:
                                      total: {type: BIGINT, default: -1}
                                """);
        try (Tidemill mill = project.open()) {
            for (String move :
                    List.of(
                            "1, 'ada', 1, 5, '2020-01-01 10:00:00+00'::TIMESTAMPTZ",
                            "2, 'ada', 1, 7, '2020-01-01 09:00:00+00'::TIMESTAMPTZ",
                            "3, 'ada', 1, 8, '2020-01-01 15:00:00+00'::TIMESTAMPTZ")) {
                long ignored = mill.execute("INSERT INTO moves VALUES (" + move + ")").tick();
            }
            String labels =
                    "SELECT 'ada' AS account, happened FROM (VALUES"
                            + " (TIMESTAMP '2020-01-01 08:00:00'),"
                            + " (TIMESTAMP '2020-01-01 12:00:00'),"
                            + " (TIMESTAMP '2020-01-01 16:00:00')) AS l(happened)"
                            + " ORDER BY happened";
            assertEquals(
                    List.of("-1 missing", "12 present", "20 present"),
                    timed(mill, labels, TrainingLabels.Mode.AS_CORRECTED));
            assertEquals(
                    List.of("-1 unrecorded", "-1 unrecorded", "-1 unrecorded"),
                    timed(mill, labels, TrainingLabels.Mode.AS_KNOWN));
        }
    }

    private static List<String> timed(Tidemill mill, String labels, TrainingLabels.Mode mode) {
        List<List<Object>> rows =
                training(mill, "timed", new TrainingLabels(labels, "happened", null, mode));
        rows.sort((a, b) -> a.get(1).toString().compareTo(b.get(1).toString()));
        return rows.stream().map(row -> row.get(2) + " " + row.get(3)).toList();
    }

    @Test
    void anotherKeyOrFeatureIsAnotherVersion() throws Exception {
        FeatureFolder project = project();
        project.open().close();
        project.put(
                "features/account.yaml",
                FeatureFolder.VIEW.replace(
                        "      total: {type: BIGINT}\n",
                        "      total: {type: BIGINT}\n      last: {column: last_at, type:"
                                + " TIMESTAMPTZ}\n"));
        TidemillException refused = assertThrows(TidemillException.class, project::open);
        assertEquals(ErrorCode.DEFINITION_CHANGED, refused.errorCode());
        project.put(
                "features/account.yaml", FeatureFolder.VIEW.replace("version: 1", "version: 2"));
        try (Tidemill mill = project.open()) {
            assertEquals("account@2", mill.features("account").definition().id());
        }
    }

    @Test
    void aTableThatIsReplacedGoesOnBeingRecorded() throws Exception {
        FeatureFolder project = project();
        Oracle oracle = new Oracle();
        SplittableRandom random = new SplittableRandom(11);
        int step = 0;
        for (String having : List.of("", "HAVING sum(amount) > 4\n", "")) {
            project.put("tables/by_account.sql", FeatureFolder.BY_ACCOUNT + having);
            try (Tidemill mill = project.open()) {
                oracle.remember(mill);
                for (int i = 0; i < 20; i++) {
                    change(mill, random, step++);
                    oracle.remember(mill);
                }
                checkAll(mill, oracle, random);
            }
        }
    }
}
