package dev.tidemill.bench;

import dev.tidemill.bench.checkpoint.CheckpointBench;
import dev.tidemill.bench.history.HistoryBench;
import dev.tidemill.bench.learning.LearningBench;
import dev.tidemill.bench.learning.StreamsBench;
import dev.tidemill.bench.loop.LoopBench;
import dev.tidemill.bench.nexmark.NexmarkBench;
import dev.tidemill.bench.oltp.OltpBench;
import dev.tidemill.bench.soak.SoakBench;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The measuring program: {@code tidemill bench}. */
@Command(
        name = "tidemill bench",
        description = "Measure this machine's mill. Each command prints how it was done.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            IngestBench.class,
            EngineBench.class,
            KernelsBench.class,
            LatencyBench.class,
            FeaturesBench.class,
            LoopBench.class,
            StartBench.class,
            GrowthBench.class,
            HistoryBench.class,
            IndexBench.class,
            NexmarkBench.class,
            OltpBench.class,
            BuildBench.class,
            CheckpointBench.class,
            SoakBench.class,
            LearningBench.class,
            LateFlightsBench.class,
            StreamsBench.class,
            SubscribersBench.class,
        },
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench ingest --rows 1000000"})
public final class Main {
    @SuppressWarnings(
            "UnusedVariable") // The launcher reads it, as the heap is set before Java runs.
    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            scope = ScopeType.INHERIT,
            description =
                    "About how much memory the process takes, for example 4g: docs/memory.md.")
    private @Nullable String memory;

    private Main() {}

    public static void main(String[] arguments) {
        // The launcher hands the whole command line over, its first word included.
        String[] own =
                arguments.length > 0 && arguments[0].equals("bench")
                        ? java.util.Arrays.copyOfRange(arguments, 1, arguments.length)
                        : arguments;
        CommandLine commands = new CommandLine(new Main());
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setUsageHelpWidth(100);
        System.exit(commands.execute(own));
    }
}
