package dev.tidemill.node.forget;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A keyed table whose key identifies a person, and that has other columns which identify people of
 * the same kind: each row says which values are one person's, as an id and an e-mail address. NULL
 * is nobody's.
 *
 * <p>A table with another key says nothing of that: its row may name who sent and who received.
 *
 * @param columns the key's and the others, in the contract's order
 */
record SubjectRegister(String kind, String table, List<String> columns) {
    /** The most other values that one person may have; with more, who asks has to say them. */
    static final int OTHERS_MAX = 1_000;

    SubjectRegister {
        requireNonNull(kind, "kind");
        requireNonNull(table, "table");
        columns = List.copyOf(columns);
    }

    /**
     * Those of a project.
     *
     * @param kind of person; null for all kinds
     */
    static List<SubjectRegister> of(Project project, @Nullable String kind) {
        List<SubjectRegister> registers = new ArrayList<>();
        for (TableContract contract : project.contracts()) {
            String of = contract.kind() == TableKind.KEYED ? keyKind(contract) : null;
            if (of != null && (kind == null || kind.equals(of))) {
                List<String> columns =
                        contract.columns().stream()
                                .filter(column -> of.equals(column.subject()))
                                .map(ColumnContract::name)
                                .toList();
                if (columns.size() > 1) {
                    registers.add(new SubjectRegister(of, contract.name(), columns));
                }
            }
        }
        return registers;
    }

    private static @Nullable String keyKind(TableContract contract) {
        ColumnContract key =
                contract.key().size() == 1
                        ? contract.columnOrNull(contract.key().getFirst())
                        : null;
        return key == null ? null : key.subject();
    }

    /**
     * The other values of whoever is asked for. A value that a row of somebody else has as well, as
     * an address that two share, is not theirs alone and is left out.
     *
     * @param rows the table's
     * @param subject as it was asked for
     * @throws TidemillException INVALID_REQUEST beyond {@link #OTHERS_MAX}
     */
    Set<String> others(TableSnapshot rows, String subject) {
        List<Integer> at =
                columns.stream().map(rows.schema()::indexOf).filter(column -> column >= 0).toList();
        List<@Nullable String> asked = forms(rows.schema(), at, subject);
        Set<String> others = new TreeSet<>();
        read(
                rows,
                at,
                row -> {
                    if (isAskedFor(row, asked)) {
                        addTo(others, row);
                    }
                });
        asked.forEach(others::remove);
        if (!others.isEmpty()) {
            read(
                    rows,
                    at,
                    row -> {
                        if (!isAskedFor(row, asked)) {
                            row.forEach(others::remove);
                        }
                    });
        }
        return others;
    }

    /** The value as each column writes it; null where a column cannot have it. */
    private static List<@Nullable String> forms(Schema schema, List<Integer> at, String subject) {
        List<@Nullable String> forms = new ArrayList<>();
        at.forEach(column -> forms.add(Subject.form(schema.type(column), subject).orElse(null)));
        return forms;
    }

    private static boolean isAskedFor(List<@Nullable String> row, List<@Nullable String> asked) {
        for (int i = 0; i < asked.size(); i++) {
            String form = asked.get(i);
            if (form != null && form.equals(row.get(i))) {
                return true;
            }
        }
        return false;
    }

    private void addTo(Set<String> others, List<@Nullable String> row) {
        for (String value : row) {
            if (value != null && !value.isEmpty()) {
                others.add(value);
            }
        }
        if (others.size() > OTHERS_MAX) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            "more than %,d values of %s are theirs".formatted(OTHERS_MAX, table))
                    .withHint("ask for a value that is one person's");
        }
    }

    private static void read(
            TableSnapshot table, List<Integer> at, Consumer<List<@Nullable String>> reader) {
        int[] columns = at.stream().mapToInt(Integer::intValue).toArray();
        for (Supplier<@Nullable Batch> part : table.scan(columns)) {
            for (Batch chunk = part.get(); chunk != null; chunk = part.get()) {
                for (int row = 0; row < chunk.size(); row++) {
                    reader.accept(texts(chunk, row, columns.length));
                }
            }
        }
    }

    private static List<@Nullable String> texts(Batch rows, int row, int columns) {
        List<@Nullable String> texts = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            Object value = rows.column(i).value(row);
            texts.add(value == null ? null : value.toString());
        }
        return texts;
    }
}
