package dev.tidemill.node.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.BuildLimits;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.HotTable;
import dev.tidemill.engine.state.PageAllocator;
import dev.tidemill.engine.state.StateSpace;
import dev.tidemill.engine.state.checkpoint.CheckpointFiles;
import dev.tidemill.engine.state.checkpoint.CheckpointStore;
import dev.tidemill.journal.JournalException;
import dev.tidemill.journal.JournalInspection;
import dev.tidemill.node.backup.BackupManifest;
import dev.tidemill.node.backup.Restoration;
import dev.tidemill.node.data.DataDirectory;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.RecoveredCircuit;
import dev.tidemill.node.function.FunctionStore;
import dev.tidemill.node.ingest.Receipts;
import dev.tidemill.node.record.NodeState;
import dev.tidemill.node.tick.JournalPlayer;
import dev.tidemill.node.tick.Mill;
import dev.tidemill.node.tick.NodeTracker;
import dev.tidemill.node.tick.TickPublisher;
import dev.tidemill.store.HistoryFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole data folder, or a backup, and compares its parts: every record of the journal,
 * every page of the checkpoint, every row of the history and every jar; then whether they fit each
 * other; and last it computes the ticks behind the checkpoint, as a start would.
 *
 * <p>Writes nothing there, and keeps mills from opening the folder meanwhile. Needs as much memory
 * as the mill. One thread.
 */
public final class DataCheck {
    private final Path root;
    private final Path temporary;
    private final Consumer<String> begins;
    private final FunctionStore functions;
    private final DefinitionsInForce definitions;
    private final List<CheckedPart> parts = new ArrayList<>();
    private @Nullable JournalInspection journal;
    private @Nullable CheckpointFiles checkpoint;
    private NodeState state = NodeState.initial();
    private boolean checkpointKnown;
    private @Nullable HistoryFile stored;
    private @Nullable Circuit circuit;

    private DataCheck(Path root, Path temporary, Consumer<String> begins) {
        this.root = root;
        this.temporary = temporary;
        this.begins = begins;
        this.functions = new FunctionStore(root.resolve("functions"));
        this.definitions = new DefinitionsInForce(functions);
    }

    /**
     * Checks a folder.
     *
     * @param temporary a folder for what does not fit into memory
     * @param begins told the name of each part before it is read
     * @throws TidemillException NOT_FOUND when it is no data folder; DATA_DIRECTORY_LOCKED while a
     *     mill has it open
     */
    public static CheckReport of(Path root, Path temporary, Consumer<String> begins) {
        DataDirectory.requireExisting(root);
        try (DataDirectory.ReadLock _ = DataDirectory.readLock(root)) {
            return new DataCheck(root, temporary, begins).run();
        }
    }

    /** Looks at one part; answers with what it holds. */
    private interface Look {
        String at() throws IOException;
    }

    private CheckReport run() {
        boolean ignored = look("folder", this::layout);
        if (Files.exists(root.resolve(BackupManifest.NAME))) {
            ignored = look("backup", this::backup);
        }
        ignored = look("journal", this::journal);
        ignored = look("checkpoint", this::checkpoint);
        try {
            boolean rows = checkpointKnown ? look("history", this::history) : leave("history");
            boolean jars = look("functions", this::functions);
            boolean comparable = journal != null && checkpointKnown;
            boolean fits = comparable ? look("ticks", this::ticks) : leave("ticks");
            boolean computable = rows && jars && fits;
            ignored = computable ? look("replay", this::replay) : leave("replay");
        } finally {
            close();
        }
        return new CheckReport(journal == null ? 0 : journal.lastTick(), parts);
    }

    private void close() {
        if (circuit != null) {
            circuit.close();
        }
        if (stored != null) {
            stored.close();
        }
    }

    private boolean look(String name, Look look) {
        begins.accept(name);
        CheckedPart part;
        try {
            part = new CheckedPart(name, CheckedPart.State.WHOLE, look.at(), null);
        } catch (TidemillException e) {
            part = damaged(name, e.message(), e.errorCode());
        } catch (JournalException e) {
            part = damaged(name, String.valueOf(e.getMessage()), ErrorCode.JOURNAL_CORRUPT);
        } catch (IOException | UncheckedIOException e) {
            part = damaged(name, e.toString(), ErrorCode.IO_FAILED);
        } catch (RuntimeException e) {
            // Whatever damaged bytes made some code do.
            part = damaged(name, e.toString(), ErrorCode.INTERNAL);
        }
        parts.add(part);
        return part.state() == CheckedPart.State.WHOLE;
    }

