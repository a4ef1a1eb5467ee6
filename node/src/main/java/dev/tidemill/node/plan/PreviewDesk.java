package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.definition.CandidateDefinitions;
import dev.tidemill.node.definition.CreatedTables.PreviewSql;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PreviewRules;
import dev.tidemill.node.definition.TableBuild;
import dev.tidemill.node.read.QueryableTick;
import dev.tidemill.node.record.DefinitionEntry.Preview;
import dev.tidemill.node.record.Suspension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tries definitions out: the live tables that they change run beside those in force, on the same
 * rows, and are read by other names. They are definitions of the mill as those that statements
 * make: in the journal, and there again after a restart, until they are dropped or what they are of
 * is applied. No action follows them, no release has them, and plans do not see them. Safe for all
 * threads.
 */
public final class PreviewDesk {
    public static final String PREFIX_DEFAULT = "preview_";

    private static final Pattern PREFIX = Pattern.compile("[a-z_][a-z0-9_]{0,31}");

    private final DefinitionDoor door;
    private final DefinitionPlanMaker plans;
    private final Path temporary;

    /**
     * @param temporary where files are put while they are looked at
     */
    public PreviewDesk(DefinitionDoor door, DefinitionPlanMaker plans, Path temporary) {
        this.door = requireNonNull(door, "door");
        this.plans = requireNonNull(plans, "plans");
        this.temporary = requireNonNull(temporary, "temporary");
    }

    /**
     * Begins to run the live tables that definitions change, in the place of those that had the
     * prefix before. They are built as new live tables are, beside the ticks when that takes long.
     *
     * @param prefix what stands before a table's name in its preview's
     * @throws TidemillException INVALID_ARGUMENT for a prefix that no name begins with;
     *     DUPLICATE_TABLE when another table has a preview's name; INVALID_REQUEST beyond the
     *     bound; whatever is wrong with the definitions. Nothing is changed then.
     */
    public MadePreviews make(DefinitionFiles files, String prefix) {
        requirePrefix(prefix);
        RunningDefinitions running = door.running();
        PreviewedTables made = previewed(running, files, prefix);
        requireRoom(running, prefix, made.tables());
        PreviewRules.requirePlanned(running.view(), made.tables());
        boolean isChange =
                !made.tables().isEmpty()
                        || running.view().definitions().previews().stream()
                                .anyMatch(preview -> preview.prefix().equals(prefix));
        List<PreviewSql> tables = made.tables();
        long tick =
                isChange
                        ? door.changeCreated(created -> created.withPreviews(prefix, tables))
                        : door.status().tick();
        Set<String> names = new TreeSet<>();
        made.tables().forEach(table -> names.add(table.preview().name()));
        return new MadePreviews(
                tick,
                list().stream().filter(state -> names.contains(state.name())).toList(),
                made.notes());
    }

    private PreviewedTables previewed(
            RunningDefinitions running, DefinitionFiles files, String prefix) {
        try (StagedDefinitions staged = StagedDefinitions.write(files, temporary)) {
            CandidateDefinitions next = plans.candidate(running, staged.folder());
            return PreviewedTables.of(
                    running, next, new PreviewedTables.Made(prefix, files.withoutTests().hash()));
        }
    }

