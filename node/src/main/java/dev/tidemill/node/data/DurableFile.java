package dev.tidemill.node.data;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that appear whole or not at all, whenever the process or the machine ends. */
public final class DurableFile {
    /** What the name of a file ends with that a crash left unfinished. */
    public static final String UNFINISHED = ".tmp";

    private DurableFile() {}

    /**
     * Puts bytes in a file's place, in a folder that is made when it is not there; all is on disk
     * when this returns. One call at a time for a file.
     */
    public static void replace(Path file, byte[] bytes) throws IOException {
        Path folder = requireNonNull(file.toAbsolutePath().getParent(), "folder");
        Files.createDirectories(folder);
        Path temporary = file.resolveSibling(file.getFileName() + UNFINISHED);
        try (FileChannel channel =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        DataDirectory.forceDirectory(folder);
        Path above = folder.getParent();
        if (above != null) {
            DataDirectory.forceDirectory(above);
        }
    }
}