    private static CheckedPart damaged(String name, String what, ErrorCode code) {
        return new CheckedPart(name, CheckedPart.State.DAMAGED, what, code.code());
    }

    private boolean leave(String name) {
        parts.add(
                new CheckedPart(
                        name, CheckedPart.State.NOT_CHECKED, "another part is damaged", null));
        return false;
    }

    private String layout() throws IOException {
        String found = Files.readString(root.resolve("VERSION"), UTF_8).strip();
        if (!found.equals(DataDirectory.VERSION)) {
            throw new TidemillException(
                    ErrorCode.DATA_DIRECTORY_VERSION,
                    "layout version " + found + ", not " + DataDirectory.VERSION);
        }
        return "layout version " + found;
    }

    private String backup() {
        BackupManifest manifest = BackupManifest.read(root);
        Restoration.verify(root, manifest);
        return "tick %,d of %s, %d files with their checksums"
                .formatted(manifest.tick(), manifest.time(), manifest.files().size());
    }

    private String journal() throws IOException {
        JournalInspection opened = JournalInspection.open(root.resolve("journal"));
        JournalInspection.Contents contents = opened.readAll();
        journal = opened;
        String ticks =
                contents.firstTick() == 0
                        ? "no tick"
                        : "ticks %,d to %,d".formatted(contents.firstTick(), contents.lastTick());
        String tail =
                contents.tailBytes() == 0
                        ? ""
                        : "; %,d bytes of a tick that was not acknowledged"
                                .formatted(contents.tailBytes());
        return "%s, %,d records, %,d bytes in %d files%s"
                .formatted(ticks, contents.records(), contents.bytes(), contents.segments(), tail);
    }

    private String checkpoint() throws IOException {
        Optional<CheckpointFiles> found = CheckpointFiles.newest(root.resolve("checkpoints"));
        if (found.isEmpty()) {
            checkpointKnown = true;
            return "none yet";
        }
        checkpoint = found.get();
        state = NodeState.decode(checkpoint.extras());
        long pages = checkpoint.readAll();
        checkpointKnown = true;
        return "tick %,d, %,d pages in %d files"
                .formatted(checkpoint.tick(), pages, checkpoint.files().size() - 1);
    }

    /** Loads the checkpoint, since its state says what the history must hold. */
    private String history() {
        HistoryFile file = HistoryFile.open(root.resolve("history.duckdb"), temporary);
        stored = file;
        StateSpace space = new StateSpace(PageAllocator.unbounded());
        boolean ignored = CheckpointStore.loadOnly(root.resolve("checkpoints"), space).isPresent();
        Circuit loaded =
                RecoveredCircuit.create(
                        space, state, definitions, functions, file, BuildLimits.DEFAULT);
        circuit = loaded;
        long runs = 0;
        long rows = 0;
        for (HotTable table : loaded.hotTables()) {
            String order =
                    table.orderColumn() < 0
                            ? null
                            : table.schema().field(table.orderColumn()).name();
            HistoryFile.Contents contents =
                    file.readAll(new HistoryFile.Table(table.history(), order));
            runs += contents.runs();
            rows += contents.rows();
        }
        return "%,d rows in %,d runs".formatted(rows, runs);
    }

    private String functions() {
        int jars = functions.check(state.definitions().functions());
        return jars + (jars == 1 ? " jar" : " jars");
    }

    /** The checkpoint is of a tick of the journal, or of the one before the first. */
    private String ticks() {
        JournalInspection read = requireNonNull(journal);
        long at = checkpoint == null ? 0 : checkpoint.tick();
        if (at < read.precedingTick() || at > read.lastTick()) {
            throw new TidemillException(
                    ErrorCode.JOURNAL_CORRUPT,
                    "the checkpoint is of tick %,d, and the journal goes from %,d to %,d"
                            .formatted(at, read.precedingTick() + 1, read.lastTick()));
        }
        return "the journal goes on from the checkpoint";
    }

    private String replay() throws IOException {
        Mill mill =
                new Mill(
                        requireNonNull(circuit),
                        definitions,
                        new NodeTracker(state, new Receipts(Receipts.KEPT_DEFAULT)),
                        new TickPublisher());
        JournalPlayer player = new JournalPlayer(mill, definitions, new HashSet<>());
        player.play(requireNonNull(journal)::replay, state.tick());
        int ignored = functions.check(definitions.view().definitions().functions());
        return "%,d ticks behind the checkpoint computed".formatted(player.ticks());
    }
}
