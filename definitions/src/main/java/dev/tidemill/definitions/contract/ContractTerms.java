package dev.tidemill.definitions.contract;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a contract says of a table besides its rows: what it is known by, and who answers for it.
 *
 * @param id the contract's name that stays, whatever else changes
 * @param status proposed, draft, active, deprecated or retired
 * @param team the name of the team that owns the data, or null
 * @param owners its members in their order
 * @param tags the contract's and the table's own
 */
public record ContractTerms(
        String id, String status, @Nullable String team, List<Owner> owners, List<String> tags) {
    private static final String OWNER = "owner";

    /** Of a table that no contract file declares. */
    public static final ContractTerms NONE =
            new ContractTerms("", "active", null, List.of(), List.of());

    /**
     * A member of the team.
     *
     * @param role owner, data steward or what the team says; null when it says nothing
     */
    public record Owner(String username, @Nullable String role) {
        public Owner {
            requireNonNull(username, "username");
        }
    }

    public ContractTerms {
        requireNonNull(id, "id");
        requireNonNull(status, "status");
        owners = List.copyOf(owners);
        tags = List.copyOf(tags);
    }

    /** Who answers for the data: the members whose role is owner, else the team. */
    public List<String> answerable() {
        List<String> answerable =
                owners.stream()
                        .filter(owner -> OWNER.equalsIgnoreCase(owner.role()))
                        .map(Owner::username)
                        .toList();
        return answerable.isEmpty() && team != null ? List.of(team) : answerable;
    }
}
