package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.yaml.YamlSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The files of a new project: a contract, a live table and its test, rows to try them with, and the
 * schemas that editors check YAML with.
 *
 * @param folder where the project shall be, absolute
 * @param name the project's name
 */
public record Starter(Path folder, String name) {
    private static final int NAME_CHARACTERS_MAX = 63;

    /** Paths in the project, each with the resource that it is made of. */
    private static final Map<String, String> FILES = files();

    public Starter {
        requireNonNull(folder, "folder");
        requireNonNull(name, "name");
    }

    private static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(ProjectLoader.PROJECT_FILE, "tidemill.yaml");
        files.put("contracts/orders.yaml", "orders.yaml");
        files.put("tables/sales_by_product.sql", "sales_by_product.sql");
        files.put("tests/sales_by_product.yaml", "sales_by_product_test.yaml");
        files.put("samples/orders.ndjson", "orders.ndjson");
        files.put(".gitignore", "gitignore");
        files.put("README.md", "README.md");
        return files;
    }

    /** A project in this folder, which is named after it. */
    public static Starter in(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        return new Starter(absolute, named(String.valueOf(absolute.getFileName())));
    }

    /** The folder's name, with what a project's name cannot have left out. */
    private static String named(String folder) {
        String name =
                folder.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9_-]+", "-")
                        .replaceAll("^[^a-z]+", "");
        String cut = name.substring(0, Math.min(name.length(), NAME_CHARACTERS_MAX));
        return cut.isEmpty() ? "project" : cut;
    }

    /**
     * Writes the files and makes the folders of other definitions.
     *
     * @return the paths of the files in the project
     * @throws TidemillException INVALID_ARGUMENT when one of them is there already: nothing is
     *     written then; IO_FAILED when one cannot be written
     */
    public List<String> write() {
        Map<String, String> contents = contents();
        for (String file : contents.keySet()) {
            if (Files.exists(folder.resolve(file))) {
                throw new TidemillException(
                                ErrorCode.INVALID_ARGUMENT,
                                "%s is in %s already".formatted(file, folder))
                        .withHint("choose an empty folder; nothing was written");
            }
        }
        try {
            for (Map.Entry<String, String> file : contents.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(requireNonNull(path.getParent()));
                Files.writeString(path, file.getValue(), StandardOpenOption.CREATE_NEW);
            }
            for (String empty :
                    List.of("indexes", "actions", "features", "predictors", "functions")) {
                Files.createDirectories(folder.resolve(empty));
            }
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "the project cannot be written: " + e, e);
        }
        return List.copyOf(contents.keySet());
    }

    private Map<String, String> contents() {
        Map<String, String> contents = new LinkedHashMap<>();
        FILES.forEach(
                (file, resource) -> contents.put(file, resource(resource).replace("@name@", name)));
        for (YamlSchema schema : YamlSchema.ALL) {
            contents.put("schemas/" + schema.fileName(), schema.document());
        }
        return contents;
    }

    private static String resource(String name) {
        try (InputStream stream =
                requireNonNull(Starter.class.getResourceAsStream("starter/" + name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new TidemillException(ErrorCode.INTERNAL, "the starter is not read: " + e, e);
        }
    }
}
