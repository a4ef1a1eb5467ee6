package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.policy.Policies;
import dev.tidemill.definitions.predictor.PredictorDefinition;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.source.SourceDefinition;
import dev.tidemill.definitions.source.SourceReader;
import dev.tidemill.definitions.supervision.SupervisionReader;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.definitions.yaml.YamlValue;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** Reads {@code tidemill.yaml}, whose schema was checked, into a project. Owned by one call. */
final class SettingsReader {
    private static final double SPEED_DEFAULT = 1;

    private final Path directory;
    private final ContractSet contracts;
    private final Set<String> unread;
    private final Problems problems;

    SettingsReader(Path directory, ContractSet contracts, Set<String> unread, Problems problems) {
        this.unread = Set.copyOf(unread);
        this.directory = requireNonNull(directory, "directory");
        this.contracts = requireNonNull(contracts, "contracts");
        this.problems = requireNonNull(problems, "problems");
    }

    /** The project; it counts only when no problem was found. */
    Project read(
            YamlValue top,
            List<LiveTableDefinition> liveTables,
            List<IndexDefinition> indexes,
            List<ActionDefinition> actions,
            List<FeatureViewDefinition> features,
            List<PredictorDefinition> predictors,
            Policies policies) {
        List<SourceDefinition> sources =
                new SourceReader(directory, contracts.tables(), unread, problems)
                        .read(top.at("sources"));
        String name = top.at("name").text();
        return new Project(
                directory,
                name,
                top.at("title").textOr(name),
                zone(top.at("timezone")),
                clock(top.at("clock"), top.at("sources")),
                limits(top.at("limits")),
                new SupervisionReader(problems).read(top.at("supervision")),
                OpenLineageReader.read(directory, top.at("lineage").at("openlineage"), problems),
                List.copyOf(contracts.tables().values()),
                contracts.live(),
                contracts.checks(),
                contracts.levels(),
                liveTables,
                indexes,
                sources,
                actions,
                features,
                predictors,
                policies);
    }

    private ZoneId zone(YamlValue zone) {
        try {
            return ZoneId.of(zone.textOr("UTC"));
        } catch (DateTimeException e) {
            problems.add(
                    zone.place(),
                    "there is no time zone “" + zone.written() + "”",
                    ClosestWord.to(zone.text(), ZoneId.getAvailableZoneIds())
                            .map(near -> "did you mean " + near + "?")
                            .orElse("write it like UTC or Europe/Berlin"));
            return ZoneOffset.UTC;
        }
    }

    private ProjectClock clock(YamlValue clock, YamlValue sources) {
        if (clock.at("kind").textOr("system").equals("system")) {
            refuseReplayKeys(clock);
            return new ProjectClock.SystemTime();
        }
        return new ProjectClock.ReplayTime(
                clockSource(clock, replays(sources)), speed(clock.at("speed")));
    }

    private void refuseReplayKeys(YamlValue clock) {
        for (String key : List.of("source", "speed")) {
            if (clock.at(key).exists()) {
                problems.add(
                        clock.at(key).placeOfKey(),
                        "the system's clock has no " + key,
                        "only a clock of kind replay has");
            }
        }
    }

    /** Names of the declared replays, whether they are valid or not. */
    private static List<String> replays(YamlValue sources) {
        return sources.items().stream()
                .filter(source -> source.at("kind").text().equals("replay"))
                .map(source -> source.at("name").text())
                .toList();
    }

    private String clockSource(YamlValue clock, List<String> replays) {
        YamlValue source = clock.at("source");
        if (source.exists() && !replays.contains(source.text())) {
            problems.add(
                    source.place(),
                    "there is no replay source " + source.text(),
                    ClosestWord.hint(source.text(), replays));
        } else if (!source.exists() && replays.size() != 1) {
            problems.add(
                    clock.place(),
                    "a replay clock follows one replay source, there are " + replays.size(),
                    "name it in clock.source");
        }
        return source.textOr(replays.isEmpty() ? "" : replays.getFirst());
    }

    private double speed(YamlValue speed) {
        if (speed.textOr("").equals("max")) {
            return Double.POSITIVE_INFINITY;
        }
        BigDecimal factor = speed.decimalOrNull();
        double value = factor != null ? factor.doubleValue() : speed.exists() ? 0 : SPEED_DEFAULT;
        if (!(value > 0)) {
            problems.add(speed.place(), "“" + speed.written() + "” is no speed", "3600, or max");
            return SPEED_DEFAULT;
        }
        return value;
    }

    private ProjectLimits limits(YamlValue limits) {
        ProjectLimits standard = ProjectLimits.DEFAULT;
        long rowBytes = limits.at("row-bytes").bytesOr(standard.rowBytes(), problems);
        long batchBytes = limits.at("batch-bytes").bytesOr(standard.batchBytes(), problems);
        if (rowBytes < 1 || batchBytes < rowBytes) {
            problems.add(limits.place(), "batch-bytes is less than row-bytes, or one of them is 0");
            return standard;
        }
        YamlValue stateAt = limits.at("state-memory");
        long state = stateAt.bytesOr(standard.stateMemory(), problems);
        // Whether it fits is for the process that runs the project: others read it with less heap.
        if (state < ProjectLimits.STATE_MIN) {
            problems.add(stateAt.place(), "state-memory is less than 1 MiB", "1 GiB");
            return standard;
        }
        long queued = limits.at("queued-bytes").bytesOr(standard.queuedBytes(), problems);
        if (queued < 1) {
            problems.add(limits.at("queued-bytes").place(), "queued-bytes is 0", "64 MiB");
            return standard;
        }
        long audit = limits.at("audit-bytes").bytesOr(standard.auditBytes(), problems);
        if (audit < ProjectLimits.STATE_MIN) {
            problems.add(
                    limits.at("audit-bytes").place(), "audit-bytes is less than 1 MiB", "256 MiB");
            return standard;
        }
        return new ProjectLimits(
                rowBytes,
                batchBytes,
                limits.at("queued-batches").intOr(standard.queuedBatches()),
                limits.at("queued-rows").intOr((int) standard.queuedRows()),
                queries(limits),
                exports(limits),
                limits.at("history-run-rows").intOr((int) standard.historyRunRows()),
                limits.at("ticks-kept").intOr(standard.ticksKept()),
                builds(limits),
                state,
                queued,
                trials(limits, state),
                audit,
                sessions(limits),
                actions(limits));
    }

