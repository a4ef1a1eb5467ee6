package dev.tidemill.testkit.logic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A sample of the queries of sqllogictest as live tables; another one each day.
 *
 * <p>{@code -Dtidemill.seed} repeats a sample, {@code -Dtidemill.logic.share=0.02} takes that share
 * of every file's queries, and {@code -Dtidemill.logic.file=test/select1} only files that begin so.
 */
class SqlLogicTest {
    private static final int FILES = 12;
    private static final double DAILY_SHARE = 0.01;

    /** A long run may take hours. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.HOURS)
    void queriesAnswerWhatEveryDatabaseAnswers() throws IOException {
        long seed = Long.getLong("tidemill.seed", LocalDate.now(ZoneOffset.UTC).toEpochDay());
        String share = System.getProperty("tidemill.logic.share");
        String only = System.getProperty("tidemill.logic.file", "");
        Random random = new Random(seed);
        List<String> files = new ArrayList<>(LogicFile.names());
        files.removeIf(name -> !name.startsWith(only));
        if (share == null && only.isEmpty()) {
            Collections.shuffle(files, random);
            files = files.subList(0, FILES);
        }
        LogicRun run =
                new LogicRun(random, share == null ? DAILY_SHARE : Double.parseDouble(share));
        for (String file : files) {
            run.run(file);
        }
        System.out.println("seed " + seed + ", " + files.size() + " files: " + run.report());
        assertEquals("", String.join("\n", run.failures()), "seed " + seed);
        assertTrue(run.passed() > 0, "no query ran, seed " + seed);
    }
}
