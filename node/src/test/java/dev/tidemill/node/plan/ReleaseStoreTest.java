package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.release.DefinitionFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applied definitions are kept, the last ones, each whole. */
class ReleaseStoreTest {
    @TempDir @Nullable Path folder;

    private ReleaseStore store() {
        return new ReleaseStore(requireNonNull(folder).resolve("releases"));
    }

    private static DefinitionFiles files(int number) {
        return new Shop().with("tables/t.sql", "SELECT " + number + " AS n").files();
    }

    @Test
    void readsWhatItKept() {
        store().keep(files(1));
        DefinitionFiles read = store().read(files(1).hash());
        assertEquals(files(1), read);
        assertEquals(files(1).paths(), read.paths());
        assertEquals(
                ErrorCode.NOT_FOUND,
                assertThrows(TidemillException.class, () -> store().read(files(2).hash()))
                        .errorCode());
    }

    @Test
    void keepsTheLastOnesOnly() {
        ReleaseStore store = store();
        for (int i = 0; i < ReleaseStore.KEPT_MAX + 5; i++) {
            store.keep(files(i));
            store.note(
                    new Release(
                            files(i).hash(),
                            i,
                            Instant.ofEpochMilli(1_000_000 + i),
                            Release.Origin.APPLY));
        }
        assertEquals(ReleaseStore.KEPT_MAX, store.releases().size());
        assertEquals(5, store.releases().getFirst().tick());
        assertEquals(files(5), store.read(files(5).hash()));
        assertThrows(TidemillException.class, () -> store.read(files(4).hash()));
        int last = ReleaseStore.KEPT_MAX + 4;
        assertEquals(
                Optional.of(files(last - 1).hash()),
                store.former(files(last).hash()).map(Release::hash));
    }

    @Test
    void damagedReleaseIsNotTaken() throws IOException {
        store().keep(files(1));
        store().keep(files(2));
        Path releases = requireNonNull(folder).resolve("releases");
        Files.copy(
                releases.resolve(files(2).hash() + ".zip"),
                releases.resolve(files(1).hash() + ".zip"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertEquals(
                ErrorCode.IO_FAILED,
                assertThrows(TidemillException.class, () -> store().read(files(1).hash()))
                        .errorCode());
    }

    @Test
    void remembersWhatSettlesUntilItHas() {
        Settling settling =
                new Settling(
                        "new",
                        "old",
                        10_000,
                        3,
                        Map.of("spent", 2L, "rich", 0L),
                        Set.of("orders/no gaps", "spent/positive"),
                        Set.of("orders/no gaps"),
                        Set.of("broken"));
        store().begin(settling);
        assertEquals(Optional.of(settling), store().settling());
        store().settled("another");
        assertEquals(Optional.of(settling), store().settling());
        store().settled("new");
        assertEquals(Optional.empty(), store().settling());
    }
}
