package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.statement.IndexDeclaration;
import dev.tidemill.sql.statement.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the {@code CREATE INDEX … ON table (column, …);} statements of a file. What a live table's
 * columns are only a planner knows.
 */
final class IndexReader {
    static final String SUFFIX = ".sql";

    private final Map<String, TableContract> contracts;
    private final Set<String> liveTables;
    private final Problems problems;
    private final Map<String, String> owners = new HashMap<>();

    /**
     * @param liveTables names of tables whose columns are not known here, or not at all
     */
    IndexReader(Map<String, TableContract> contracts, Set<String> liveTables, Problems problems) {
        this.contracts = requireNonNull(contracts, "contracts");
        this.liveTables = requireNonNull(liveTables, "liveTables");
        this.problems = requireNonNull(problems, "problems");
    }

    List<IndexDefinition> read(String file, String text) {
        List<IndexDefinition> indexes = new ArrayList<>();
        for (String statement : statements(text)) {
            try {
                Statement.CreateIndex index = IndexDeclaration.parse(statement);
                check(index);
                String owner = owners.putIfAbsent(index.name().name(), file);
                if (owner == null) {
                    indexes.add(
                            new IndexDefinition(
                                    index.name().name(),
                                    index.table().name(),
                                    index.columnNames(),
                                    file));
                } else {
                    problems.add(
                            in(file, index.name().place()),
                            "the index " + index.name().name() + " is in " + owner + " already");
                }
            } catch (TidemillException e) {
                Place place = e.place();
                problems.add(
                        place == null ? new Place(file, 0, 0) : in(file, place),
                        e.message(),
                        e.hint());
            }
        }
        return indexes;
    }

    private static Place in(String file, Place place) {
        return new Place(file, place.line(), place.column());
    }

    private void check(Statement.CreateIndex index) {
        String table = index.table().name();
        TableContract contract = contracts.get(table);
        if (contract != null || !liveTables.contains(table)) {
            IndexDeclaration.check(index, contract == null ? null : catalogTable(contract));
        }
    }

    private static CatalogTable catalogTable(TableContract contract) {
        return new CatalogTable(
                contract.name(),
                contract.schema(),
                contract.keyPositions(),
                contract.kind() == TableKind.EVENT,
                contract.eventTimePosition());
    }

    /**
     * The statements of a text, each with blanks in the place of what stands before it, so that
     * places are those of the text. A semicolon within quotes or a comment ends none.
     */
    static List<String> statements(String text) {
        List<String> statements = new ArrayList<>();
        StringBuilder blanks = new StringBuilder();
        int start = 0;
        boolean isEmpty = true;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() - 1 : end;
            } else if (c == '"' || c == '\'') {
                int end = text.indexOf(c, at + 1);
                at = end < 0 ? text.length() - 1 : end;
                isEmpty = false;
            } else if (c == ';') {
                if (!isEmpty) {
                    statements.add(blanks + text.substring(start, at));
                }
                blanks.append(text.substring(start, at + 1).replaceAll("[^\\n]", " "));
                start = at + 1;
                isEmpty = true;
            } else if (!Character.isWhitespace(c)) {
                isEmpty = false;
            }
        }
        if (!isEmpty) {
            statements.add(blanks + text.substring(start));
        }
        return statements;
    }
}
