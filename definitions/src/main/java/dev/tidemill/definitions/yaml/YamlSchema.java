package dev.tidemill.definitions.yaml;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.definitions.problem.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The JSON schema of one kind of definition file, whose violations become problems with places and
 * hints. Immutable, safe for any thread.
 */
public final class YamlSchema {
    public static final YamlSchema PROJECT = new YamlSchema("project");
    public static final YamlSchema CONTRACT = new YamlSchema("contract");
    public static final YamlSchema ACTION = new YamlSchema("action");
    public static final YamlSchema PREDICTOR = new YamlSchema("predictor");
    public static final YamlSchema POLICY = new YamlSchema("policy");
    public static final YamlSchema FEATURE = new YamlSchema("feature");
    public static final YamlSchema TEST = new YamlSchema("test");

    /** Every kind of YAML file that a project has. */
    public static final List<YamlSchema> ALL =
            List.of(PROJECT, CONTRACT, ACTION, FEATURE, PREDICTOR, POLICY, TEST);

    private final String fileName;
    private final JsonNode root;

    private YamlSchema(String name) {
        this.fileName = name + ".schema.json";
        this.root = load(fileName);
    }

    /** What the schema's file is named wherever it is kept. */
    public String fileName() {
        return fileName;
    }

    /** The schema as editors take it: JSON, with a line's end behind it. */
    public String document() {
        return SchemaDocument.of(root);
    }

    private static JsonNode load(String resource) {
        try (InputStream stream =
                requireNonNull(YamlSchema.class.getResourceAsStream(resource), resource)) {
            // JSON is YAML, and its reader is needed anyway; another one costs time at each start.
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return YamlReader.read(resource, text, new Problems()).orElseThrow().root();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the file's violations to the problems; true when there is none. */
    public boolean accepts(YamlFile file, Problems problems) {
        int before = problems.count();
        new SchemaCheck(root, problems).check(root, file.top());
        return problems.count() == before;
    }

    /** The schema as JSON, not to be changed. */
    JsonNode root() {
        return root;
    }
}
