package dev.tidemill.node.plan;

import java.util.Locale;

/** What a definition is of, in the order in which plans list them. */
public enum DefinitionKind {
    SOURCE,
    CONTRACT,
    FUNCTION,
    LIVE_TABLE,
    INDEX,
    FEATURE_VIEW,
    PREDICTOR,
    ACTION,
    POLICY,
    /** Changes nothing that runs. */
    TEST;

    /** The kind in addresses, as {@code live_table}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a definition of this kind is called in plans. */
    public String address(String name) {
        return word() + "." + name;
    }
}
