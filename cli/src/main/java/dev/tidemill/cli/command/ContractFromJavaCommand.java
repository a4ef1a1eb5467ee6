package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.definitions.document.Contract;
import dev.tidemill.definitions.document.ContractWriter;
import dev.tidemill.definitions.javaclass.JavaContracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Contracts of an application's own record classes. */
@Command(
        name = "from-java",
        description = {
            "Make contracts of record classes with the annotations of dev.tidemill.annotations.",
            "Class files are read and never loaded; nothing of the application runs."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {"  tidemill contract from-java target/classes --out shop/contracts"})
final class ContractFromJavaCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "CLASSES", description = "A folder of class files, or a jar.")
    private Path classes = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write a file for each table there, over what is there already.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print the contracts as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    ContractFromJavaCommand() {}

    @Override
    public Integer call() {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        Map<String, String> files = new LinkedHashMap<>();
        for (Contract contract : JavaContracts.read(classes)) {
            String name = contract.tables().getFirst().name();
            if (files.put(name + ".yaml", ContractWriter.write(contract)) != null) {
                throw new TidemillException(
                        ErrorCode.INVALID_FILE, "two classes are events of the table " + name);
            }
        }
        Path folder = out;
        if (folder != null) {
            files.forEach((file, text) -> write(folder.resolve(file), text));
        }
        if (json) {
            ArrayNode list = JsonOutput.object().putArray("contracts");
            files.forEach((file, text) -> list.addObject().put("file", file).put("contract", text));
            JsonOutput.print(terminal, JsonOutput.object().set("contracts", list));
        } else if (folder != null) {
            files.keySet().forEach(file -> terminal.out().println("  " + folder.resolve(file)));
        } else {
            files.forEach((file, text) -> terminal.out().print("# " + file + "\n" + text));
        }
        return ExitCode.OK;
    }

    private static void write(Path path, String text) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new TidemillException(ErrorCode.IO_FAILED, path + " cannot be written: " + e, e);
        }
    }
}
