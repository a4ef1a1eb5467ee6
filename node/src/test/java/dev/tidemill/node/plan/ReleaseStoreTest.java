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
import java.util.List;
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
    void saysWhoWhereThatWasWrittenDown() {
        Release byAnn =
                new Release(
                        files(1).hash(),
                        7,
                        Instant.ofEpochMilli(7),
                        Release.Origin.APPLY,
                        "ann of accounts");
        Release byNobody =
                new Release(files(1).hash(), 8, Instant.ofEpochMilli(8), Release.Origin.FOLDER);
        store().note(byAnn);
        store().note(byNobody);
        assertEquals(List.of(byAnn, byNobody), store().releases());
    }

    @Test
    void formerOnesAreNotThoseThatWereGoneBackFrom() {
        ReleaseStore store = store();
        Release.Origin[] origins = {
            Release.Origin.FOLDER,
            Release.Origin.APPLY,
            Release.Origin.APPLY,
            Release.Origin.ROLLBACK
        };
        int[] files = {0, 1, 2, 1};
        for (int i = 0; i < files.length; i++) {
            store.keep(files(files[i]));
            store.note(new Release(files(files[i]).hash(), i, Instant.ofEpochMilli(i), origins[i]));
        }
        assertEquals(
                Optional.of(files(0).hash()), store.former(files(1).hash()).map(Release::hash));
        store.note(new Release(files(2).hash(), 4, Instant.ofEpochMilli(4), Release.Origin.APPLY));
        store.note(new Release(files(0).hash(), 5, Instant.ofEpochMilli(5), Release.Origin.APPLY));
        assertEquals(
                Optional.of(files(2).hash()),
                store.former(files(0).hash()).map(Release::hash),
                "applied again, it counts");
    }

    @Test
    void whatSettlesIsReadWhateverItsNamesHold() {
        ReleaseStore store = store();
        Settling settling =
                new Settling(
                        files(1).hash(),
                        files(0).hash(),
                        5,
                        6,
                        Map.of("t\nu", 7L, "v w", 8L),
                        Set.of("t/a check\nof two lines\n", "é %0A+"),
                        Set.of(""),
                        Set.of("x"));
        store.begin(settling);
        assertEquals(Optional.empty(), store.settling(), "not before it is in force");
        store.settleSealed(files(1).hash());
        assertEquals(Optional.of(settling), store.settling());
        Settling other =
                new Settling(
                        files(2).hash(),
                        files(1).hash(),
                        5,
                        6,
                        Map.of(),
                        Set.of(),
                        Set.of(),
                        Set.of());
        store.begin(other);
        store.giveUp(files(2).hash());
        store.settleSealed(files(2).hash());
        assertEquals(Optional.of(settling), store.settling(), "the other one never began");
        store.settled(files(1).hash());
        assertEquals(Optional.empty(), store.settling());
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
        store().settleSealed("new");
        assertEquals(Optional.of(settling), store().settling());
        store().settled("another");
        assertEquals(Optional.of(settling), store().settling());
        store().settled("new");
        assertEquals(Optional.empty(), store().settling());
    }
}
