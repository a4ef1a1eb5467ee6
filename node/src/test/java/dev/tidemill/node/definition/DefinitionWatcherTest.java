package dev.tidemill.node.definition;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is saved is told, however much of it there is and whenever it comes. */
@Timeout(60)
class DefinitionWatcherTest {
    /** More than the events that are kept of one folder. */
    private static final int MANY = 700;

    @TempDir @Nullable Path folder;

    private Path project() {
        return requireNonNull(folder);
    }

    private void save(String file) throws IOException {
        Files.writeString(project().resolve(file), "SELECT 1 AS n");
    }

    private static void awaitTold(BlockingQueue<String> told, String what)
            throws InterruptedException {
        assertTrue(told.poll(20, TimeUnit.SECONDS) != null, what);
    }

    /** Takes as long as somebody lets it. */
    private static Runnable takeOver(BlockingQueue<String> told, CountDownLatch end) {
        return () -> {
            told.add("");
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    @Test
    void manyFilesThatAreSavedWhileOthersAreTakenOverAreToldAfterwards() throws Exception {
        Files.createDirectories(project().resolve("tables"));
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        CountDownLatch takenOver = new CountDownLatch(1);
        try (DefinitionWatcher watcher =
                new DefinitionWatcher(project(), takeOver(told, takenOver))) {
            watcher.start();
            save("tables/first.sql");
            awaitTold(told, "the first");
            for (int i = 0; i < MANY; i++) {
                save("tables/t" + i + ".sql");
            }
            takenOver.countDown();
            awaitTold(told, "those that were saved meanwhile");
        }
    }

    @Test
    void aFolderThatComesAmongManyFilesIsWatched() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        CountDownLatch takenOver = new CountDownLatch(1);
        try (DefinitionWatcher watcher =
                new DefinitionWatcher(project(), takeOver(told, takenOver))) {
            watcher.start();
            save("first.sql");
            awaitTold(told, "the first");
            for (int i = 0; i < MANY; i++) {
                save("note" + i + ".txt");
            }
            Files.createDirectory(project().resolve("tables"));
            takenOver.countDown();
            awaitTold(told, "the folder");
            assertNull(told.poll(1, TimeUnit.SECONDS), "quiet");
            save("tables/late.sql");
            awaitTold(told, "a file in it");
        }
    }
}
