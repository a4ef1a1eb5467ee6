package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A person is erased as of a tick: rows that name them leave, also those that came in the tick
 * itself. What names them is part of the entry, since the contracts may change later. The entry
 * holds the value, so it is dropped from the journal with the rows.
 *
 * @param id of the receipt
 * @param by who asked for it
 * @param salt what the subject's hash in the receipt begins with
 * @param subject the value that identifies the person, as text
 * @param cells columns of input tables that identify people of that kind
 * @param notices where notices of actions have, or may have, values of these columns; all actions
 *     that are defined are in it, so that a notice of another one is looked through as a whole
 */
public record ErasureEntry(
        String id, String by, String salt, String subject, List<Cell> cells, List<Notice> notices)
        implements JournalEntry {

    /** A column of an input table; or {@link #ALL}, of one that holds recorded changes. */
    public record Cell(String table, String column) {
        /**
         * In the place of a column: no recorded column tells whose a line is, so all lines go,
         * whoever is erased.
         */
        public static final String ALL = "*";

        public Cell {
            requireNonNull(table, "table");
            requireNonNull(column, "column");
        }

        public boolean isAll() {
            return column.equals(ALL);
        }
    }

    /** A column of the rows that an action tells of. */
    public record Notice(String action, String column) {
        /** In the place of a column: the action is defined, and none of its columns may be such. */
        public static final String NO_COLUMN = "";

        public Notice {
            requireNonNull(action, "action");
            requireNonNull(column, "column");
        }
    }

    public ErasureEntry {
        requireNonNull(id, "id");
        requireNonNull(by, "by");
        requireNonNull(salt, "salt");
        requireNonNull(subject, "subject");
        cells = List.copyOf(cells);
        notices = List.copyOf(notices);
    }

    @Override
    public ByteBuffer encode() {
        RecordWriter writer = new RecordWriter(256);
        writer.putByte(EntryKind.ERASURE);
        writer.putByte(EntryKind.VERSION);
        writer.putText(id);
        writer.putText(by);
        writer.putText(salt);
        writer.putText(subject);
        writer.putInt(cells.size());
        for (Cell cell : cells) {
            writer.putText(cell.table());
            writer.putText(cell.column());
        }
        writer.putInt(notices.size());
        for (Notice notice : notices) {
            writer.putText(notice.action());
            writer.putText(notice.column());
        }
        return writer.finish();
    }

    static ErasureEntry read(RecordReader reader) {
        String id = reader.readText();
        String by = reader.readText();
        String salt = reader.readText();
        String subject = reader.readText();
        List<Cell> cells = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            cells.add(new Cell(reader.readText(), reader.readText()));
        }
        List<Notice> notices = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            notices.add(new Notice(reader.readText(), reader.readText()));
        }
        return new ErasureEntry(id, by, salt, subject, cells, notices);
    }
}
