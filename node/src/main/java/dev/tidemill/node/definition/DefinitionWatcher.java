package dev.tidemill.node.definition;

import dev.tidemill.definitions.secret.Secrets;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a definition in a project folder was saved. Editors write in several steps, so it
 * waits until the folder is quiet for a moment. What is saved while others are told is told
 * afterwards, however much it is. Runs on a thread of its own.
 */
public final class DefinitionWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionWatcher.class);
    private static final long QUIET_MILLIS = 80;

    private static final List<String> FOLDERS =
            List.of(
                    "tables",
                    "contracts",
                    "indexes",
                    "actions",
                    "features",
                    "predictors",
                    "policies",
                    "functions",
                    Secrets.FOLDER);

    private final Path project;
    private final WatchService watches;
    private final Runnable changed;
    private final Thread thread;

    public DefinitionWatcher(Path project, Runnable changed) throws IOException {
        this.project = project;
        this.changed = changed;
        watches = project.getFileSystem().newWatchService();
        register(project);
        for (String folder : FOLDERS) {
            register(project.resolve(folder));
        }
        thread = Thread.ofVirtual().name("definitions").unstarted(this::watch);
    }

    /** Watches a folder that is there; one that is watched already stays so. */
    private void register(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            directory.register(
                    watches,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
        }
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

    private boolean drain(WatchKey key) {
        boolean relevant = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                // So many files were saved at once that nobody knows which: perhaps these.
                relevant = true;
                FOLDERS.forEach(folder -> registerLate(project.resolve(folder)));
                continue;
            }
            String name = String.valueOf(event.context());
            relevant |= isDefinition(name) || isSecret(key);
            if (project.equals(key.watchable()) && FOLDERS.contains(name)) {
                // A folder that is new may have files already, which nobody else will tell of.
                relevant = true;
                registerLate(project.resolve(name));
            }
        }
        key.reset();
        return relevant;
    }

    /** A secret's file has any name; those of a folder elsewhere are not watched. */
    private boolean isSecret(WatchKey key) {
        return project.resolve(Secrets.FOLDER).equals(key.watchable());
    }

    private void registerLate(Path directory) {
        try {
            register(directory);
        } catch (IOException e) {
            LOG.warn("{} is not watched: {}", directory, e.toString());
        }
    }

    private static boolean isDefinition(String name) {
        return name.endsWith(".sql")
                || name.endsWith(".jar")
                || name.endsWith(".yaml")
                || name.endsWith(".yml");
    }

    @Override
    public void close() throws IOException {
        watches.close();
    }
}
