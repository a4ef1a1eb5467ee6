package dev.tidemill.bench;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the JMH benchmarks of single kernels, each in a JVM of its own. */
@Command(
        name = "kernels",
        description = "Nanoseconds a row in single kernels, by JMH.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill bench kernels Ndjson --result kernels.json"})
final class KernelsBench implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = ".*",
            description = "Part of their names; all when left out.")
    private String names = ".*";

    @Option(names = "--forks", defaultValue = "1", description = "JVMs each: ${DEFAULT-VALUE}.")
    private int forks;

    @Option(names = "--result", description = "A file for JMH's JSON.")
    private @Nullable String result;

    @Override
    public Integer call() throws RunnerException {
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include("dev\\.tidemill\\.bench\\.kernel\\..*" + names)
                        .jvmArgs("-Xmx4g", "-XX:+UseG1GC", "-XX:+UseCompactObjectHeaders")
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(2))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(2))
                        .forks(forks);
        if (result != null) {
            options.result(result).resultFormat(ResultFormatType.JSON);
        }
        new Runner(options.build()).run();
        return 0;
    }
}
