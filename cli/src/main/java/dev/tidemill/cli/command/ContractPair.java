package dev.tidemill.cli.command;

import dev.tidemill.definitions.document.ContractFiles;
import dev.tidemill.definitions.evolution.ContractDiff;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Parameters;

/** Two sets of contracts, as a command line names them. */
final class ContractPair {
    @Parameters(
            index = "0",
            paramLabel = "OLD",
            description = "A contract file, or a folder of them: a project's too.")
    private Path former = Path.of("");

    @Parameters(index = "1", paramLabel = "NEW", description = "What it is compared with.")
    private Path newer = Path.of("");

    ContractDiff diff() {
        Map<String, String> environment = System.getenv();
        return ContractDiff.between(
                ContractFiles.read(former, environment), ContractFiles.read(newer, environment));
    }
}
