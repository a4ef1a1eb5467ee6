package dev.tidemill.journal.io;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The journal's files in a real directory, which is created when it is missing. */
public final class DirectoryStorage implements SegmentStorage {
    private final Path directory;

    public DirectoryStorage(Path directory) throws IOException {
        this(directory, true);
    }

    private DirectoryStorage(Path directory, boolean create) throws IOException {
        this.directory = requireNonNull(directory, "directory");
        if (create) {
            Files.createDirectories(directory);
        }
    }

    /** The files of a directory that must be there already; none is created. */
    public static DirectoryStorage existing(Path directory) throws IOException {
        return new DirectoryStorage(directory, false);
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> requireNonNull(file.getFileName()).toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public SegmentFile create(String name) throws IOException {
        return open(
                name,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    @Override
    public SegmentFile openForAppend(String name) throws IOException {
        return open(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public SegmentFile openForRead(String name) throws IOException {
        return open(name, StandardOpenOption.READ);
    }

    private SegmentFile open(String name, StandardOpenOption... options) throws IOException {
        return new ChannelSegmentFile(FileChannel.open(directory.resolve(name), options));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    @Override
    public void force() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long usableBytes() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
