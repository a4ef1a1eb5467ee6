package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.document.Contract;
import dev.tidemill.definitions.document.ContractFiles;
import dev.tidemill.definitions.exchange.AvroWriter;
import dev.tidemill.definitions.exchange.HtmlWriter;
import dev.tidemill.definitions.exchange.JsonSchemaWriter;
import dev.tidemill.definitions.exchange.SqlWriter;
import dev.tidemill.definitions.text.ClosestWord;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A contract in another form. */
@Command(
        name = "export",
        description = {
            "Print a contract as JSON Schema, Avro, SQL or a page of HTML.",
            "JSON Schema and Avro are of one table; name it with --table when there are more."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  tidemill contract export contracts/orders.yaml --to json-schema",
            "  tidemill contract export contracts --to html > contracts.html"
        })
final class ContractExportCommand implements Callable<Integer> {
    /** What a contract can be turned into. */
    enum Form {
        JSON_SCHEMA,
        AVRO,
        SQL,
        HTML
    }

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "CONTRACT",
            description = "A contract file, or a folder of them: a project's too.")
    private Path path = Path.of("");

    @Option(
            names = "--to",
            paramLabel = "FORM",
            required = true,
            converter = FormNames.class,
            description = "json-schema, avro, sql or html.")
    private Form form = Form.JSON_SCHEMA;

    @Option(names = "--table", paramLabel = "TABLE", description = "Only this table.")
    private @Nullable String table;

    @Option(names = "--json", description = "Print the tables and their texts as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    ContractExportCommand() {}

    /** Names with dashes, as the command line has them. */
    static final class FormNames implements ITypeConverter<Form> {
        @Override
        public Form convert(String value) {
            return Form.valueOf(value.replace('-', '_').toUpperCase(Locale.ROOT));
        }
    }

    @Override
    public Integer call() {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        List<Contract> contracts = ContractFiles.read(path, System.getenv());
        List<TableContract> tables = chosen(contracts);
        if (json) {
            ArrayNode list = JsonOutput.object().putArray("exports");
            for (TableContract each : tables) {
                list.addObject()
                        .put("table", each.name())
                        .put("text", text(contracts, List.of(each)));
            }
            JsonOutput.print(terminal, JsonOutput.object().set("exports", list));
        } else {
            terminal.out().print(text(contracts, tables));
        }
        return ExitCode.OK;
    }

    private List<TableContract> chosen(List<Contract> contracts) {
        List<TableContract> all =
                contracts.stream()
                        .flatMap(contract -> contract.tables().stream())
                        .map(Contract.Table::rows)
                        .toList();
        String name = table;
        List<TableContract> chosen =
                all.stream().filter(each -> name == null || each.name().equals(name)).toList();
        if (chosen.isEmpty()) {
            throw new TidemillException(ErrorCode.UNKNOWN_TABLE, "there is no table " + name)
                    .withHint(
                            ClosestWord.hint(
                                    String.valueOf(name),
                                    all.stream().map(TableContract::name).toList()));
        }
        return chosen;
    }

    private String text(List<Contract> contracts, List<TableContract> tables) {
        return switch (form) {
            case JSON_SCHEMA -> JsonSchemaWriter.write(only(tables)).toPrettyString() + "\n";
            case AVRO -> AvroWriter.write(only(tables)).toPrettyString() + "\n";
            case SQL -> tables.stream().map(SqlWriter::write).collect(Collectors.joining("\n"));
            case HTML -> HtmlWriter.write(contracts);
        };
    }

    private static TableContract only(List<TableContract> tables) {
        if (tables.size() > 1) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT,
                            "there are %d tables, and the form is of one".formatted(tables.size()))
                    .withHint(
                            "choose one with --table: "
                                    + tables.stream()
                                            .map(TableContract::name)
                                            .collect(Collectors.joining(", ")));
        }
        return tables.getFirst();
    }
}
