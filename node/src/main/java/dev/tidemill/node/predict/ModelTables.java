package dev.tidemill.node.predict;

import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.ingest.SystemTables;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of {@link SystemTables#MODEL_VERSIONS} and {@link SystemTables#MODEL_MOVES}. */
final class ModelTables {
    private ModelTables() {}

    /** Writes what is new of a predictor's models, and takes out what is too old. */
    static void flush(PredictorState state, List<InputChange> changes) {
        String predictor = state.rule().name();
        Lineup lineup = state.lineup();
        ModelLog log = lineup.log();
        BatchBuilder versions = rows(SystemTables.MODEL_VERSIONS);
        for (ModelVersion each : lineup.versions()) {
            addVersion(predictor, each, versions);
        }
        log.retired().forEach(each -> addVersion(predictor, each, versions));
        changes.add(upsert(SystemTables.MODEL_VERSIONS, versions));
        if (!log.moves().isEmpty()) {
            BatchBuilder moves = rows(SystemTables.MODEL_MOVES);
            log.moves().forEach(move -> addMove(predictor, move, moves));
            long newest = log.moveCount();
            long oldest = newest - log.moves().size() + 1;
            changes.add(upsert(SystemTables.MODEL_MOVES, moves));
            List<Long> leaving = new ArrayList<>();
            for (long number = oldest; number <= newest; number++) {
                if (number > ModelLog.MOVES_MAX) {
                    leaving.add(number - ModelLog.MOVES_MAX);
                }
            }
            delete(SystemTables.MODEL_MOVES, predictor, leaving, changes);
        }
        delete(SystemTables.MODEL_VERSIONS, predictor, log.written(), changes);
    }

    /** Takes out all that the tables have of a predictor that is gone. */
    static void delete(PredictorState state, List<InputChange> changes) {
        String predictor = state.rule().name();
        Lineup lineup = state.lineup();
        List<Integer> versions = new ArrayList<>(lineup.log().kept());
        lineup.log().retired().forEach(each -> versions.add(each.version()));
        lineup.versions().forEach(each -> versions.add(each.version()));
        delete(SystemTables.MODEL_VERSIONS, predictor, versions, changes);
        List<Long> moves = new ArrayList<>();
        long newest = lineup.log().moveCount();
        for (long i = Math.max(1, newest - ModelLog.MOVES_MAX + 1); i <= newest; i++) {
            moves.add(i);
        }
        delete(SystemTables.MODEL_MOVES, predictor, moves, changes);
    }

    private static void addVersion(String predictor, ModelVersion each, BatchBuilder rows) {
        Schema schema = SystemTables.MODEL_VERSIONS.schema();
        List<@Nullable Object> row = new ArrayList<>();
        row.add(predictor);
        row.add(each.version());
        row.add(each.name());
        row.add(each.alias());
        row.add(each.learner());
        row.add(each.origin());
        row.add(each.sharePercent());
        row.add(each.beganTick());
        row.add(each.labelsLearnt());
        row.add(each.measured());
        for (int i = row.size(); i < schema.indexOf("window_labels"); i++) {
            row.add(each.measures().get(schema.field(i).name()));
        }
        row.add(each.windowLabels());
        row.add(each.aheadBy());
        row.add(each.aheadLow());
        row.add(each.aheadHigh());
        row.add(each.benched());
        row.add(each.endedTick());
        row.add(each.why());
        rows.addRow(1, row);
    }

    private static void addMove(String predictor, AliasMove move, BatchBuilder rows) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(predictor);
        row.add(move.number());
        row.add(move.change().tick());
        row.add(move.change().micros());
        row.add(move.alias());
        row.add(version(move.from()));
        row.add(version(move.to()));
        row.add(move.change().by());
        row.add(move.change().why());
        rows.addRow(1, row);
    }

    private static @Nullable Integer version(int number) {
        return number == 0 ? null : (Integer) number;
    }

    private static BatchBuilder rows(InputTable table) {
        return new BatchBuilder(table.schema(), 8);
    }

    private static InputChange upsert(InputTable table, BatchBuilder rows) {
        return new InputChange(table.name(), InputChange.Op.UPSERT, rows.build());
    }

    private static void delete(
            InputTable table,
            String predictor,
            List<? extends Number> numbers,
            List<InputChange> changes) {
        if (numbers.isEmpty()) {
            return;
        }
        BatchBuilder rows = rows(table);
        for (Number number : numbers) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(predictor);
            row.add(number);
            for (int i = row.size(); i < table.schema().size(); i++) {
                Field field = table.schema().field(i);
                row.add(PredictionTable.nothing(field));
            }
            rows.addRow(1, row);
        }
        changes.add(new InputChange(table.name(), InputChange.Op.DELETE, rows.build()));
    }
}
