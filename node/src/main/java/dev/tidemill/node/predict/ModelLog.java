package dev.tidemill.node.predict;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What became of a predictor's models, as far as tables do not have it yet, and what stands in
 * these and has to leave them again. Owned by its lineup.
 */
final class ModelLog {
    /** Models that are not used any more and still stand in the table; the oldest leaves. */
    static final int RETIRED_MAX = 100;

    /** Moves of aliases in the table; the oldest leaves. */
    static final int MOVES_MAX = 1_000;

    private long moveCount;
    private final List<AliasMove> moves = new ArrayList<>();
    private final List<ModelVersion> retired = new ArrayList<>();
    private final Deque<Integer> kept = new ArrayDeque<>();

    /** An alias moved. */
    void move(String alias, int from, int to, AliasMove.Change change) {
        moves.add(new AliasMove(++moveCount, alias, from, to, change));
    }

    /** A model is used no more. */
    void retire(ModelVersion row) {
        retired.add(row);
    }

    boolean hasToWrite() {
        return !moves.isEmpty() || !retired.isEmpty();
    }

    /** Moves that no table has yet. */
    List<AliasMove> moves() {
        return moves;
    }

    /** Retired models that no table has as that yet. */
    List<ModelVersion> retired() {
        return retired;
    }

    /** All of it is written; returns the versions whose rows leave for it. */
    List<Integer> written() {
        moves.clear();
        retired.forEach(each -> kept.addLast(each.version()));
        retired.clear();
        List<Integer> leaving = new ArrayList<>();
        while (kept.size() > RETIRED_MAX) {
            leaving.add(kept.removeFirst());
        }
        return leaving;
    }

    /** The versions of retired models that stand in the table. */
    List<Integer> kept() {
        return List.copyOf(kept);
    }

    long moveCount() {
        return moveCount;
    }

    void write(ModelWriter out) {
        out.number(moveCount).number(moves.size());
        moves.forEach(move -> move.write(out));
        out.number(retired.size());
        retired.forEach(each -> each.write(out));
        out.numbers(kept.stream().mapToInt(Integer::intValue).toArray());
    }

    static ModelLog read(ModelReader in) {
        ModelLog log = new ModelLog();
        log.moveCount = in.whole();
        for (int i = in.integer(); i > 0; i--) {
            log.moves.add(AliasMove.read(in));
        }
        for (int i = in.integer(); i > 0; i--) {
            log.retired.add(ModelVersion.read(in));
        }
        for (int version : in.integers()) {
            log.kept.addLast(version);
        }
        return log;
    }
}
