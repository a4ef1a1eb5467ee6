package dev.tidemill.node.definition;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a definition in a project folder was saved. Editors write in several steps, so it
 * waits until the folder is quiet for a moment. Runs on a thread of its own.
 */
public final class DefinitionWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionWatcher.class);
    private static final long QUIET_MILLIS = 80;

    private final WatchService watches;
    private final Runnable changed;
    private final Thread thread;

    public DefinitionWatcher(Path project, Runnable changed) throws IOException {
        this.changed = changed;
        watches = project.getFileSystem().newWatchService();
        for (String folder : new String[] {"", "tables", "contracts", "actions", "functions"}) {
            Path directory = project.resolve(folder);
            if (Files.isDirectory(directory)) {
                directory.register(
                        watches,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
        }
        thread = Thread.ofVirtual().name("definitions").unstarted(this::watch);
    }

    public void start() {
        thread.start();
    }

    private void watch() {
        try {
            while (true) {
                boolean relevant = drain(watches.take());
                WatchKey more;
                while ((more = watches.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)) != null) {
                    relevant |= drain(more);
                }
                if (relevant) {
                    changed.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException e) {
            LOG.debug("no longer watching definitions");
        }
    }

    private static boolean drain(WatchKey key) {
        boolean relevant =
                key.pollEvents().stream()
                        .map(event -> String.valueOf(event.context()))
                        .anyMatch(
                                name ->
                                        name.endsWith(".sql")
                                                || name.endsWith(".jar")
                                                || name.endsWith(".yaml")
                                                || name.endsWith(".yml"));
        key.reset();
        return relevant;
    }

    @Override
    public void close() throws IOException {
        watches.close();
    }
}
