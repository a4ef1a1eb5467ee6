package dev.tidemill.node.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements that do not wait until their tables are there, as after the longest time. */
class UnwaitedDefinitionTest {
    @TempDir @Nullable Path folder;

    private static void run(Tidemill mill, String sql) throws InterruptedException {
        try {
            mill.execute(sql);
        } catch (TidemillException e) {
            assertEquals(ErrorCode.NOT_READY, e.errorCode(), sql + ": " + e);
        }
    }

    private static void await(Tidemill mill, String table, boolean there) throws Exception {
        for (int i = 0; i < 400 && tables(mill).contains(table) != there; i++) {
            Thread.sleep(25);
        }
        assertEquals(there, tables(mill).contains(table), table);
    }

    private static Set<String> tables(Tidemill mill) {
        Set<String> names = new TreeSet<>();
        mill.status().tables().forEach(table -> names.add(table.name()));
        return names;
    }

    @Test
    void buildsOnWhatIsSealedThoughItIsNotBuiltYet() throws Exception {
        Path project = java.util.Objects.requireNonNull(folder);
        writeProject(project);
        try (Tidemill mill =
                Tidemill.open(
                        project,
                        TidemillOptions.defaults().withWatching(false).withDefinitionMillis(0))) {
            for (int round = 0; round < 20; round++) {
                run(mill, "CREATE TABLE gone (id BIGINT NOT NULL)");
                run(mill, "CREATE TABLE a" + round + " (id BIGINT)");
                await(mill, "gone", true);
                run(mill, "INSERT INTO gone VALUES (1)");
                run(mill, "DROP TABLE gone");
                run(mill, "CREATE TABLE b" + round + " (id BIGINT)");
                await(mill, "b" + round, true);
                assertTrue(tables(mill).contains("a" + round), "made before the last one");
                await(mill, "gone", false);
                run(mill, "CREATE TABLE gone (id BIGINT NOT NULL)");
                await(mill, "gone", true);
                assertEquals(
                        ErrorCode.NOT_NULL_VIOLATION,
                        assertThrows(
                                        TidemillException.class,
                                        () -> mill.execute("INSERT INTO gone VALUES (NULL)"))
                                .errorCode(),
                        "held to its columns though nobody waited for them");
                mill.execute("INSERT INTO gone VALUES (2)");
                assertEquals(
                        List.of(2L), mill.execute("SELECT id FROM gone").rows().row(0), "round");
                run(mill, "DROP TABLE gone");
                await(mill, "gone", false);
            }
        }
        try (Tidemill mill = Tidemill.open(project)) {
            assertEquals(40, tables(mill).stream().filter(t -> t.matches("[ab]\\d+")).count());
        }
    }

    private static void writeProject(Path project) throws IOException {
        Files.writeString(project.resolve("tidemill.yaml"), "name: unwaited\n");
    }
}
