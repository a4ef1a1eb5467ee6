package dev.tidemill.node.forget;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.EntryColumn;
import dev.tidemill.definitions.contract.ColumnContract;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where rows that actions tell of may name a person. Lineage says of which columns the values are
 * people's for certain; but a table whose contract names nobody, such as orders, holds their ids as
 * well. So a text or a UUID is looked at wherever people are known by such, and a column that is
 * called like one that identifies people. Other numbers are not: 7 is a count as often as a person.
 */
final class NoticeColumns {
    private static final Set<String> TELLING = Set.of(Type.TEXT.sqlName(), Type.UUID.sqlName());

    private final Set<String> names = new TreeSet<>();
    private final Set<String> types = new TreeSet<>();

    /**
     * @param identifying columns that contracts say identify people
     */
    NoticeColumns(Collection<ColumnContract> identifying) {
        for (ColumnContract column : identifying) {
            names.add(column.name());
            types.add(column.type().sqlName());
        }
        types.retainAll(TELLING);
    }

    /**
     * The columns of a table.
     *
     * @param derived those that lineage says are made of people's values
     */
    Set<String> of(Entry table, Collection<String> derived) {
        Set<String> looked = new TreeSet<>(derived);
        for (EntryColumn column : table.columns()) {
            if (names.contains(column.name()) || types.contains(column.type())) {
                looked.add(column.name());
            }
        }
        return looked;
    }
}
