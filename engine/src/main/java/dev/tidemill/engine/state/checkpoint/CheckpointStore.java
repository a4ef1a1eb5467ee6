package dev.tidemill.engine.state.checkpoint;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.state.Page;
import dev.tidemill.engine.state.Region;
import dev.tidemill.engine.state.RegionName;
import dev.tidemill.engine.state.Segment;
import dev.tidemill.engine.state.SegmentView;
import dev.tidemill.engine.state.Snapshot;
import dev.tidemill.engine.state.StateSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The checkpoints of a state space in one directory: page files that are never changed, and a
 * manifest that names the pages of the newest checkpoint.
 *
 * <p>Invariants: a manifest appears by one rename, after all pages it names are forced to disk, so
 * an interrupted checkpoint leaves the one before valid. A page unchanged since the last checkpoint
 * is not written again, unless less than half of its file is still in use: then the file's pages
 * move to the new one. Files that no manifest names are removed. A whole checkpoint has all pages
 * in one new file, so that nothing is left of those that were written before.
 *
 * <p>One thread at a time; it may run while the writer of the state goes on, since it reads a
 * snapshot.
 */
public final class CheckpointStore {
    static final String MANIFEST = "manifest-";
    static final String PAGES = "pages-";
    static final String TEMPORARY = ".tmp";

    private final Path directory;
    private CheckpointManifest last = CheckpointManifest.none();

    private CheckpointStore(Path directory) {
        this.directory = requireNonNull(directory, "directory");
    }

