package dev.tidemill.node.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The segments of a log, each named by the number of its first line. */
final class AuditFolder {
    private static final Pattern NAME = Pattern.compile("audit-(\\d{18})\\.log");

    private final Path folder;

    AuditFolder(Path folder) {
        this.folder = requireNonNull(folder, "folder");
    }

    /** A segment that begins with this number. */
    Path segment(long first) {
        return folder.resolve("audit-%018d.log".formatted(first));
    }

    /** The segments there are, oldest first. */
    List<Path> segments() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> first(file) > 0).sorted().toList();
        }
    }

    /** The number of a segment's first line; 0 for what is none. */
    static long first(Path segment) {
        Matcher name = NAME.matcher(requireNonNull(segment.getFileName()).toString());
        return name.matches() ? Long.parseLong(name.group(1)) : 0;
    }

    /** Deletes the oldest segments, the newest one never, until they take at most so many bytes. */
    void cut(long bytesMax) throws IOException {
        Deque<Path> segments = new ArrayDeque<>(segments());
        long bytes = 0;
        for (Path segment : segments) {
            bytes += Files.size(segment);
        }
        while (bytes > bytesMax && segments.size() > 1) {
            Path oldest = segments.removeFirst();
            bytes -= Files.size(oldest);
            Files.delete(oldest);
        }
    }

    /**
     * The end of the log.
     *
     * @param line null when there is none
     */
    record End(@Nullable Path segment, @Nullable String line) {}

    /** The end, behind which a line that a crash has cut off is taken away. */
    End end() throws IOException {
        List<Path> segments = segments();
        for (int i = segments.size() - 1; i >= 0; i--) {
            Path segment = segments.get(i);
            String last = wholeEnd(segment);
            if (last != null) {
                return new End(segment, last);
            }
            Files.delete(segment);
        }
        return new End(null, null);
    }

    private static @Nullable String wholeEnd(Path segment) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end < bytes.length) {
            try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
                channel.truncate(end);
                channel.force(true);
            }
        }
        if (end == 0) {
            return null;
        }
        int begin = end - 1;
        while (begin > 0 && bytes[begin - 1] != '\n') {
            begin--;
        }
        return new String(bytes, begin, end - 1 - begin, UTF_8);
    }

    /** The newest entries that meet a condition, newest first. */
    List<AuditEntry> newest(int limit, Predicate<AuditEntry> wanted) throws IOException {
        List<Path> segments = segments();
        List<AuditEntry> found = new ArrayList<>();
        for (int i = segments.size() - 1; i >= 0 && found.size() < limit; i--) {
            Deque<AuditEntry> of = new ArrayDeque<>();
            try (BufferedReader lines = Files.newBufferedReader(segments.get(i))) {
                String line;
                while ((line = lines.readLine()) != null) {
                    Optional<AuditEntry> entry = AuditLine.read(line).filter(wanted);
                    entry.ifPresent(of::addFirst);
                    if (of.size() > limit) {
                        of.removeLast();
                    }
                }
            }
            of.stream().limit(limit - found.size()).forEach(found::add);
        }
        return found;
    }

    /**
     * The first line that is not bound to the one before, or that is not the one its segment is
     * named by; empty when all are. The first of all is bound to one that may be gone.
     */
    Optional<String> broken() throws IOException {
        String before = null;
        for (Path segment : segments()) {
            long first = first(segment);
            boolean isFirst = true;
            try (BufferedReader lines = Files.newBufferedReader(segment)) {
                String line;
                while ((line = lines.readLine()) != null) {
                    String bound = before == null && first == 1 ? AuditLine.BEGINNING : before;
                    boolean isNamed = !isFirst || line.startsWith(first + "\t");
                    if (!isNamed || (bound != null && !AuditLine.follows(line, bound))) {
                        return Optional.of(segment.getFileName() + ": " + line);
                    }
                    isFirst = false;
                    before = AuditLine.chain(line);
                }
            }
        }
        return Optional.empty();
    }
}
