package dev.tidemill.testkit.logic;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs a sample of the queries of test files and counts what became of them. Statements are all
 * carried out; queries are taken with a probability, in groups that share one circuit.
 */
final class LogicRun {
    private static final int GROUP = 40;
    private static final int FAILURES_SHOWN = 50;

    private final Random random;
    private final double share;
    private final Map<String, Integer> skipped = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private int passed;
    private int failed;

    /**
     * @param share the probability with which a query is taken
     */
    LogicRun(Random random, double share) {
        this.random = random;
        this.share = share;
    }

    void run(String name) throws IOException {
        LogicMill mill = new LogicMill(random);
        List<LogicRecord.Query> group = new ArrayList<>();
        String broken = null;
        try (LogicFile file = new LogicFile(name)) {
            for (LogicRecord each = file.next(); each != null; each = file.next()) {
                switch (each) {
                    case LogicRecord.Statement statement -> {
                        judge(name, mill, group);
                        if (statement.succeeds() && broken == null) {
                            broken = execute(mill, statement);
                        }
                    }
                    case LogicRecord.Query query -> {
                        if (random.nextDouble() >= share) {
                            continue;
                        }
                        if (broken == null) {
                            group.add(query);
                        } else {
                            skip(broken);
                        }
                        if (group.size() == GROUP) {
                            judge(name, mill, group);
                        }
                    }
                }
            }
        }
        judge(name, mill, group);
    }

    /** Null, or why the file's other answers would be wrong: something could not be carried out. */
    private @Nullable String execute(LogicMill mill, LogicRecord.Statement statement) {
        try {
            mill.execute(statement.sql());
            return null;
        } catch (RuntimeException e) {
            String words = statement.sql().strip().replaceAll("(?s)^(\\S+\\s+\\S+).*", "$1");
            return "behind " + words + " in the file: " + e.getMessage();
        }
    }

    private void judge(String file, LogicMill mill, List<LogicRecord.Query> group) {
        if (group.isEmpty()) {
            return;
        }
        List<LogicMill.Answer> answers;
        try {
            answers = mill.answers(group.stream().map(LogicRecord.Query::sql).toList());
        } catch (RuntimeException | StackOverflowError e) {
            fail(file + ":" + group.getFirst().line() + " and on: threw " + e, group.size());
            group.clear();
            return;
        }
        for (int i = 0; i < group.size(); i++) {
            judge(file, group.get(i), answers.get(i));
        }
        group.clear();
    }

    private void judge(String file, LogicRecord.Query query, LogicMill.Answer answer) {
        var rows = answer.rows();
        if (rows == null) {
            skip(answer.refusal());
            return;
        }
        if (LogicVerdict.hasFractionsForIntegers(query, rows)) {
            skip("a NUMERIC column where SQLite has an integer value");
            return;
        }
        String wrong = LogicVerdict.of(query, rows);
        if (wrong == null) {
            skip("the order that its hash needs is left open");
        } else if (wrong.isEmpty()) {
            passed++;
        } else {
            fail(file + ":" + query.line() + " " + query.sql() + "\n    " + wrong, 1);
        }
    }

    private void skip(String reason) {
        String general =
                reason.replaceAll("\"[^\"]*\"", "…")
                        .replaceAll("\\d+(\\.\\d+)?", "n")
                        .replaceAll("(?s)\n.*", "");
        skipped.merge(general.substring(0, Math.min(110, general.length())), 1, Integer::sum);
    }

    private void fail(String what, int queries) {
        failed += queries;
        if (failures.size() < FAILURES_SHOWN) {
            failures.add(what);
        }
    }

    int passed() {
        return passed;
    }

    int failed() {
        return failed;
    }

    List<String> failures() {
        return failures;
    }

    /** How many were skipped, by reason. */
    Map<String, Integer> skipped() {
        return skipped;
    }

    /** The counts, and the reasons with the commonest first. */
    String report() {
        StringBuilder text = new StringBuilder();
        int all = skipped.values().stream().mapToInt(Integer::intValue).sum();
        text.append(passed).append(" passed, ").append(failed).append(" failed, ");
        text.append(all).append(" skipped\n");
        skipped.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(
                        reason ->
                                text.append(
                                        "%8d  %s%n".formatted(reason.getValue(), reason.getKey())));
        return text.toString();
    }
}
