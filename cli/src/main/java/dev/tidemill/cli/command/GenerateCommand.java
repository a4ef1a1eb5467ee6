package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.definitions.client.ClientLanguage;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.definitions.document.Contract;
import dev.tidemill.definitions.document.ContractFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Typed events and a client for an application. */
@Command(
        name = "generate",
        description = {
            "Write a type for the events of each contract, and a client that sends them.",
            "The client checks events, batches them, repeats and buffers; it needs no library."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  tidemill generate java shop --out src/main/java --package com.example.events",
            "  tidemill generate python --out app"
        })
final class GenerateCommand implements Callable<Integer> {
    private static final String PACKAGE = "[a-zA-Z_][a-zA-Z0-9_]*(\\.[a-zA-Z_][a-zA-Z0-9_]*)*";

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "LANGUAGE",
            description = "${COMPLETION-CANDIDATES}, in small letters.")
    private ClientLanguage language = ClientLanguage.JAVA;

    @Parameters(
            index = "1",
            paramLabel = "PROJECT",
            arity = "0..1",
            defaultValue = ".",
            description = "The project's folder, or a contract file. Default: where you are.")
    private Path project = Path.of(".");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where the files go; those of an earlier run are written over.")
    private Path out = Path.of("");

    @Option(
            names = "--package",
            paramLabel = "NAME",
            defaultValue = "events",
            description = "The Java package. Default: ${DEFAULT-VALUE}.")
    private String packageName = "events";

    @Option(names = "--json", description = "Print the files' names as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    GenerateCommand() {}

    @Override
    public Integer call() {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        if (!packageName.matches(PACKAGE)) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT, "“" + packageName + "” is no package");
        }
        Map<String, String> files = new TreeMap<>(language.files(tables(), packageName));
        files.forEach(this::write);
        if (json) {
            ObjectNode described =
                    JsonOutput.object()
                            .put("language", language.name().toLowerCase(Locale.ROOT))
                            .put("out", out.toString());
            ArrayNode list = described.putArray("files");
            files.keySet().forEach(list::add);
            JsonOutput.print(terminal, described);
        } else {
            files.keySet().forEach(file -> terminal.out().println("  " + out.resolve(file)));
        }
        return ExitCode.OK;
    }

    /** Nobody sends rows of a live table. */
    private List<TableContract> tables() {
        List<TableContract> tables =
                ContractFiles.read(project, System.getenv()).stream()
                        .flatMap(contract -> contract.tables().stream())
                        .map(Contract.Table::rows)
                        .filter(table -> table.kind() != TableKind.LIVE)
                        .toList();
        if (tables.isEmpty()) {
            throw new TidemillException(
                    ErrorCode.INVALID_FILE, "there are no contracts in " + project);
        }
        return tables;
    }

    private void write(String file, String text) {
        Path path = out.resolve(file);
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new TidemillException(ErrorCode.IO_FAILED, path + " cannot be written: " + e, e);
        }
    }
}