    private static void requirePrefix(String prefix) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT,
                            "previews cannot have the prefix \"" + prefix + "\"")
                    .withHint("lower-case letters, digits and _, at most 32: preview_");
        }
    }

    private static void requireRoom(
            RunningDefinitions running, String prefix, List<PreviewSql> made) {
        long others =
                running.view().definitions().previews().stream()
                        .filter(preview -> !preview.prefix().equals(prefix))
                        .count();
        int most = running.project().limits().trials().previews();
        if (others + made.size() > most) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            "%d live tables would be previewed, of %d at most"
                                    .formatted(others + made.size(), most))
                    .withHint("limits.previews is the bound; tidemill preview --drop makes room");
        }
    }

    /** All previews, by name. */
    public List<PreviewState> list() {
        RunningDefinitions running = door.running();
        List<PreviewState> states = new ArrayList<>();
        for (Preview preview : running.view().definitions().previews()) {
            states.add(state(preview, running));
        }
        states.sort(Comparator.comparing(PreviewState::name));
        return states;
    }

    private static PreviewState state(Preview preview, RunningDefinitions running) {
        DefinitionsInForce.View view = running.view();
        String name = preview.name();
        TableBuild build = view.building().get(name);
        Suspension suspended = view.suspended().get(name);
        return new PreviewState(
                name,
                preview.of(),
                preview.prefix(),
                suspended != null
                        ? PreviewState.SUSPENDED
                        : build != null ? PreviewState.BUILDING : PreviewState.RUNNING,
                running.rows().getOrDefault(name, 0L),
                running.stateBytes().getOrDefault(name, 0L),
                build == null ? 0 : build.progress().rowsDone(),
                build == null ? 0 : build.progress().rowsTotal(),
                suspended == null ? null : suspended.code().code() + " " + suspended.message());
    }

    /**
     * Drops previews.
     *
     * @param prefix of those that go; null for all
     * @return the names of those that went
     * @throws TidemillException NOT_FOUND when a prefix is named that no preview has
     */
    public List<String> drop(@Nullable String prefix) {
        List<Preview> going =
                door.running().view().definitions().previews().stream()
                        .filter(preview -> prefix == null || preview.prefix().equals(prefix))
                        .toList();
        if (going.isEmpty()) {
            if (prefix != null) {
                throw new TidemillException(
                                ErrorCode.NOT_FOUND, "no preview has the prefix " + prefix)
                        .withHint("tidemill preview --list shows them");
            }
            return List.of();
        }
        long ignored =
                door.changeCreated(
                        created ->
                                prefix == null
                                        ? created.withoutPreviews()
                                        : created.withPreviews(prefix, List.of()));
        return going.stream().map(Preview::name).sorted().toList();
    }

    /**
     * How a preview differs from the table that it would become, at one tick.
     *
     * @param table the table's name, or the preview's
     * @param samples rows of each side that are shown, at most 1,000
     * @throws TidemillException NOT_FOUND when it is no preview; UNKNOWN_TABLE, TABLE_BUILDING and
     *     TABLE_SUSPENDED when one of both is not there; RESULT_TOO_LARGE and what else ends
     *     queries
     */
    public PreviewDifference difference(String table, int samples) {
        if (samples < 0 || samples > PreviewComparison.SAMPLES_MAX) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST,
                    "%d rows cannot be shown, at most %d"
                            .formatted(samples, PreviewComparison.SAMPLES_MAX));
        }
        Preview preview = find(table);
        try (QueryableTick tick = door.newest()) {
            requireThere(tick, preview.of());
            requireThere(tick, preview.name());
            return new PreviewComparison(door, tick, preview).difference(samples);
        }
    }

    private Preview find(String table) {
        List<Preview> all = door.running().view().definitions().previews();
        return all.stream()
                .filter(preview -> preview.name().equals(table))
                .findFirst()
                .or(() -> all.stream().filter(preview -> preview.of().equals(table)).findFirst())
                .orElseThrow(
                        () ->
                                new TidemillException(
                                                ErrorCode.NOT_FOUND,
                                                "there is no preview of " + table)
                                        .withHint("tidemill preview --list shows them"));
    }

    private void requireThere(QueryableTick tick, String table) {
        if (tick.names().contains(table)) {
            return;
        }
        DefinitionsInForce.View view = door.running().view();
        Suspension suspended = view.suspended().get(table);
        TableBuild build = view.building().get(table);
        throw suspended != null
                ? suspended.asException()
                : build != null
                        ? build.asException()
                        : new TidemillException(
                                        ErrorCode.UNKNOWN_TABLE, table + " does not run yet")
                                .withHint("its preview is a new table: query it");
    }
}
