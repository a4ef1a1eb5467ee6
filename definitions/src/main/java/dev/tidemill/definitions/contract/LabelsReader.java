package dev.tidemill.definitions.contract;

import dev.tidemill.definitions.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads owners and tags from a contract whose schema was checked. */
final class LabelsReader {
    private static final String OWNER = "owner";

    private LabelsReader() {}

    /**
     * @param contract the whole file
     * @param table one of its tables
     */
    static ContractLabels read(YamlValue contract, YamlValue table) {
        Set<String> tags = new LinkedHashSet<>(contract.at("tags").texts());
        tags.addAll(table.at("tags").texts());
        return new ContractLabels(owners(contract.at("team")), List.copyOf(tags));
    }

    /** A team is an object with members, or the older list of them. */
    private static List<String> owners(YamlValue team) {
        List<String> owners = new ArrayList<>();
        List<YamlValue> members = new ArrayList<>(team.items());
        members.addAll(team.at("members").items());
        for (YamlValue member : members) {
            if (member.at("role").textOr("").equalsIgnoreCase(OWNER)) {
                owners.add(member.at("name").textOr(member.at("username").textOr("")));
            }
        }
        String name = team.at("name").textOr("");
        return owners.isEmpty() && !name.isEmpty() ? List.of(name) : owners;
    }
}
