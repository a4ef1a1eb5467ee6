package dev.tidemill.connectors.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends events to a file, one a line; its folder is made when it is not there. */
public final class FileEventSink implements EventSink {
    private final Path file;

    public FileEventSink(Path file) {
        this.file = requireNonNull(file, "file");
    }

    @Override
    public void send(String json) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(
                file, json + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
