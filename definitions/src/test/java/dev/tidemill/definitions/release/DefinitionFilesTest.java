package dev.tidemill.definitions.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a project are read, written and told apart; others are left alone or refused. */
class DefinitionFilesTest {
    @TempDir @Nullable Path folder;

    private Path path(String name) throws IOException {
        Path path = requireNonNull(folder).resolve(name);
        Files.createDirectories(requireNonNull(path.getParent()));
        return path;
    }

    private static DefinitionFiles files(String... pathsAndTexts) {
        Map<String, byte[]> files = new HashMap<>();
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            files.put(pathsAndTexts[i], pathsAndTexts[i + 1].getBytes(UTF_8));
        }
        return DefinitionFiles.of(files);
    }

    @Test
    void readsWhatDefinesAProjectAndNothingElse() throws IOException {
        Files.writeString(path("shop/tidemill.yaml"), "name: shop\n");
        Files.writeString(path("shop/tables/t.sql"), "SELECT 1");
        Files.writeString(path("shop/tables/.t.sql.swp"), "draft");
        Files.writeString(path("shop/tables/notes.txt"), "notes");
        Files.writeString(path("shop/secrets/key"), "secret");
        Files.writeString(path("shop/data/rows.csv"), "1");
        Files.writeString(path("shop/functions/own.jar"), "jar");
        DefinitionFiles read = DefinitionFiles.read(path("shop"));
        assertEquals(Set.of("tidemill.yaml", "tables/t.sql", "functions/own.jar"), read.paths());
        assertEquals(Set.of("tidemill.yaml", "tables/t.sql"), read.withoutJars().paths());

        read.write(path("copy"));
        assertEquals(read, DefinitionFiles.read(path("copy")));
        read.writeForced(path("forced"));
        assertEquals(read.hash(), DefinitionFiles.read(path("forced")).hash());
    }

    @Test
    void folderWithoutSettingsIsNoProject() throws IOException {
        Files.writeString(path("shop/tables/t.sql"), "SELECT 1");
        Path shop = path("shop");
        assertEquals(
                ErrorCode.INVALID_PROJECT,
                assertThrows(TidemillException.class, () -> DefinitionFiles.read(shop))
                        .errorCode());
    }

    @Test
    void hashTellsFilesApart() {
        DefinitionFiles one = files("tidemill.yaml", "ab", "tables/t.sql", "c");
        assertEquals(one, files("tables/t.sql", "c", "tidemill.yaml", "ab"));
        assertNotEquals(one, files("tidemill.yaml", "a", "tables/t.sql", "bc"));
        assertNotEquals(one, files("tidemill.yaml", "ab", "tables/u.sql", "c"));
        assertEquals(32, one.hash().length());
    }

    @Test
    void pathsThatNoDefinitionHasAreRefused() {
        for (String path :
                List.of(
                        "../tidemill.yaml",
                        "tables/../../t.sql",
                        "tables/sub/t.sql",
                        "/etc/passwd",
                        "secrets/key",
                        "tables/.hidden.sql",
                        "tables/t\\..\\u.sql",
                        "data/rows.csv")) {
            assertEquals(
                    ErrorCode.INVALID_REQUEST,
                    assertThrows(
                                    TidemillException.class,
                                    () -> files("tidemill.yaml", "name: x", path, "x"),
                                    path)
                            .errorCode());
        }
    }
}
