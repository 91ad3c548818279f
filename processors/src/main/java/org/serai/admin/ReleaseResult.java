package org.serai.admin;

import java.util.List;

/** What became of an order, for each recipient that it was about. */
public record ReleaseResult(String id, List<Recipient> recipients) {

    /** For one of them. */
    public enum Outcome {
        /** The backend has taken it. */
        RELEASED,
        /** He has had it before. */
        ALREADY_RELEASED,
        /** The backend has not taken it; it stays in quarantine for him. */
        REFUSED
    }

    /**
     * One of them.
     *
     * @param reply what the backend said; empty: it was not asked
     */
    public record Recipient(String address, Outcome outcome, String reply) {}

    public ReleaseResult {
        recipients = List.copyOf(recipients);
    }

    /** Nobody was refused. */
    public boolean done() {
        return recipients.stream().noneMatch(each -> each.outcome() == Outcome.REFUSED);
    }

    /** All had it before. */
    public boolean nothingNew() {
        return recipients.stream().allMatch(each -> each.outcome() == Outcome.ALREADY_RELEASED);
    }
}
