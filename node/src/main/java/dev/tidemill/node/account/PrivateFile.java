package dev.tidemill.node.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.node.data.DataDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that their owner alone may read, and that appear whole or not at all. */
public final class PrivateFile {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private PrivateFile() {}

    private static FileAttribute<?>[] mode(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes a folder that its owner alone may look into. */
    static void createFolder(Path folder) throws IOException {
        Path above = folder.getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, mode("rwx------"));
        }
    }

    /** Puts a text in a file's place; it is on disk when this returns. */
    public static void replace(Path file, String text) throws IOException {
        Path folder = requireNonNull(file.getParent(), "folder");
        createFolder(folder);
        Path next = folder.resolve(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        try (FileChannel channel =
                FileChannel.open(
                        next,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        mode("rw-------"))) {
            ByteBuffer left = UTF_8.encode(text);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DataDirectory.forceDirectory(folder);
    }
}
