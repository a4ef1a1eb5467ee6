package dev.tidemill.node.forget;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.plan.ReleaseStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receipt says which kept definitions name the person. */
class NamingReleasesTest {
    private static final Subject ADA = new Subject.Named("ada@example.com");

    @TempDir private Path folder;

    /** Keeps definitions as the store does; returns their hash. */
    private String keep(long second, Map<String, String> texts) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        texts.forEach((path, text) -> files.put(path, text.getBytes(UTF_8)));
        String hash = DefinitionFiles.of(files).hash();
        try (OutputStream out = Files.newOutputStream(folder.resolve(hash + ".zip"));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        Files.writeString(
                folder.resolve("LOG"),
                "%s %d %d apply%n".formatted(hash, second, second * 1000),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        return hash;
    }

    private List<ErasureReceipt.Remains> naming(Subject... values) {
        return new NamingReleases(new ReleaseStore(folder)).of(List.of(values));
    }

    @Test
    void listsTheFilesThatNameOneOfTheValues() throws Exception {
        String first =
                keep(
                        1,
                        Map.of(
                                "tidemill.yaml",
                                "name: shop\n",
                                "tests/recorded.yaml",
                                "given: [{email: ada@example.com}]\n",
                                "tables/hers.sql",
                                "SELECT * FROM orders WHERE who = 'c-7'\n"));
        keep(2, Map.of("tidemill.yaml", "name: shop\n", "tests/made.yaml", "given: [{n: 17}]\n"));
        assertEquals(
                List.of(
                        new ErasureReceipt.Remains(
                                "releases",
                                first + ": tables/hers.sql, tests/recorded.yaml",
                                "1970-01-01T00:00:01Z")),
                naming(ADA, new Subject.Named("c-7")));
        assertEquals(List.of(), naming(new Subject.Named("bob@example.com")));
    }

    @Test
    void looksForNumbersInTestsAlone() throws Exception {
        String hash =
                keep(
                        1,
                        Map.of(
                                "tidemill.yaml",
                                "name: shop\n",
                                "tests/recorded.yaml",
                                "given: [{id: 7}]\n",
                                "tables/top.sql",
                                "SELECT * FROM orders LIMIT 7\n"));
        assertEquals(
                List.of(hash + ": tests/recorded.yaml"),
                naming(new Subject.Named("7")).stream().map(each -> each.where()).toList());
    }

    @Test
    void saysThatAnyMayWhenTheValueIsNotKnown() throws Exception {
        Subject hashed = new Subject.Hashed("salt", Subject.hash("salt", "ada"));
        assertEquals(List.of(), naming(hashed), "none is kept");
        keep(1, Map.of("tidemill.yaml", "name: shop\n"));
        assertEquals(1, naming(hashed).size());
    }
}