    private SessionBounds sessions(YamlValue limits) {
        SessionBounds standard = SessionBounds.DEFAULT;
        Duration shortest = SessionBounds.SHORTEST;
        Duration longest = SessionBounds.LONGEST;
        return new SessionBounds(
                limits.at("sessions").intOr(standard.sessions()),
                limits.at("sessions-per-user").intOr(standard.perUser()),
                limits.at("session-idle")
                        .durationWithin(standard.idle(), shortest, longest, problems),
                limits.at("session-age")
                        .durationWithin(standard.age(), shortest, longest, problems));
    }

    private TrialBounds trials(YamlValue limits, long state) {
        TrialBounds standard = TrialBounds.standard(state);
        YamlValue memoryAt = limits.at("plan-test-memory");
        long memory = memoryAt.bytesOr(standard.testMemory(), problems);
        if (memory < TrialBounds.MEMORY_MIN) {
            problems.add(memoryAt.place(), "plan-test-memory is less than 1 MiB", "128 MiB");
            return standard;
        }
        YamlValue previewsAt = limits.at("preview-memory");
        long previews = previewsAt.bytesOr(standard.previewMemory(), problems);
        if (previews > state) {
            problems.add(
                    previewsAt.place(),
                    "preview-memory is more than state-memory",
                    "leave it out: it is a quarter of state-memory then");
            return standard;
        }
        return new TrialBounds(
                limits.at("plan-tests").intOr(standard.tests()),
                limits.at("plan-test-time").durationOr(standard.testTime(), problems),
                memory,
                limits.at("previews").intOr(standard.previews()),
                previews);
    }

    private static ActionBounds actions(YamlValue limits) {
        ActionBounds standard = ActionBounds.DEFAULT;
        return new ActionBounds(
                limits.at("outbox-kept").intOr(standard.outboxKept()),
                limits.at("attempts-kept").intOr(standard.attemptsKept()));
    }

    private static BuildBounds builds(YamlValue limits) {
        BuildBounds standard = BuildBounds.DEFAULT;
        return new BuildBounds(
                limits.at("build-at-once-rows").intOr((int) standard.atOnceRows()),
                limits.at("build-chunk-rows").intOr(standard.chunkRows()),
                limits.at("build-queued-rows").intOr((int) standard.queuedRows()),
                limits.at("build-slice-millis").intOr(standard.sliceMillis()));
    }

    private ExportBounds exports(YamlValue limits) {
        ExportBounds standard = ExportBounds.DEFAULT;
        return new ExportBounds(
                limits.at("export-timeout").durationOr(standard.timeout(), problems),
                limits.at("export-disk").bytesOr(standard.disk(), problems));
    }

    private QueryBounds queries(YamlValue limits) {
        QueryBounds standard = QueryBounds.DEFAULT;
        YamlValue perUserAt = limits.at("query-memory-per-user");
        long perUser = perUserAt.bytesOr(standard.memoryPerUser(), problems);
        YamlValue memoryAt = limits.at("query-memory");
        long memory = memoryAt.bytesOr(Math.max(standard.memory(), perUser), problems);
        if (!perUserAt.exists()) {
            perUser = Math.min(perUser, memory);
        }
        if (perUser < QueryBounds.MEMORY_MIN || memory < perUser) {
            problems.add(
                    (perUserAt.exists() ? perUserAt : memoryAt).place(),
                    "query-memory-per-user is less than 64 MiB, or more than query-memory",
                    "query-memory: 2 GiB, query-memory-per-user: 1 GiB");
            return standard;
        }
        YamlValue imagesAt = limits.at("image-memory");
        long images = imagesAt.bytesOr(Math.min(standard.imageMemory(), memory / 4), problems);
        if (images < 0 || images > memory / 2) {
            problems.add(
                    imagesAt.place(),
                    "image-memory is more than half of query-memory",
                    "image-memory: 512 MiB, query-memory: 2 GiB");
            return standard;
        }
        long bytes = limits.at("query-bytes").bytesOr(standard.bytes(), problems);
        if (bytes < 1) {
            problems.add(limits.at("query-bytes").place(), "query-bytes is 0", "256 MiB");
            return standard;
        }
        return new QueryBounds(
                limits.at("query-timeout").durationOr(standard.timeout(), problems),
                limits.at("query-rows").intOr((int) standard.rows()),
                bytes,
                memory,
                perUser,
                images,
                limits.at("query-spill").bytesOr(standard.spill(), problems),
                limits.at("queries").intOr(standard.running()),
                limits.at("queries-per-user").intOr(standard.runningPerUser()),
                limits.at("queries-waiting").intOr(standard.waitingPerUser()),
                limits.at("query-wait").durationOr(standard.waitMax(), problems),
                limits.at("slow-query").durationOr(standard.slow(), problems),
                limits.at("slow-queries-kept").intOr(standard.slowKept()));
    }
}