    /** The checkpoints in a directory, which is created when it is missing. */
    public static CheckpointStore open(Path directory) {
        CheckpointStore store = new CheckpointStore(directory);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw store.failed("create " + directory, e);
        }
        return store;
    }

    /**
     * Loads the newest checkpoint into an empty space; gives nothing when there is none. Throws
     * CHECKPOINT_CORRUPT, with the file and position, or DATA_DIRECTORY_VERSION; the space is then
     * of no use.
     */
    public Optional<LoadedCheckpoint> load(StateSpace space) {
        return load(space, (_, _) -> _ -> true);
    }

    /** Which nodes' state is loaded. */
    public interface Choice {
        /**
         * Judges a checkpoint before its pages are read.
         *
         * @param extras the owner's bytes
         * @param nodeBytes what each node's pages will take
         * @return the nodes that are wanted; the others are as if they had been dropped
         */
        Predicate<String> wanted(byte[] extras, Map<String, Long> nodeBytes);
    }

    /** Like {@link #load(StateSpace)}, without the state that is not wanted. */
    public Optional<LoadedCheckpoint> load(StateSpace space, Choice choice) {
        if (!space.regions().isEmpty()) {
            throw new IllegalArgumentException("the space holds state already");
        }
        try {
            Optional<LoadedCheckpoint> loaded = read(space, choice);
            if (loaded.isPresent()) {
                removeUnreferenced();
            }
            return loaded;
        } catch (IOException e) {
            throw failed("read the checkpoint in " + directory, e);
        }
    }

    /**
     * Loads the newest checkpoint of a directory into an empty space and changes nothing there;
     * throws like {@link #load}.
     */
    public static Optional<LoadedCheckpoint> loadOnly(Path directory, StateSpace space) {
        CheckpointStore store = new CheckpointStore(directory);
        try {
            return store.read(space, (_, _) -> _ -> true);
        } catch (IOException e) {
            throw store.failed("read the checkpoint in " + directory, e);
        }
    }

    private Optional<LoadedCheckpoint> read(StateSpace space, Choice choice) throws IOException {
        Optional<Path> newest = newestManifest(directory);
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        Path file = newest.get();
        CheckpointManifest manifest = CheckpointManifest.decode(Files.readAllBytes(file), file);
        Predicate<String> wanted = choice.wanted(manifest.extras(), nodeBytes(manifest));
        space.resumeAt(manifest.epoch());
        readPages(manifest, space, wanted);
        space.resumeAt(manifest.epoch() + 1);
        last = manifest;
        return Optional.of(new LoadedCheckpoint(manifest.tick(), manifest.extras()));
    }

    private static Map<String, Long> nodeBytes(CheckpointManifest manifest) {
        Map<String, Long> bytes = new HashMap<>();
        manifest.regions()
                .forEach(
                        (name, segments) -> {
                            for (SegmentManifest segment : segments) {
                                long held = (long) segment.pages() * Page.BYTES;
                                bytes.merge(name.node(), held, Long::sum);
                            }
                        });
        return bytes;
    }

    static Optional<Path> newestManifest(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> name(file).startsWith(MANIFEST))
                    .filter(file -> !name(file).endsWith(TEMPORARY))
                    .max((a, b) -> name(a).compareTo(name(b)));
        }
    }

    private void readPages(CheckpointManifest manifest, StateSpace space, Predicate<String> wanted)
            throws IOException {
        Map<Integer, PageFileReader> readers = new HashMap<>();
        try {
            for (int file : manifest.fileBytes().keySet()) {
                readers.put(file, new PageFileReader(pageFile(file)));
            }
            Map<RegionName, SegmentManifest[]> regions = new TreeMap<>(manifest.regions());
            regions.keySet().removeIf(name -> !wanted.test(name.node()));
            readRegions(regions, space, readers);
        } finally {
            readers.values().forEach(PageFileReader::close);
        }
    }

    /** Regions have one writer each, so that as many threads read as there are processors. */
    private void readRegions(
            Map<RegionName, SegmentManifest[]> regions,
            StateSpace space,
            Map<Integer, PageFileReader> readers) {
        int threads = Runtime.getRuntime().availableProcessors();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> parts = new ArrayList<>();
            regions.forEach(
                    (name, segments) ->
                            parts.add(
                                    pool.submit(
                                            () ->
                                                    readRegion(
                                                            space.region(
                                                                    name.node(), name.partition()),
                                                            segments,
                                                            readers))));
            // All end before the files are closed, whatever the first of them met.
            pool.shutdown();
            for (Future<?> part : parts) {
                join(part);
            }
        }
    }

    private static void join(Future<?> part) {
        try {
            part.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException known -> throw known;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a checkpoint was read", e);
        }
    }

    private void readRegion(
            Region region, SegmentManifest[] segments, Map<Integer, PageFileReader> readers) {
        for (int id = 0; id < segments.length; id++) {
            readSegment(segments[id], region.segment(id), readers);
        }
    }

    private void readSegment(
            SegmentManifest manifest, Segment segment, Map<Integer, PageFileReader> readers) {
        for (int page = 0; page < manifest.pageLimit; page++) {
            if (manifest.holds(page)) {
                PageFileReader reader = readers.get(manifest.files[page]);
                if (reader == null) {
                    throw CheckpointManifest.corrupt(
                            pageFile(manifest.files[page]), 0, "the manifest does not list it");
                }
                reader.read(
                        manifest.offsets[page], manifest.lengths[page], segment.restorePage(page));
            }
        }
        segment.restoreMeta(manifest.meta, manifest.pageLimit);
    }

    /**
     * Writes a checkpoint of all regions of a snapshot. The caller closes the snapshot afterwards.
     * Throws DISK_FULL or IO_FAILED, and then the checkpoint before stays the newest.
     *
     * @param extras the owner's bytes, given back by {@link #load}
     */
    public WrittenCheckpoint write(Snapshot snapshot, long tick, byte[] extras) {
        return write(snapshot, tick, extras, WritePace.full());
    }

    /** Writes a checkpoint at a pace; otherwise as the other one does. */
    public WrittenCheckpoint write(Snapshot snapshot, long tick, byte[] extras, WritePace pace) {
        return write(snapshot, tick, extras, pace, false);
    }

    /**
     * The same with all pages, also those that did not change: what was deleted since they were
     * first written is then in no file. While it is written, the disk holds them twice.
     */
    public WrittenCheckpoint writeWhole(
            Snapshot snapshot, long tick, byte[] extras, WritePace pace) {
        return write(snapshot, tick, extras, pace, true);
    }

    private WrittenCheckpoint write(
            Snapshot snapshot, long tick, byte[] extras, WritePace pace, boolean whole) {
        long sequence = last.sequence() + 1;
        int file = Math.toIntExact(sequence);
        try {
            return write(snapshot, tick, extras, sequence, pace, whole);
        } catch (IOException e) {
            // Once its manifest has its name, a checkpoint may be the one that is found.
            if (last.sequence() != sequence) {
                deleteQuietly(pageFile(file));
            }
            throw failed("write a checkpoint to " + directory, e);
        }
    }

    private WrittenCheckpoint write(
            Snapshot snapshot,
            long tick,
            byte[] extras,
            long sequence,
            WritePace pace,
            boolean whole)
            throws IOException {
        int file = Math.toIntExact(sequence);
        Map<RegionName, List<SegmentView>> views = snapshot.regions();
        Set<Integer> kept = whole ? Set.of() : filesWorthKeeping(views);
        Map<RegionName, SegmentManifest[]> regions = new TreeMap<>();
        long pages = 0;
        long bytes;
        try (PageFileWriter writer = new PageFileWriter(pageFile(file), file, pace)) {
            for (Map.Entry<RegionName, List<SegmentView>> entry : views.entrySet()) {
                List<SegmentView> view = entry.getValue();
                SegmentManifest[] segments = new SegmentManifest[view.size()];
                for (int id = 0; id < segments.length; id++) {
                    SegmentManifest before = before(entry.getKey(), id);
                    SegmentManifest after =
                            new SegmentManifest(view.get(id).pageLimit(), view.get(id).metaCopy());
                    pages += writeSegment(view.get(id), before, after, kept, writer, file);
                    segments[id] = after;
                }
                regions.put(entry.getKey(), segments);
            }
            writer.sync();
            bytes = writer.position();
        }
        Map<Integer, Long> fileBytes = new TreeMap<>();
        kept.forEach(id -> fileBytes.put(id, requireNonNull(last.fileBytes().get(id))));
        if (pages > 0) {
            fileBytes.put(file, bytes);
        }
        CheckpointManifest manifest =
                new CheckpointManifest(
                        sequence, tick, snapshot.epoch(), extras.clone(), fileBytes, regions);
        writeManifest(manifest);
        last = manifest;
        forceDirectory();
        removeUnreferenced();
        long total = fileBytes.values().stream().mapToLong(Long::longValue).sum();
        return new WrittenCheckpoint(tick, pages, bytes, total);
    }

    private static final SegmentManifest NO_SEGMENT =
            new SegmentManifest(0, new long[Segment.META_LONGS]);

    private SegmentManifest before(RegionName name, int segment) {
        SegmentManifest[] segments = last.regions().get(name);
        return segments == null || segment >= segments.length ? NO_SEGMENT : segments[segment];
    }

    private boolean isUnchanged(SegmentView view, int page, SegmentManifest before) {
        return before.holds(page) && view.stamp(page) <= last.epoch();
    }

    /** The files of the last checkpoint of which at least half would stay in use. */
    private Set<Integer> filesWorthKeeping(Map<RegionName, List<SegmentView>> views) {
        Map<Integer, Long> used = new HashMap<>();
        views.forEach(
                (name, view) -> {
                    for (int id = 0; id < view.size(); id++) {
                        addUsed(view.get(id), before(name, id), used);
                    }
                });
        Set<Integer> kept = new HashSet<>();
        used.forEach(
                (file, bytes) -> {
                    if (bytes * 2 >= last.fileBytes().getOrDefault(file, 0L)) {
                        kept.add(file);
                    }
                });
        return kept;
    }

    private void addUsed(SegmentView view, SegmentManifest before, Map<Integer, Long> used) {
        for (int page = 0; page < view.pageLimit(); page++) {
            if (view.hasPage(page) && isUnchanged(view, page, before)) {
                used.merge(before.files[page], (long) before.lengths[page], Long::sum);
            }
        }
    }

    private long writeSegment(
            SegmentView view,
            SegmentManifest before,
            SegmentManifest after,
            Set<Integer> kept,
            PageFileWriter writer,
            int file)
            throws IOException {
        long pages = 0;
        for (int page = 0; page < view.pageLimit(); page++) {
            byte[] bytes = view.pageOrNull(page);
            if (bytes == null) {
                continue;
            }
            if (isUnchanged(view, page, before) && kept.contains(before.files[page])) {
                after.place(page, before.files[page], before.offsets[page], before.lengths[page]);
            } else {
                long offset = writer.position();
                after.place(page, file, offset, writer.append(bytes));
                pages++;
            }
        }
        return pages;
    }

    private void writeManifest(CheckpointManifest manifest) throws IOException {
        Path file = manifestFile(manifest.sequence());
        Path temporary = directory.resolve(name(file) + TEMPORARY);
        try (FileChannel channel =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(manifest.encode());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes older manifests, files that no manifest names, and leftovers of a crash. */
    private void removeUnreferenced() throws IOException {
        Set<String> wanted = new HashSet<>();
        wanted.add(name(manifestFile(last.sequence())));
        last.fileBytes().keySet().forEach(file -> wanted.add(name(pageFile(file))));
        List<Path> unwanted;
        try (Stream<Path> files = Files.list(directory)) {
            unwanted =
                    files.filter(
                                    file ->
                                            name(file).startsWith(MANIFEST)
                                                    || name(file).startsWith(PAGES))
                            .filter(file -> !wanted.contains(name(file)))
                            .toList();
        }
        for (Path file : unwanted) {
            Files.deleteIfExists(file);
        }
    }

    static String name(Path file) {
        return requireNonNull(file.getFileName(), "file name").toString();
    }

    private Path manifestFile(long sequence) {
        return directory.resolve(MANIFEST + "%016d".formatted(sequence));
    }

    private Path pageFile(int id) {
        return pageFile(directory, id);
    }

    static Path pageFile(Path directory, int id) {
        return directory.resolve(PAGES + "%010d".formatted(id));
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException ignored) {
            // The next start removes what no manifest names.
        }
    }

    private TidemillException failed(String what, IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new TidemillException(
                full ? ErrorCode.DISK_FULL : ErrorCode.IO_FAILED,
                "Could not " + what + ": " + e.getMessage(),
                e);
    }
}
