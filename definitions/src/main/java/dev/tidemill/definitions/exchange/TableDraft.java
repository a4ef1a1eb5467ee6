package dev.tidemill.definitions.exchange;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ContractTerms;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.definitions.contract.TableLateness;
import dev.tidemill.definitions.contract.TableRetention;
import dev.tidemill.definitions.document.Contract;
import dev.tidemill.definitions.text.ClosestWord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A table that is being imported, column by column. Owned by one call. */
public final class TableDraft {
    /** What an imported contract's version is. */
    public static final String VERSION = "1.0.0";

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    private final List<ColumnContract> columns = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final List<String> notes = new ArrayList<>();

    /** Adds a column, under a name that a column may have. */
    public void add(ColumnContract column) {
        String name = columnName(column.name());
        if (!name.equals(column.name())) {
            notes.add("%s is the column %s: rows must name it so".formatted(column.name(), name));
        }
        if (!names.add(name)) {
            throw new TidemillException(
                    ErrorCode.INVALID_FILE, "there are two columns named " + name);
        }
        columns.add(
                new ColumnContract(
                        name,
                        column.type(),
                        column.required(),
                        column.rules(),
                        column.classification(),
                        column.description(),
                        column.tags()));
    }

    public void note(String note) {
        notes.add(note);
    }

    /** {@code customerId} and {@code Customer ID} become {@code customer_id}. */
    public static String columnName(String given) {
        if (NAME.matcher(given).matches()) {
            return given;
        }
        String name =
                given.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9_]+", "_")
                        .replaceAll("^(?=[0-9])", "_");
        String cut = name.substring(0, Math.min(name.length(), 63));
        return cut.isEmpty() ? "_" : cut;
    }

    /**
     * The contract, with what only the options say.
     *
     * @throws TidemillException INVALID_ARGUMENT when a column of the options is not there, or
     *     nothing says what the table's event time or key is
     */
    public Imported finish(ImportOptions options, @Nullable String description) {
        if (columns.isEmpty()) {
            throw new TidemillException(ErrorCode.INVALID_FILE, "there are no columns");
        }
        options.key().forEach(this::require);
        if (options.eventTime() != null) {
            require(options.eventTime());
        }
        boolean keyed = !options.key().isEmpty() && options.eventTime() == null;
        String eventTime = keyed ? null : eventTime(options);
        TableContract table =
                new TableContract(
                        columnName(options.table()),
                        "",
                        VERSION,
                        description,
                        keyed ? TableKind.KEYED : TableKind.EVENT,
                        columns.stream().map(column -> held(column, options, eventTime)).toList(),
                        options.key(),
                        eventTime,
                        TableLateness.NONE,
                        TableRetention.FOREVER,
                        null,
                        new ContractTerms(options.table(), "draft", null, List.of(), List.of()));
        return new Imported(
                new Contract(
                        options.table(),
                        VERSION,
                        List.of(new Contract.Table(table, List.of(), List.of()))),
                notes);
    }

    /** Keys and event times are never NULL. */
    private static ColumnContract held(
            ColumnContract column, ImportOptions options, @Nullable String eventTime) {
        boolean never = options.key().contains(column.name()) || column.name().equals(eventTime);
        return never ? column.asRequired() : column;
    }

    private void require(String column) {
        if (!names.contains(column)) {
            throw new TidemillException(ErrorCode.INVALID_ARGUMENT, "there is no column " + column)
                    .withHint(ClosestWord.hint(column, names));
        }
    }

    private String eventTime(ImportOptions options) {
        if (options.eventTime() != null) {
            return options.eventTime();
        }
        for (boolean required : new boolean[] {true, false}) {
            for (ColumnContract column : columns) {
                if (column.type().isTimestamp() && column.required() == required) {
                    notes.add("the event time is guessed to be " + column.name());
                    return column.name();
                }
            }
        }
        throw new TidemillException(
                        ErrorCode.INVALID_ARGUMENT,
                        "nothing says when a row happened, nor what identifies one")
                .withHint("name the columns of the key with --key, or the time with --event-time");
    }
}
