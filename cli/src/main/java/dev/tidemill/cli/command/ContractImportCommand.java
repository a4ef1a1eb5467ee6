package dev.tidemill.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.cli.transfer.SampleContract;
import dev.tidemill.definitions.document.ContractWriter;
import dev.tidemill.definitions.exchange.AvroReader;
import dev.tidemill.definitions.exchange.ImportOptions;
import dev.tidemill.definitions.exchange.Imported;
import dev.tidemill.definitions.exchange.JsonSchemaReader;
import dev.tidemill.definitions.exchange.TableDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A contract made of another form of schema, or of data. */
@Command(
        name = "import",
        description = {
            "Print a contract that is made of a JSON Schema, an Avro schema or sample data.",
            "What had to be guessed is told on the error output."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  tidemill contract import --from data orders.csv > contracts/orders.yaml",
            "  tidemill contract import --from avro user.avsc --key user_id"
        })
final class ContractImportCommand implements Callable<Integer> {
    private static final JsonMapper EXACT =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    /** What a contract can be made of. */
    enum Form {
        JSON_SCHEMA,
        AVRO,
        DATA
    }

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "The schema; or rows in CSV, NDJSON or Parquet, as its name says.")
    private Path file = Path.of("");

    @Option(
            names = "--from",
            paramLabel = "FORM",
            required = true,
            converter = FormNames.class,
            description = "json-schema, avro or data.")
    private Form form = Form.DATA;

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "The table's name. Default: the file's.")
    private @Nullable String table;

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            split = ",",
            description = "The columns of the primary key: the table is a keyed one.")
    private List<String> key = List.of();

    @Option(
            names = "--event-time",
            paramLabel = "COLUMN",
            description = "When a row happened: the table is one of events.")
    private @Nullable String eventTime;

    @Option(names = "--json", description = "Print the contract and the notes as one line of JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    ContractImportCommand() {}

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
        Imported imported = imported();
        String text = ContractWriter.write(imported.contract());
        if (json) {
            ObjectNode described = JsonOutput.object().put("contract", text);
            ArrayNode notes = described.putArray("notes");
            imported.notes().forEach(notes::add);
            JsonOutput.print(terminal, described);
        } else {
            terminal.out().print(text);
            imported.notes().forEach(note -> terminal.err().println("note: " + note));
        }
        return ExitCode.OK;
    }

    private Imported imported() {
        ImportOptions options = new ImportOptions(name(), key, eventTime);
        return switch (form) {
            case JSON_SCHEMA -> JsonSchemaReader.read(parsed(), options);
            case AVRO -> AvroReader.read(parsed(), options);
            case DATA -> SampleContract.of(file, options);
        };
    }

    private String name() {
        if (table != null) {
            return table;
        }
        String name = String.valueOf(file.getFileName());
        return TableDraft.columnName(name.replaceFirst("\\..*", ""));
    }

    private JsonNode parsed() {
        try {
            return EXACT.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new TidemillException(ErrorCode.INVALID_FILE, file + " is not JSON", e)
                    .withDetail(e.getOriginalMessage());
        } catch (IOException e) {
            throw new TidemillException(ErrorCode.INVALID_FILE, file + " is not read: " + e, e);
        }
    }
}
