package dev.tidemill.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Session;
import dev.tidemill.node.backup.BackupDesk;
import dev.tidemill.node.backup.BackupManifest;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code /v1/backups}: takes a backup into a folder of the server's machine. */
final class BackupHandlers {
    private static final int BODY_BYTES_MAX = 1 << 16;
    private final Session mill;

    BackupHandlers(Session mill) {
        this.mill = mill;
    }

    /** A backup that was taken. */
    private record Taken(
            String directory,
            String version,
            long tick,
            long checkpointTick,
            String time,
            int files,
            long bytes,
            double elapsedMs) {}

    /** Whether one is being taken, and how far it is. */
    private record State(
            boolean running, @Nullable String directory, long bytesDone, long bytesTotal) {}

    /** Answers when the backup is whole. */
    void take(ServerRequest request, ServerResponse response) throws IOException {
        Requests.requireJson(request);
        Path directory = directory(Json.parseObject(RequestBody.read(request, BODY_BYTES_MAX)));
        long started = System.nanoTime();
        BackupManifest manifest = mill.backups().take(directory);
        Json.send(
                response,
                new Taken(
                        directory.toString(),
                        manifest.version(),
                        manifest.tick(),
                        manifest.checkpointTick(),
                        manifest.time().toString(),
                        manifest.files().size(),
                        manifest.bytes(),
                        (System.nanoTime() - started) / 1e6));
    }

    /** The two processes may have been started in different folders. */
    private static Path directory(JsonNode body) {
        String text = body.path("directory").asText("");
        try {
            Path directory = Path.of(text);
            if (directory.isAbsolute()) {
                return directory;
            }
        } catch (InvalidPathException e) {
            // Told below, like every other wrong one.
        }
        throw new TidemillException(
                        ErrorCode.INVALID_REQUEST,
                        "\"" + text + "\" is not the absolute path of a folder")
                .withHint("{\"directory\": \"/backups/monday\"}");
    }

    void state(ServerRequest request, ServerResponse response) {
        BackupDesk.Progress current = mill.backups().current();
        Json.send(
                response,
                current == null
                        ? new State(false, null, 0, 0)
                        : new State(
                                true,
                                current.target().toString(),
                                current.meter().bytesDone(),
                                current.meter().bytesTotal()));
    }
}
