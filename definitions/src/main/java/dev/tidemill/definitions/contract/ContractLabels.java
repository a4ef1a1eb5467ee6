package dev.tidemill.definitions.contract;

import java.util.List;

/**
 * What people find a contract's table by, beside its name and description.
 *
 * @param owners the team's members whose role is owner, else the team
 * @param tags of the contract and of the table, each once
 */
public record ContractLabels(List<String> owners, List<String> tags) {
    public static final ContractLabels NONE = new ContractLabels(List.of(), List.of());

    public ContractLabels {
        owners = List.copyOf(owners);
        tags = List.copyOf(tags);
    }
}
