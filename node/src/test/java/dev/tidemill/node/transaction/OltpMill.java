package dev.tidemill.node.transaction;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A mill of an empty project, and words to ask it. */
final class OltpMill implements AutoCloseable {
    private final Path project;
    private Tidemill mill;

    private OltpMill(Path project) {
        this.project = project;
        this.mill = Tidemill.open(project, TidemillOptions.defaults());
    }

    static OltpMill in(Path project) throws IOException {
        Files.createDirectories(project);
        Files.writeString(project.resolve("tidemill.yaml"), "name: oltp\n");
        return new OltpMill(project);
    }

    Tidemill mill() {
        return mill;
    }

    void reopen() {
        mill.close();
        mill = Tidemill.open(project, TidemillOptions.defaults());
    }

    /** The newest published tick. */
    long tick() {
        return mill.query("SELECT 1").tick();
    }

    void awaitTick(long tick) throws InterruptedException {
        while (tick() < tick) {
            Thread.sleep(1);
        }
    }

    Transaction begin() {
        return mill.begin(TransactionOptions.DEFAULT);
    }

    StatementResult run(String sql, @Nullable Object... parameters) throws InterruptedException {
        return mill.execute(sql, Arrays.asList(parameters));
    }

    /** The rows of a statement as texts. */
    List<String> rows(String sql, @Nullable Object... parameters) throws InterruptedException {
        return texts(run(sql, parameters));
    }

    static List<String> rows(Transaction in, String sql, @Nullable Object... parameters)
            throws InterruptedException {
        return texts(in.execute(sql, Arrays.asList(parameters)));
    }

    static List<String> texts(StatementResult result) {
        Batch batch = Objects.requireNonNull(result.rows(), "rows").rows();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            rows.add(batch.row(i).stream().map(String::valueOf).collect(Collectors.joining("|")));
        }
        return rows;
    }

    TidemillException refusal(String sql, @Nullable Object... parameters) {
        return assertThrows(TidemillException.class, () -> run(sql, parameters), sql);
    }

    static TidemillException refusal(Transaction in, String sql, @Nullable Object... parameters) {
        return assertThrows(
                TidemillException.class, () -> in.execute(sql, Arrays.asList(parameters)), sql);
    }

    @Override
    public void close() {
        mill.close();
    }
}
