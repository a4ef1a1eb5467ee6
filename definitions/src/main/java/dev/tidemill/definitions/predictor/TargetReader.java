package dev.tidemill.definitions.predictor;

import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.yaml.YamlValue;
import java.util.List;

/** Reads what is foretold or chosen. Owned by one call. */
final class TargetReader {
    private final Problems problems;

    TargetReader(Problems problems) {
        this.problems = problems;
    }

    TargetKind read(YamlValue target) {
        TargetKind kind =
                switch (target.at("type").text()) {
                    case "boolean" -> TargetKind.BOOLEAN;
                    case "number" -> TargetKind.NUMBER;
                    case "choice" -> TargetKind.CHOICE;
                    default -> TargetKind.CLASSES;
                };
        check(target, "classes", kind == TargetKind.CLASSES, "classes: [small, large]");
        check(target, "choices", kind == TargetKind.CHOICE, "choices: [discount, nothing]");
        return kind;
    }

    private void check(YamlValue target, String names, boolean wanted, String example) {
        YamlValue written = target.at(names);
        if (wanted && !written.exists()) {
            problems.add(
                    target.place(),
                    "a target that is one of some %s says which".formatted(names),
                    example);
        } else if (!wanted && written.exists()) {
            problems.add(
                    written.place(),
                    "a target of type %s has no %s".formatted(target.at("type").text(), names));
        }
    }

    /** The names that the target is one of; empty unless it is one of names. */
    static List<String> classes(YamlValue target, TargetKind kind) {
        return target.at(kind == TargetKind.CHOICE ? "choices" : "classes").texts();
    }
}
